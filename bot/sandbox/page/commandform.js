import { h, icon, iconButton } from "./dom.js";
import { invocationOf, localized } from "./commands.js";
import { OptionFields } from "./options.js";
import { typedOut } from "./typed.js";

/** A form for a slash command's options, with the values that are known. Enter runs it, Escape closes it. */
export class CommandForm {
  constructor(entry, person, channelId, { values, run, leave }) {
    Object.assign(this, { entry, person, channelId });
    const { t, user } = person;
    this.fields = new OptionFields(entry, person, channelId, values);
    const submit = (event) => {
      event.preventDefault();
      run();
    };
    const keys = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      leave();
    };
    const missing = values.size ? entry.options.filter((option) => option.required && !values.has(option)) : [];
    const names = missing.map((option) => localized(option, "name", user.locale)).join(", ");
    this.element = h(
      "form",
      { class: "command", "aria-label": `/${entry.label}`, onsubmit: submit, onkeydown: keys },
      h("header", null, h("b", null, `/${entry.label}`), h("span", null, entry.description), iconButton("close", t("cancel"), leave)),
      names && h("p", { class: "command-problem", role: "alert" }, t("missing", { list: names })),
      this.fields.element,
      h("div", { class: "actions" }, h("button", { class: "button primary" }, t("run"), icon("send"))),
    );
  }

  /** Focuses the first required option without a value, or else the first one. */
  focus() {
    const fields = [...this.element.querySelectorAll("input, select")];
    (fields.find((field) => field.required && !field.value) ?? fields[0])?.focus();
  }

  /** The command with the values so far, as it could be typed. */
  typedOut() {
    return typedOut(this.entry, this.fields.shown());
  }

  send() {
    const { data, files } = invocationOf(this.entry, this.fields.values());
    return this.person.interactions.command(this.channelId, data, files);
  }
}
