import { explainServer } from "./welcome.js";
import { channelNamed, connect } from "./server.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { setUsers } from "./avatar.js";
import { isText, isThread } from "./store.js";
import { Pane } from "./pane.js";
import { Person } from "./person.js";
import { channelIcon, Sidebar } from "./sidebar.js";
import { theme } from "./theme.js";
import { firstSpeaker } from "./texts.js";
import { toast } from "./toast.js";

const app = document.getElementById("app");

/** The people the visitor can chat as, created on first use and kept, so that switching is instant. */
class Roster {
  #known = new Map();

  constructor(world, unknown) {
    this.world = world;
    this.users = world.users;
    this.unknown = unknown;
  }

  get(id) {
    const user = this.users.find((one) => one.id === id) ?? firstSpeaker(this.users, navigator.languages);
    if (!this.#known.has(user.id)) {
      const person = new Person(user, this.world);
      person.on("unknown", this.unknown);
      this.#known.set(user.id, person);
    }
    return this.#known.get(user.id);
  }

  leave() {
    for (const person of this.#known.values()) person.leave();
  }
}

/** The page: sidebar, header, and one chat or two side by side. The URL keeps the person and the channel. */
class Page {
  panes = [];

  constructor(world) {
    const wanted = new URLSearchParams(location.hash.slice(1));
    this.world = world;
    this.roster = new Roster(world, () => this.renew());
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
    this.stopTheme = theme.start(() => this.draw());
  }

  /** Starts over with another server in the same place, which has been restarted; what has been typed stays. */
  async renew() {
    if (this.left) return;
    this.left = true;
    this.roster.leave();
    const name = this.panes[0].person.store.channels.get(this.channelId)?.name;
    const world = await connect();
    const drafts = this.panes.map((pane) => ({ name: pane.person.user.name, draft: pane.composer.draft }));
    const focused = app.contains(document.activeElement);
    this.unlisten?.();
    this.stopTheme();
    for (const pane of this.panes) pane.close();
    setUsers(world);
    const page = new Page(world);
    const channelId = channelNamed(world, name);
    if (channelId) page.visit(channelId);
    for (const [place, { name: speaker, draft }] of drafts.entries()) {
      if (!page.panes[place]) page.toggleSplit();
      const user = world.users.find((one) => one.name === speaker);
      if (user) page.panes[place].speak(page.roster.get(user.id));
      page.panes[place].composer.resume(draft);
    }
    if (focused) page.panes[0].focus();
    const { t } = page.panes[0].person;
    if (world.guild_id !== this.world.guild_id) toast(t("restarted"), t);
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
    pane.chooser.reveal();
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
    if (!store.channels.has(this.channelId)) return this.visit([...store.channels.values()].find(isText).id);
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
    const up = parent && isText(parent) && h("button", { type: "button", class: "textual", onclick: () => this.visit(parent.id) }, `#${parent.name}`);
    const title = h("h1", null, icon(channel ? channelIcon(channel) : "hash"), h("span", null, channel?.name ?? ""));
    fill(this.head, open, up, title, channel?.topic && h("p", { class: "topic", title: channel.topic }, channel.topic));
    this.sidebar.draw();
  }
}

const world = await connect((element) => fill(app, element));
setUsers(world);
new Page(world);
