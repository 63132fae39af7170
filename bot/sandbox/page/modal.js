import { choicesFor } from "./choices.js";
import { h } from "./dom.js";
import { markup } from "./markup.js";
import { openDialog } from "./dialog.js";

const ROW = 1;
const TEXT_INPUT = 4;
const TEXT = 10;
const LABEL = 18;
const PARAGRAPH = 2;

/** Shows a form that the app opened and submits it. `failed(error)` is called if that is refused. */
export function openModal(form, person, failed) {
  const { t } = person;
  const fields = form.components.map((part) => field(part, person));
  const send = h("button", { class: "button primary" }, t("submit"));
  const submit = async (event) => {
    event.preventDefault();
    send.setAttribute("aria-busy", "true");
    try {
      await person.interactions.submit(form.channel_id, form, fields.map((one) => one.answer()).filter(Boolean));
      close();
    } catch (error) {
      failed(error);
    } finally {
      send.removeAttribute("aria-busy");
    }
  };
  const cancel = h("button", { type: "button", class: "button secondary", onclick: () => close() }, t("cancel"));
  const body = h("form", { class: "fields", onsubmit: submit }, fields.map((one) => one.element), h("div", { class: "actions" }, cancel, send));
  const close = openDialog(form.title, t, body);
  body.querySelector("input, textarea, select")?.focus();
}

/** One part of the form: its element, and `answer()` in the format of a submission (null for text). */
function field(part, person) {
  if (part.type === TEXT) return { element: h("div", { class: "content" }, markup(part.content, person)), answer: () => null };
  if (part.type === ROW) {
    const input = control(part.components[0], person);
    const answer = () => ({ type: ROW, components: [input.answer()] });
    return { element: labeled(part.components[0].label, null, part.components[0], input.element), answer };
  }
  if (part.type === LABEL) {
    const input = control(part.component, person);
    const answer = () => ({ type: LABEL, id: part.id, component: input.answer() });
    return { element: labeled(part.label, part.description, part.component, input.element), answer };
  }
  return { element: null, answer: () => null };
}

function labeled(label, description, part, element) {
  const required = part.required !== false && h("span", { class: "required", "aria-hidden": "true" }, " *");
  return h("label", { class: "field" }, h("span", { class: "label" }, label, required), description && h("small", null, description), element);
}

function control(part, person) {
  const base = { type: part.type, id: part.id, custom_id: part.custom_id };
  if (part.type === TEXT_INPUT) {
    const element = h(part.style === PARAGRAPH ? "textarea" : "input", {
      value: part.value ?? "",
      placeholder: part.placeholder,
      required: part.required !== false,
      minlength: part.min_length,
      maxlength: part.max_length ?? 4000,
      rows: part.style === PARAGRAPH ? 4 : null,
    });
    return { element, answer: () => ({ ...base, value: element.value }) };
  }
  const several = (part.max_values ?? 1) > 1;
  const options = choicesFor(part, person).map((option) => h("option", { value: option.value, selected: option.default }, option.label));
  const empty = !several && h("option", { value: "" }, part.placeholder ?? person.t("choose"));
  const element = h("select", { class: "select", multiple: several, required: part.required !== false }, empty, options);
  const values = () => [...element.selectedOptions].map((option) => option.value).filter(Boolean);
  return { element, answer: () => ({ ...base, values: values() }) };
}
