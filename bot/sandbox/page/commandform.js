import { h, icon, iconButton } from "./dom.js";
import { invocationOf } from "./commands.js";
import { OptionFields } from "./options.js";

/** A form for a slash command's options. Enter runs it, Escape closes it. */
export class CommandForm {
  constructor(entry, person, channelId, { run, leave }) {
    Object.assign(this, { entry, person, channelId });
    const { t } = person;
    this.fields = new OptionFields(entry, person, channelId);
    const submit = (event) => {
      event.preventDefault();
      run();
    };
    const keys = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      leave();
    };
    this.element = h(
      "form",
      { class: "command", "aria-label": `/${entry.label}`, onsubmit: submit, onkeydown: keys },
      h("header", null, h("b", null, `/${entry.label}`), h("span", null, entry.description), iconButton("close", t("cancel"), leave)),
      this.fields.element,
      h("div", { class: "actions" }, h("button", { class: "button primary" }, t("run"), icon("send"))),
    );
  }

  focus() {
    this.element.querySelector("input, select")?.focus();
  }

  send() {
    return this.person.interactions.command(this.channelId, invocationOf(this.entry, this.fields.values()));
  }
}
