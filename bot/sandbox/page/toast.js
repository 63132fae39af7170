import { h, iconButton } from "./dom.js";

const DURATION = 6000; // milliseconds
const MAX_TOASTS = 3;

/** Shows a short notice in a corner. */
export function toast(words, t) {
  const place = document.getElementById("toasts");
  const note = h("div", { class: "toast" }, h("span", null, words), iconButton("close", t("close"), () => note.remove()));
  place.append(note);
  while (place.children.length > MAX_TOASTS) place.firstChild.remove();
  setTimeout(() => note.remove(), DURATION);
}

/** Shows why a request failed, in the reader's language if the reason is known. */
export function toastError(error, t) {
  const known = { offline: "errorOffline", unanswered: "errorUnanswered" }[error.message];
  if (!known) console.error(error);
  toast(known ? t(known) : t("errorServer", { reason: error.message }), t);
}
