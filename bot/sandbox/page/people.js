import { avatar } from "./avatar.js";
import { fill, h, icon } from "./dom.js";

const LANGUAGES = { en: "English", "zh-CN": "简体中文", "zh-TW": "繁體中文" };
const SHORT = { en: "EN", "zh-CN": "简", "zh-TW": "繁" };

export const languageOf = (user) => LANGUAGES[user.locale] ?? LANGUAGES[user.locale.slice(0, 2)] ?? user.locale;
const shortOf = (user) => SHORT[user.locale] ?? SHORT[user.locale.slice(0, 2)] ?? user.locale;

/** The row of people to chat as; one tap or an arrow key switches. */
export class People {
  constructor({ users, person, choose }) {
    Object.assign(this, { users, person, choose });
    this.element = h("div", { class: "people", role: "radiogroup", onkeydown: (event) => this.#key(event) });
  }

  draw() {
    const { t, user: chosen } = this.person();
    this.element.setAttribute("aria-label", t("speakAs"));
    const buttons = this.users.map((user) => this.#chip(user, user.id === chosen.id));
    fill(this.element, h("span", { class: "people-label", "aria-hidden": "true" }, t("speakAs")), buttons);
    this.reveal();
  }

  /** Scrolls to the chosen person; it can only be measured once it is on the page. */
  reveal() {
    const chip = this.element.querySelector("[aria-checked=true]");
    this.element.scrollLeft = chip.offsetLeft - (this.element.clientWidth - chip.offsetWidth) / 2;
  }

  #chip(user, checked) {
    const about = [languageOf(user), user.can_manage && this.person().t("moderator")].filter(Boolean);
    return h(
      "button",
      {
        type: "button",
        class: "person",
        role: "radio",
        "aria-checked": String(checked),
        "aria-label": [user.name, ...about].join(", "),
        title: [user.name, ...about].join(" · "),
        tabindex: checked ? "0" : "-1",
        data: { id: user.id },
        onclick: () => this.choose(user.id),
      },
      avatar(user, 28),
      h("span", { class: "person-name" }, user.name),
      user.can_manage && icon("shield"),
      h("span", { class: "tongue" }, shortOf(user)),
    );
  }

  #key(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const place = this.users.findIndex((user) => user.id === this.person().user.id);
    const next = this.users.at((place + step) % this.users.length);
    this.choose(next.id);
    this.element.querySelector(`[data-id="${CSS.escape(next.id)}"]`)?.focus();
  }
}
