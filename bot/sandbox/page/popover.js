import { h } from "./dom.js";

const MARGIN = 8; // pixels between the panel and the window's edge
let closeOpen = null;

const narrow = matchMedia("(max-width: 760px)");

/**
 * Opens a floating panel next to a rectangle, or a bottom sheet on narrow screens, above which `row` stays visible.
 * Escape, a click outside and a choice close it; arrow keys move between its buttons. If a long press opened it, what
 * the finger does until it is lifted and touches again is no choice.
 */
export function openPopover(rectangle, label, body, { row = null, pressed = false } = {}) {
  closeOpen?.();
  const before = document.activeElement;
  const panel = h("div", { class: "popover", role: "menu", "aria-label": label, tabindex: "-1" }, body);
  document.body.append(panel);
  place(panel, rectangle);
  const list = row?.closest(".timeline");
  const settled = new ResizeObserver(() => lift(row, list, panel)); // also called at once
  if (list) settled.observe(list);
  if (pressed) ignoreRelease();
  row?.classList.add("chosen");
  const close = (back) => {
    if (closeOpen !== close) return;
    closeOpen = null;
    stop.abort();
    panel.remove();
    row?.classList.remove("chosen");
    settled.disconnect();
    list?.style.removeProperty("transform");
    if (back && before?.isConnected) before.focus({ preventScroll: true });
  };
  closeOpen = close;
  const stop = new AbortController();
  const { signal } = stop;
  document.addEventListener("pointerdown", (event) => panel.contains(event.target) || close(false), { signal, capture: true });
  // On a phone, the window grows when the sheet takes the focus and the keyboard closes.
  addEventListener("resize", () => narrow.matches || close(false), { signal });
  panel.addEventListener("keydown", (event) => keys(event, panel, close), { signal });
  panel.querySelector("button")?.focus({ preventScroll: true });
  return () => close(true);
}

function place(panel, rectangle) {
  const { width, height } = panel.getBoundingClientRect();
  const below = rectangle.bottom + height + MARGIN < innerHeight;
  const top = below ? rectangle.bottom + 4 : rectangle.top - height - 4;
  panel.style.setProperty("--x", `${Math.max(MARGIN, Math.min(rectangle.left, innerWidth - width - MARGIN))}px`);
  panel.style.setProperty("--y", `${Math.max(MARGIN, Math.min(top, innerHeight - height - MARGIN))}px`);
}

/** Moves the timeline up until the sheet no longer covers the row. */
function lift(row, list, panel) {
  list.style.removeProperty("transform");
  if (!narrow.matches) return;
  const box = row.getBoundingClientRect();
  const covered = box.bottom + MARGIN - panel.getBoundingClientRect().top;
  const room = box.top - list.getBoundingClientRect().top;
  const up = Math.min(covered, room);
  if (up > 0) list.style.transform = `translateY(${-up}px)`;
}

/** Lifting the finger after a long press would otherwise be a tap on what has appeared below it. */
function ignoreRelease() {
  const stop = new AbortController();
  const { signal } = stop;
  const swallow = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", swallow, { signal, capture: true });
  addEventListener("pointerdown", () => stop.abort(), { signal, capture: true });
  addEventListener("keydown", () => stop.abort(), { signal, capture: true });
}

function keys(event, panel, close) {
  const buttons = [...panel.querySelectorAll("button")];
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    close(true);
  } else if (step) {
    event.preventDefault();
    buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length)?.focus();
  }
}
