import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { plain } from "./markup.js";

const MAX_NAME = 100; // Discord's limit, in characters
const SUGGESTED = 40; // characters of a suggested name at most

/** A name for a thread from the first words of its message, without lines that quote another; it can be empty. */
function suggestedName(message, person) {
  const words = plain((message.content ?? "").replace(/^(?:>|-# ).*$/gm, ""), person);
  const letters = [...words];
  if (letters.length <= SUGGESTED) return words;
  const start = letters.slice(0, SUGGESTED).join("");
  if (/\s/.test(letters[SUGGESTED])) return start;
  return start.replace(/\s+[\p{Script=Latin}\p{N}\p{P}]+$/u, "");
}

/** Asks for the name of a thread about a message, and suggests one; `create(name)` is called with the answer. */
export function askForThread(message, person, create) {
  const { t } = person;
  const input = h("input", { value: suggestedName(message, person), placeholder: t("thread"), maxlength: MAX_NAME, "aria-label": t("nameThread") });
  const submit = (event) => {
    event.preventDefault();
    close();
    create(input.value.trim() || t("thread"));
  };
  const cancel = h("button", { type: "button", class: "button secondary", onclick: () => close() }, t("cancel"));
  const actions = h("div", { class: "actions" }, cancel, h("button", { class: "button primary" }, t("createThread")));
  const field = h("label", { class: "field" }, h("span", { class: "label" }, t("nameThread")), input);
  const close = openDialog(t("createThread"), t, h("form", { class: "fields", onsubmit: submit }, field, actions));
  input.focus();
  input.select();
}
