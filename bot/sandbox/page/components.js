import { h } from "./dom.js";
import { markup, link } from "./markup.js";
import { choicesFor } from "./choices.js";
import { media } from "./extras.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 6: "primary" };
const LINK = 5;

/** A message's components: buttons, selects and layout. `act.component(message, data)` uses one. */
export function components(message, person, act) {
  return (message.components ?? []).map((part) => draw(part, message, person, act));
}

function draw(part, message, person, act) {
  const inside = () => (part.components ?? []).map((child) => draw(child, message, person, act));
  switch (part.type) {
    case 1: return h("div", { class: "components" }, inside());
    case 2: return button(part, message, act);
    case 3: case 5: case 6: case 7: case 8: return select(part, message, person, act);
    case 9: return h("div", { class: "section" }, h("div", null, inside()), part.accessory && draw(part.accessory, message, person, act));
    case 10: return h("div", { class: "content" }, markup(part.content, person));
    case 11: case 13: return media(part, person);
    case 12: return h("div", { class: "gallery" }, (part.items ?? []).map((item) => media(item, person)));
    case 14: return h("hr", { class: part.divider === false ? "gap" : null });
    case 17: return container(part, inside());
    default: return null;
  }
}

function container(part, children) {
  const card = h("article", { class: "embed" }, children);
  if (part.accent_color) card.style.setProperty("--edge", `#${part.accent_color.toString(16).padStart(6, "0")}`);
  return card;
}

function button(part, message, act) {
  const words = [part.emoji && (part.emoji.id ? `:${part.emoji.name}:` : part.emoji.name), part.label].filter(Boolean).join(" ");
  if (part.style === LINK) return h("span", { class: "button secondary" }, link(part.url, [words, " ↗"]));
  const element = h("button", { type: "button", class: `button ${STYLES[part.style]}`, disabled: part.disabled }, words);
  element.addEventListener("click", () => busy(element, act.component(message, { component_type: 2, custom_id: part.custom_id })));
  return element;
}

function busy(element, answer) {
  element.setAttribute("aria-busy", "true");
  answer.finally(() => element.removeAttribute("aria-busy"));
}

function select(part, message, person, act) {
  const options = choicesFor(part, person);
  const send = (values, element) => busy(element, act.component(message, { component_type: part.type, custom_id: part.custom_id, values }));
  if ((part.max_values ?? 1) > 1) return many(part, options, person, send);
  const element = h(
    "select",
    { class: "select", disabled: part.disabled, "aria-label": part.placeholder ?? person.t("choose"), onchange: () => element.value && send([element.value], element) },
    h("option", { value: "" }, part.placeholder ?? person.t("choose")),
    options.map((option) => h("option", { value: option.value, selected: option.default }, option.label)),
  );
  return element;
}

/** A select with several values: checkboxes and a button. */
function many(part, options, person, send) {
  const boxes = options.map((option) => h("input", { type: "checkbox", value: option.value, checked: option.default, disabled: part.disabled }));
  const apply = () => send(boxes.filter((box) => box.checked).map((box) => box.value), details);
  const rows = boxes.map((box, place) => h("label", { class: "tick" }, box, options[place].label));
  const details = h(
    "details",
    { class: "many" },
    h("summary", { class: "select" }, part.placeholder ?? person.t("choose")),
    rows,
    h("button", { type: "button", class: "button primary", onclick: apply, disabled: part.disabled }, person.t("apply")),
  );
  return details;
}
