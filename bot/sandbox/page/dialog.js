import { h, iconButton } from "./dom.js";

/** Opens a dialog; the browser traps the focus and closes it on Escape. Returns a function that closes it. */
export function openDialog(title, t, body) {
  const close = () => dialog.close();
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-label": title, onclose: () => dialog.remove(), onclick: (event) => event.target === dialog && close() },
    h("div", { class: "sheet" }, h("header", null, h("h2", null, title), iconButton("close", t("close"), close)), body),
  );
  document.body.append(dialog);
  dialog.showModal();
  return close;
}
