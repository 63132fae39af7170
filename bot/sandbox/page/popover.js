import { h } from "./dom.js";

const MARGIN = 8; // pixels between the panel and the window's edge
let closeOpen = null;

/**
 * Opens a floating panel next to a rectangle, or a bottom sheet on narrow screens.
 * Escape, a click outside and a choice close it; arrow keys move between its buttons.
 */
export function openPopover(rectangle, label, body) {
  closeOpen?.();
  const before = document.activeElement;
  const panel = h("div", { class: "popover", role: "menu", "aria-label": label, tabindex: "-1" }, body);
  document.body.append(panel);
  place(panel, rectangle);
  const close = (back) => {
    if (closeOpen !== close) return;
    closeOpen = null;
    stop.abort();
    panel.remove();
    if (back && before?.isConnected) before.focus({ preventScroll: true });
  };
  closeOpen = close;
  const stop = new AbortController();
  const { signal } = stop;
  document.addEventListener("pointerdown", (event) => panel.contains(event.target) || close(false), { signal, capture: true });
  addEventListener("resize", () => close(false), { signal });
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
