import { channels, people, roles } from "./choices.js";
import { h } from "./dom.js";
import { formatSize } from "./extras.js";
import { invocationOf, localized } from "./commands.js";
import { ATTACHMENT, BOOLEAN, CHANNEL, INTEGER, MENTIONABLE, NUMBER, ROLE, USER } from "./optiontypes.js";

const NO_DESCRIPTION = "…"; // discord.py's placeholder for a missing description
const DEBOUNCE = 180; // milliseconds without a key press before completions are requested
let lists = 0;

/** The fields for a slash command's options. `values()` returns them in the format of an interaction. */
export class OptionFields {
  constructor(entry, person, channelId, values) {
    Object.assign(this, { entry, person, channelId });
    this.fields = entry.options.map((option) => this.#field(option));
    for (const { option, write } of this.fields) if (values.has(option)) write(values.get(option));
    this.element = h("div", { class: "options" }, this.fields.map((field) => field.element));
  }

  /** The options with a value, by the name and the value that are shown. */
  shown() {
    return this.fields.map(({ option, show }) => ({ name: localized(option, "name", this.person.user.locale), value: show() })).filter(({ value }) => value);
  }

  values(focused) {
    return this.fields
      .map(({ option, read }) => ({ type: option.type, name: option.name, value: read(option === focused), focused: option === focused || undefined }))
      .filter(({ value, focused }) => focused || (value !== undefined && value !== "")); // an app completes an empty option, too
  }

  #field(option) {
    const { locale } = this.person.user;
    const input = option.autocomplete ? this.#completed(option) : control(option, this.person);
    const required = option.required && h("span", { class: "required", title: this.person.t("required") }, " *");
    const name = localized(option, "name", locale);
    const description = localized(option, "description", locale);
    input.control.setAttribute("aria-label", name);
    input.control.title = description;
    input.control.toggleAttribute("required", Boolean(option.required));
    const element = h("label", { class: "option" }, h("span", { class: "label" }, name, required), input.element ?? input.control, description !== NO_DESCRIPTION && h("small", null, description));
    const { control: field } = input;
    const write = input.write ?? ((value) => (field.value = String(value)));
    const show = input.show ?? (() => (field.value ? (field.selectedOptions?.[0].label ?? field.value) : ""));
    return { option, element, read: input.read, write, show };
  }

  /** A text field with autocomplete from the app. */
  #completed(option) {
    const list = h("datalist", { id: `completions-${(lists += 1)}` });
    const input = h("input", { list: list.id, autocomplete: "off", placeholder: this.person.t("typeToSearch") });
    const known = new Map();
    let timer = 0;
    let turn = 0;
    const ask = async () => {
      const mine = (turn += 1);
      const { data } = invocationOf(this.entry, this.values(option));
      const choices = await this.person.interactions.complete(this.channelId, data).catch(() => []);
      if (mine !== turn) return;
      for (const choice of choices) known.set(localized(choice, "name", this.person.user.locale), choice.value);
      list.replaceChildren(...choices.map((choice) => h("option", { value: localized(choice, "name", this.person.user.locale) })));
    };
    const later = () => {
      clearTimeout(timer);
      if (!known.has(input.value)) timer = setTimeout(ask, DEBOUNCE);
    };
    input.addEventListener("input", later);
    input.addEventListener("focus", later);
    const read = (raw) => (raw ? input.value : cast(option, known.get(input.value) ?? input.value));
    return { control: input, element: h("span", null, input, list), read };
  }
}

function cast(option, value) {
  if (value === "" || value === undefined) return undefined;
  return option.type === INTEGER || option.type === NUMBER ? Number(value) : value;
}

function control(option, person) {
  const { t } = person;
  if (option.choices?.length) {
    const choices = option.choices.map((choice) => ({ value: choice.value, label: localized(choice, "name", person.user.locale) }));
    return select(choices, (value) => cast(option, value));
  }
  switch (option.type) {
    case BOOLEAN: return select([{ value: "true", label: t("yes") }, { value: "false", label: t("no") }], (value) => (value ? value === "true" : undefined));
    case USER: return select(people(person));
    case CHANNEL: return select(channels(person, option.channel_types));
    case ROLE: return select(roles(person));
    case MENTIONABLE: return select([...people(person), ...roles(person)]);
    case ATTACHMENT: return file(person);
    default: return typed(option);
  }
}

/** A field for a file; one that was attached to the message stays until another is chosen. */
function file({ world, t }) {
  const input = h("input", { type: "file", class: "file-field", onchange: () => input.setCustomValidity(fits(input.files[0]) ? "" : t("fileTooLarge", { name: input.files[0].name, limit: formatSize(world.file_bytes) })) });
  const fits = (chosen) => !chosen || chosen.size <= world.file_bytes;
  const write = (given) => {
    const transfer = new DataTransfer();
    transfer.items.add(given);
    input.files = transfer.files;
  };
  return { control: input, read: () => input.files[0], write, show: () => "" };
}

function select(choices, read = (value) => value || undefined) {
  const element = h("select", { class: "select" }, h("option", { value: "" }, "—"), choices.map(({ value, label }) => h("option", { value: String(value) }, label)));
  return { control: element, read: () => read(element.value) };
}

function typed(option) {
  const number = option.type === INTEGER || option.type === NUMBER;
  const element = h("input", {
    type: number ? "number" : "text",
    step: option.type === INTEGER ? 1 : number ? "any" : null,
    min: option.min_value,
    max: option.max_value,
    minlength: option.min_length,
    maxlength: number ? null : (option.max_length ?? 6000),
    autocomplete: "off",
  });
  return { control: element, read: () => cast(option, element.value) };
}
