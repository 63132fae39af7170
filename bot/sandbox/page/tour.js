import { fill, h, icon } from "./dom.js";
import { recall, remember } from "./memory.js";

const KEY = "qiao-tour-seen";

/** What a first-time visitor can do, in three steps, until they have done it all or close it; then it stays away. */
export class Tour {
  #done = new Set();

  constructor({ person, users, closed }) {
    Object.assign(this, { person, users, closed });
    this.element = h("section", { class: "tour" });
  }

  draw() {
    const { t } = this.person();
    this.element.hidden = recall(KEY) === "yes";
    this.element.setAttribute("aria-label", t("tour"));
    const touch = !matchMedia("(hover: hover)").matches;
    const steps = [
      ["people", "smile", t("tourPeople", { count: this.users.length })],
      ["menu", "more", t(touch ? "tourMenuTouch" : "tourMenu")],
      ["commands", "slash", t("tourCommands")],
    ];
    fill(
      this.element,
      h("ol", null, steps.map(([step, picture, words]) => h("li", { class: this.#done.has(step) && "done" }, icon(this.#done.has(step) ? "check" : picture), h("span", null, words)))),
      h("button", { type: "button", class: "button secondary", onclick: () => this.#close() }, t("gotIt")),
    );
  }

  /** Marks a step as done. */
  done(step) {
    if (this.#done.has(step) || this.element.hidden) return;
    this.#done.add(step);
    if (this.#done.size === 3) this.#close();
    else this.draw();
  }

  #close() {
    remember(KEY, "yes");
    const focused = this.element.contains(document.activeElement);
    this.element.hidden = true;
    if (focused) this.closed(); // the focus would be lost
  }
}
