import { explainServer } from "./welcome.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { setUsers } from "./avatar.js";
import { isThread } from "./store.js";
import { Pane } from "./pane.js";
import { Person } from "./person.js";
import { Sidebar } from "./sidebar.js";
import { theme } from "./theme.js";
import { translator } from "./texts.js";

const app = document.getElementById("app");

/** The people the visitor can chat as, created on first use and kept, so that switching is instant. */
class Roster {
  #known = new Map();

  constructor(world) {
    this.world = world;
    this.users = world.users;
  }

  get(id) {
    const user = this.users.find((one) => one.id === id) ?? this.users[0];
    if (!this.#known.has(user.id)) this.#known.set(user.id, new Person(user, this.world));
    return this.#known.get(user.id);
  }
}

/** The page: sidebar, header, and one chat or two side by side. The URL keeps the person and the channel. */
class Page {
  panes = [];

  constructor(world) {
    const wanted = new URLSearchParams(location.hash.slice(1));
    this.roster = new Roster(world);
    this.channelId = world.channels.some(({ id }) => id === wanted.get("channel")) ? wanted.get("channel") : world.channels[0].id;
    this.sidebar = new Sidebar({
      world,
      person: () => this.panes[0]?.person ?? this.roster.get(wanted.get("as")),
      current: () => this.channelId,
      visit: (id) => this.visit(id),
      explain: () => explainServer(this.panes[0].person),
      theme,
      split: { on: () => this.panes.length > 1, toggle: () => this.toggleSplit() },
    });
    this.head = h("header", { class: "head" });
    this.stages = h("div", { class: "panes" });
    fill(app, this.sidebar.element, this.sidebar.shade, h("main", { class: "room" }, this.head, this.stages));
    this.addPane(this.roster.get(wanted.get("as")));
    this.panes[0].focus();
    theme.start(() => this.draw());
  }

  visit(channelId) {
    this.channelId = channelId;
    for (const pane of this.panes) pane.open();
    this.draw();
  }

  addPane(person) {
    const pane = new Pane({
      people: this.roster,
      person,
      channelId: () => this.channelId,
      visit: (id) => this.visit(id),
      switched: () => this.switched(),
    });
    this.panes.push(pane);
    this.stages.append(pane.element);
    this.switched();
    pane.timeline.toEnd(); // can only be measured once it is on the page
  }

  toggleSplit() {
    if (this.panes.length > 1) this.panes.pop().close();
    else {
      const { user } = this.panes[0].person;
      const other = this.roster.users.find((one) => one.locale !== user.locale) ?? this.roster.users[0];
      this.addPane(this.roster.get(other.id));
    }
    document.body.classList.toggle("split", this.panes.length > 1);
    this.draw();
  }

  switched() {
    if (!this.panes.length) return;
    this.unlisten?.();
    this.unlisten = this.panes[0].person.store.on("channels", () => this.channelsChanged());
    this.draw();
  }

  channelsChanged() {
    const { store } = this.panes[0].person;
    if (!store.channels.has(this.channelId)) return this.visit(store.channels.keys().next().value);
    this.draw();
  }

  draw() {
    const { t, user, store } = this.panes[0].person;
    const channel = store.channels.get(this.channelId);
    document.documentElement.lang = user.locale;
    document.title = `${store.unread.size ? "• " : ""}#${channel?.name ?? ""} · Qiao 桥`;
    history.replaceState(null, "", `#as=${user.id}&channel=${this.channelId}`);
    const open = iconButton("menu", t("channels"), () => this.sidebar.drawer(true), {
      class: "icon-button drawer-open-button",
      "aria-controls": "sidebar",
      "aria-expanded": String(document.body.classList.contains("drawer-open")),
    });
    const unread = store.unread.size > 0 && h("span", { class: "dot" });
    open.append(...(unread ? [unread] : []));
    const parent = channel && isThread(channel) && store.channels.get(channel.parent_id);
    const up = parent && h("button", { type: "button", class: "textual", onclick: () => this.visit(parent.id) }, `#${parent.name}`);
    const title = h("h1", null, icon(parent ? "thread" : "hash"), channel?.name ?? "");
    fill(this.head, open, up, title, channel?.topic && h("p", { class: "topic", title: channel.topic }, channel.topic));
    this.sidebar.draw();
  }
}

async function start() {
  const t = translator(navigator.language);
  try {
    const response = await fetch("sandbox/state");
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const world = await response.json();
    setUsers(world);
    new Page(world);
  } catch (error) {
    console.error(error);
    const again = h("button", { type: "button", class: "button primary", onclick: start }, t("tryAgain"));
    fill(app, h("div", { class: "starting", role: "alert" }, h("p", null, t("noServer")), again));
  }
}

start();
