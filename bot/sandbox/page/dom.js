// Elements are built node by node; text is never parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Creates an element.
 * `onX` props become listeners, `data` the dataset, `true` an empty attribute; null, undefined and false
 * are left out. Children may be nodes, strings, nested arrays, or nothing.
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...present(children));
  return element;
}

/** Replaces an element's children. */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
}

function present(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));
}

const PATHS = {
  bridge: "M2 17c3-9 17-9 20 0M2 17h20M8 12.5V17M12 11v6M16 12.5V17",
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M3 15h16",
  voice: "M4 9.5h3.5L12 5.5v13l-4.5-4H4zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  forum: "M4 5h12v8H9l-3 3v-3H4zM19 9v8h-1v3l-3-3h-4",
  thread: "M6 4v7a4 4 0 0 0 4 4h9M15 11l4 4-4 4",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6 6 18",
  send: "M4 12 3.5 4.5 21 12 3.5 19.5 4 12zM4 12h8",
  reply: "M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6v1",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14a4 4 0 0 0 7 0M9 9.5v.5M15 9.5v.5",
  more: "M4.3 12a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0M11.3 12a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0M18.3 12a.7.7 0 1 0 1.4 0 .7.7 0 1 0-1.4 0",
  edit: "M4 20l1-4L16 5l3 3L8 19l-4 1zM14 7l3 3",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5 19 19M19 5l-1.5 1.5M6.5 17.5 5 19",
  moon: "M20 14A8.5 8.5 0 0 1 10 4a8.5 8.5 0 1 0 10 10z",
  split: "M4 5h16v14H4zM12 5v14",
  down: "M12 5v14M6 13l6 6 6-6",
  plus: "M12 5v14M5 12h14",
  eye: "M2 12c4-7 16-7 20 0-4 7-16 7-20 0zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  attach: "M20 11.5 12.5 19a4.6 4.6 0 0 1-6.5-6.5L14 4.5a3 3 0 0 1 4.3 4.3l-7.6 7.6a1.5 1.5 0 0 1-2.1-2.1l7-7",
  slash: "M15 4 9 20",
  check: "M5 12.5l4.5 4.5L19 7.5",
  shield: "M12 3l7 2.5v5.5c0 4.5-3 7.8-7 10-4-2.2-7-5.5-7-10V5.5zM9 12l2.2 2.2L15.2 10",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
};

/** A line icon, hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button with only an icon; its label is its accessible name and tooltip. */
export function iconButton(name, label, onclick, props = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...props }, icon(name));
}
