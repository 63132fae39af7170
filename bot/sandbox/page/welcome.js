import { fill, h, iconButton } from "./dom.js";
import { openDialog } from "./dialog.js";
import { recall, remember } from "./memory.js";
import { titleOf } from "./store.js";
import { samplesFor } from "./samples.js";

const KEY = "qiao-hint-seen";
const PORTAL = "https://discord.com/developers/applications";

/** Sentences to try, in the person's language, until the visitor dismisses them. */
export class Hint {
  constructor({ person, say, closed }) {
    Object.assign(this, { person, say, closed });
    this.element = h("div", { class: "hint" });
  }

  draw() {
    const { t, user, world } = this.person();
    this.element.hidden = recall(KEY) === "yes";
    this.element.setAttribute("aria-label", t("try"));
    fill(
      this.element,
      h("span", { class: "hint-label" }, t("try")),
      h("div", { class: "samples" }, samplesFor(user, world.users).map(({ shown, sent }) => h("button", { type: "button", class: "sample", lang: user.locale, onclick: () => this.say(sent) }, shown))),
      iconButton("close", t("hideHint"), () => this.#dismiss()),
    );
  }

  #dismiss() {
    remember(KEY, "yes");
    this.element.hidden = true;
    this.closed();
  }
}

/** The start of a channel: its name and topic. */
export function beginning(person, channel) {
  const { t } = person;
  return h(
    "li",
    { class: "beginning" },
    h("span", { class: "seal", "aria-hidden": "true" }, "桥"),
    h("h2", null, t("beginning", { channel: titleOf(channel, person) })),
    h("p", null, channel?.topic || t("beginningWords")),
  );
}

/** Explains how to add Qiao to a real server. */
export function explainServer({ t, commands }) {
  const portal = h("a", { href: PORTAL, target: "_blank", rel: "noopener noreferrer" }, t("portal"));
  const steps = [
    [t("step1"), " ", portal, t("step1b")],
    [t("step2"), h("pre", null, h("code", null, "DISCORD_TOKEN=…"))],
    [
      t("step3"),
      h("pre", null, h("code", null, "make run")),
      t("step3b"),
      h("pre", null, h("code", null, ".venv/bin/python -m bot doctor")),
    ],
    [t("step4"), h("pre", null, h("code", null, `/${commands.localName("channel enable")}`))],
  ];
  openDialog(t("ownServer"), t, h("div", { class: "prose" }, h("p", null, t("ownServerWords")), h("ol", null, steps.map((step) => h("li", null, step)))));
}
