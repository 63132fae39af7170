import { h, iconButton } from "./dom.js";

const LASTS = 6000; // milliseconds
const MOST = 3;

/** Shows a short notice in a corner. */
export function toast(words, t) {
  const place = document.getElementById("toasts");
  const note = h("div", { class: "toast" }, h("span", null, words), iconButton("close", t("close"), () => note.remove()));
  place.append(note);
  while (place.children.length > MOST) place.firstChild.remove();
  setTimeout(() => note.remove(), LASTS);
}

/** Shows what went wrong with a request, in the reader's language where the reason is known. */
export function toastError(error, t) {
  const known = { offline: "errorOffline", unanswered: "errorUnanswered" }[error.message];
  if (!known) console.error(error);
  toast(known ? t(known) : t("errorServer", { reason: error.message }), t);
}
