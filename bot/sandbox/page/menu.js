import { emojiGrid } from "./reactions.js";
import { h, icon, iconButton } from "./dom.js";
import { isEphemeral, isStarter, startOf } from "./message.js";
import { localized } from "./commands.js";
import { openPopover } from "./popover.js";

const USER = 2;
const MESSAGE = 3;
const LONG_PRESS = 450; // milliseconds until a press is long
const MAX_DRIFT = 10; // pixels that a finger can move during a long press

/** Message actions: a toolbar on hover and focus, but not by touch; a menu on right-click, long press and the menu key. */
export class MessageMenu {
  constructor(timeline, { find, person, act, opened }) {
    Object.assign(this, { list: timeline.list, find, person, act, opened });
    this.list.addEventListener("pointerover", (event) => event.pointerType === "mouse" && this.#hover(event.target));
    this.list.addEventListener("focusin", (event) => this.touched || this.#hover(event.target));
    document.addEventListener("keydown", () => (this.touched = false), { capture: true });
    this.list.addEventListener("pointerleave", () => this.#leave());
    this.list.addEventListener("contextmenu", (event) => this.#context(event));
    this.list.addEventListener("pointerdown", (event) => this.#press(event));
  }

  /** Keeps the toolbar when its message is redrawn. */
  follow(old, node, message) {
    if (this.bar?.isConnected === false && this.over === old) this.#show(node, message);
  }

  pick(message, element) {
    const grid = emojiGrid((emoji) => {
      close();
      this.act.react(message, emoji);
    });
    const close = openPopover(element.getBoundingClientRect(), this.person().t("react"), grid, { row: element.closest("li[data-id]") });
  }

  #hover(target) {
    const row = target.closest?.("li[data-id]");
    if (!row || (row === this.over && this.bar?.isConnected)) return;
    const message = this.find(row.dataset.id);
    if (message) this.#show(row, message);
  }

  #leave() {
    if (this.over?.contains(document.activeElement)) return;
    this.bar?.remove();
    this.over = null;
  }

  #show(row, message) {
    const { t } = this.person();
    this.bar?.remove();
    this.over = row;
    const more = iconButton("more", t("more"), () => this.open(message, more.getBoundingClientRect(), { row }));
    const react = iconButton("smile", t("react"), () => this.pick(message, react));
    const actions = isEphemeral(message) || isStarter(message) ? [more] : [react, iconButton("reply", t("reply"), () => this.act.reply(message)), more];
    this.bar = h("div", { class: "bar", role: "toolbar", "aria-label": t("actions") }, actions);
    row.append(this.bar);
  }

  #context(event) {
    const row = event.target.closest("li[data-id]");
    if (!row || event.target.closest("a, input, textarea, select") || String(getSelection())) return;
    event.preventDefault();
    if (this.pressed && event.pointerType !== "") return; // not by a key: a long press has opened the menu already
    const message = this.find(row.dataset.id);
    const box = row.getBoundingClientRect();
    const x = event.clientX || box.left + 60;
    const y = event.clientY || box.top + 20;
    if (message) this.open(message, new DOMRect(x, y, 0, 0), { row });
  }

  #press(event) {
    this.pressed = false;
    this.touched = event.pointerType !== "mouse";
    if (this.touched) this.bar?.remove();
    const row = event.target.closest("li[data-id]");
    if (event.pointerType === "mouse" || !row || event.target.closest("button, a, select, input, summary")) return;
    const stop = new AbortController();
    const { signal } = stop;
    const timer = setTimeout(() => {
      stop.abort();
      const message = this.find(row.dataset.id);
      if (!message) return;
      this.pressed = true;
      this.open(message, new DOMRect(event.clientX, event.clientY, 0, 0), { row, pressed: true });
    }, LONG_PRESS);
    const cancel = () => {
      clearTimeout(timer);
      stop.abort();
    };
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, cancel, { signal });
    addEventListener("pointermove", (move) => Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) > MAX_DRIFT && cancel(), { signal });
    this.list.addEventListener("scroll", cancel, { signal });
  }

  /** Opens the full menu, including the app's commands. */
  async open(message, rectangle, place) {
    const person = this.person();
    if (isStarter(message)) return this.#openStart(message, rectangle, place);
    const apps = await this.act.commands().catch(() => []);
    const run = (name, task) => this.#item(name, task, () => close());
    const { t } = person;
    const items = isEphemeral(message) ? [] : [run(["reply", t("reply")], () => this.act.reply(message))];
    if (message.author?.id === person.user.id) items.push(run(["edit", t("edit")], () => this.act.edit(message)));
    items.push(run(["copy", t("copy")], () => this.act.copy(message)));
    if (!isEphemeral(message) && !message.thread && !this.act.inThread()) items.push(run(["thread", t("createThread")], () => this.act.thread(message)));
    if (!isEphemeral(message)) items.push(...this.#apps(apps, message, person, run));
    if (isEphemeral(message)) items.push(run(["close", t("dismiss")], () => this.act.dismiss(message)));
    else if (person.canDelete(message)) items.push(run(["trash", t("delete")], () => this.act.remove(message)));
    const grid = isEphemeral(message) ? null : emojiGrid((emoji) => {
      close();
      this.act.react(message, emoji);
    });
    this.opened();
    const close = openPopover(rectangle, t("actions"), [grid, items], place);
  }

  /** The start of a thread is the message in the channel; what can be done with it is done there. */
  #openStart(message, rectangle, place) {
    const { t } = this.person();
    const original = startOf(message, this.person());
    if (!original) return;
    const run = (name, task) => this.#item(name, task, () => close());
    const items = [run(["copy", t("copy")], () => this.act.copy(original)), run(["reply", t("seeOriginal")], () => this.act.visit(original.channel_id))];
    const close = openPopover(rectangle, t("actions"), items, place);
  }

  #apps(apps, message, person, run) {
    const words = (command) => localized(command, "name", person.user.locale);
    const about = apps.filter((command) => command.type === MESSAGE);
    const who = apps.filter((command) => command.type === USER && !message.webhook_id);
    return [
      ...about.map((command) => run(["bridge", words(command)], () => this.act.apply(command, message.id))),
      ...who.map((command) => run(["bridge", `${words(command)} (@${message.author.global_name ?? message.author.username})`], () => this.act.apply(command, message.author.id))),
    ];
  }

  #item([name, words], task, close) {
    const click = () => {
      close();
      task();
    };
    return h("button", { type: "button", class: name === "trash" ? "item danger" : "item", role: "menuitem", onclick: click }, h("span", null, words), icon(name));
  }
}
