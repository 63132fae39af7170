import { fill, h, icon, iconButton } from "./dom.js";
import { isForum, isText, isThread } from "./store.js";

const VOICE = new Set([2, 13]);

/** The name of a channel's icon. */
export const channelIcon = (channel) => (isThread(channel) ? "thread" : VOICE.has(channel.type) ? "voice" : "hash");

/** The channels and threads, and the controls of the page below them. */
export class Sidebar {
  constructor({ world, person, current, visit, explain, theme, split }) {
    Object.assign(this, { world, person, current, visit, explain, theme, split });
    this.nav = h("nav", { class: "channels" });
    this.foot = h("div", { class: "sidebar-foot" });
    this.close = iconButton("close", "", () => this.drawer(false), { class: "icon-button drawer-close" });
    const brand = h("span", { class: "brand" }, h("span", { class: "seal", "aria-hidden": "true" }, "桥"), h("span", null, h("b", null, "Qiao"), h("small", null, world.guild_name)));
    this.element = h("aside", { class: "sidebar", id: "sidebar" }, h("header", null, brand, this.close), this.nav, this.foot);
    this.shade = h("div", { class: "shade", onclick: () => this.drawer(false) });
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.drawer(false));
  }

  /** Slides the drawer in or out on narrow screens. */
  drawer(open) {
    document.body.classList.toggle("drawer-open", open);
    document.querySelector(".room")?.toggleAttribute("inert", open); // the drawer covers it
    document.querySelector(".drawer-open-button")?.setAttribute("aria-expanded", String(open));
    if (open) this.nav.querySelector("[aria-current]")?.focus();
    else if (this.element.contains(document.activeElement)) document.querySelector(".drawer-open-button")?.focus();
  }

  draw() {
    const { store, t } = this.person();
    const channels = [...store.channels.values()].filter((channel) => isText(channel) || isForum(channel));
    const tops = channels.filter((channel) => !isThread(channel)).sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
    const threads = channels.filter((channel) => isThread(channel) && !channel.thread_metadata?.archived);
    const rows = tops.flatMap((channel) => [channel, ...threads.filter((thread) => thread.parent_id === channel.id)]);
    const focused = this.nav.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    this.nav.setAttribute("aria-label", t("channels"));
    fill(this.nav, h("h2", null, t("channels")), h("ul", null, rows.map((channel) => h("li", null, this.#row(channel, store, t)))));
    if (focused) this.nav.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
    for (const name of ["title", "aria-label"]) this.close.setAttribute(name, t("close"));
    this.#drawFoot(t);
  }

  #row(channel, store, t) {
    if (isForum(channel)) return h("div", { class: "channel forum" }, icon("forum"), h("span", { class: "channel-name" }, channel.name));
    const unread = store.unread.has(channel.id);
    const here = channel.id === this.current();
    const go = () => {
      this.visit(channel.id);
      this.drawer(false);
    };
    return h(
      "button",
      { type: "button", class: `channel${isThread(channel) ? " sub" : ""}${unread ? " unread" : ""}`, data: { id: channel.id }, "aria-current": here && "page", onclick: go },
      icon(channelIcon(channel)),
      h("span", { class: "channel-name" }, channel.name),
      unread && h("span", { class: "dot", role: "img", "aria-label": t("unread") }),
    );
  }

  #drawFoot(t) {
    const dark = this.theme.isDark();
    const switchTheme = () => {
      this.theme.toggle();
      this.#drawFoot(this.person().t);
    };
    fill(
      this.foot,
      h("button", { type: "button", class: "invite", onclick: this.explain }, icon("plus"), h("span", null, t("ownServer"))),
      h(
        "div",
        { class: "tools" },
        iconButton(dark ? "sun" : "moon", t(dark ? "toLight" : "toDark"), switchTheme),
        iconButton("split", t("split"), this.split.toggle, { class: "icon-button split-button", "aria-pressed": String(this.split.on()) }),
        h("span", { class: "local", title: t("localLong") }, t("local")),
      ),
    );
  }
}
