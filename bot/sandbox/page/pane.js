import { beginning, Hint } from "./welcome.js";
import { Tour } from "./tour.js";
import { askForThread } from "./newthread.js";
import { Composer } from "./composer.js";
import { drawMessage, shape, accessibleText } from "./message.js";
import { h } from "./dom.js";
import { MessageMenu } from "./menu.js";
import { openModal } from "./modal.js";
import { People } from "./people.js";
import { react } from "./reactions.js";
import { Timeline } from "./timeline.js";
import { toast, toastError } from "./toast.js";

const MAX_JUMP_PAGES = 20; // pages of history that a jump to a quoted message can load

/** The chat as one person sees it: messages, the choice of person, and the composer. */
export class Pane {
  #stop = [];

  constructor({ people, person, channelId, visit, switched }) {
    Object.assign(this, { people, channelId, visit, switched });
    this.failed = (error) => toastError(error, this.person.t);
    const speaker = () => this.person;
    this.timeline = new Timeline({
      draw: (message, previous, form) => drawMessage(message, form, this.person, this.act),
      shape,
      beginning: () => beginning(this.person, this.person.store.channels.get(this.channelId())),
      older: () => this.person.store.load(this.channelId(), true),
      failed: this.failed,
      redrawn: (old, node, message) => this.menu.follow(old, node, message),
    });
    const speakAs = (id) => this.#choose(people.get(id));
    this.tour = new Tour({ person: speaker, users: people.users, closed: () => this.focus() });
    this.menu = new MessageMenu(this.timeline, { find: (id) => this.#log.find(id), person: speaker, act: this.act, opened: () => this.tour.done("menu") });
    this.composer = new Composer({ person: speaker, channelId, failed: this.failed, lastOwn: () => this.#lastOwn(), speakAs, slash: () => this.tour.done("commands") });
    this.chooser = new People({ users: people.users, person: speaker, choose: speakAs });
    this.hint = new Hint({ person: speaker, say: (words) => this.composer.say(words), closed: () => this.focus() });
    this.banner = h("div", { class: "banner", role: "status", hidden: true });
    this.typing = h("div", { class: "typing", "aria-live": "off" });
    const dock = h("div", { class: "dock" }, this.typing, this.tour.element, this.hint.element, this.chooser.element, this.composer.element);
    this.element = h("section", { class: "pane" }, this.banner, this.timeline.element, dock);
    this.element.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
    this.element.addEventListener("drop", (event) => this.#drop(event));
    this.speak(person);
  }

  /** Switches to another person, connecting them on first use. */
  speak(person) {
    for (const stop of this.#stop) stop();
    this.person = person;
    const { store, t } = person;
    this.element.lang = person.user.locale;
    this.element.setAttribute("aria-label", t("chatAs", { name: person.user.name }));
    this.#stop = [
      store.on("messages", (channelId, message) => channelId === this.channelId() && this.#changed(message)),
      store.on("reset", () => this.#load()),
      store.on("typing", (channelId) => channelId === this.channelId() && this.#drawTyping()),
      person.on("status", () => this.#drawBanner()),
      store.on("channels", () => this.#named()),
      person.on("commands", () => this.timeline.redraw()),
      person.on("modal", (form) => openModal(form, person, this.failed)),
      person.on("visit", (channelId) => this.visit(channelId)),
    ];
    person.gateway.connect();
    this.chooser.draw();
    this.hint.draw();
    this.tour.draw();
    this.#drawBanner();
    this.open();
    this.switched();
  }

  /** Focuses the input on devices with a mouse; on a phone, the keyboard stays closed. */
  focus() {
    if (matchMedia("(hover: hover)").matches) this.composer.input.focus({ preventScroll: true });
  }

  /** Loads everything for a new session; the draft stays. */
  #load() {
    this.person.store.load(this.channelId())?.catch(this.failed);
    this.timeline.show(this.#log, this.person);
  }

  #choose(person) {
    this.speak(person);
    this.tour.done("people");
    this.focus();
  }

  #drop(event) {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.composer.files.add(files);
  }

  /** Shows the name of the channel, which a person may learn only once connected. */
  #named() {
    const channel = this.person.store.channels.get(this.channelId());
    if (channel?.name === this.channelName) return;
    this.channelName = channel?.name;
    this.composer.label();
    this.timeline.headFor = null;
    this.timeline.touch(false);
  }

  /** Shows the end of the current channel. */
  open() {
    this.person.store.look(this.channelId());
    this.channelName = this.person.store.channels.get(this.channelId())?.name;
    this.#load();
    this.composer.refresh();
    this.#drawTyping();
  }

  close() {
    for (const stop of this.#stop) stop();
    this.element.remove();
  }

  get #log() {
    return this.person.store.log(this.channelId());
  }

  #lastOwn() {
    return this.#log.messages.findLast((message) => message.author?.id === this.person.user.id && !message.webhook_id);
  }

  #changed(message) {
    this.timeline.touch(Boolean(message));
    if (!message) return;
    this.#drawTyping();
    const me = this.person.user.id;
    if ([message.author?.id, message.interaction_metadata?.user?.id].includes(me)) this.timeline.toEnd();
    if (message.author?.id !== me) document.getElementById("announcer").textContent = accessibleText(message, this.person);
  }

  #drawBanner() {
    const { status, t } = this.person;
    const lost = status === "lost" || status === "refused";
    if (lost) this.banner.textContent = t("reconnecting");
    if (lost || status === "open") this.banner.hidden = !lost;
  }

  #drawTyping() {
    const names = this.person.store.typingNames(this.channelId());
    this.typing.textContent = names.length ? this.person.t("typing", { names: names.slice(0, 3).join(", ") }) : "";
  }

  async #jump(id) {
    const { store } = this.person;
    for (let page = 0; page < MAX_JUMP_PAGES && !this.#log.find(id) && !this.#log.complete; page += 1) await store.load(this.channelId(), true);
    if (!this.timeline.jump(id)) toast(this.person.t("originalGone"), this.person.t);
  }

  #data(command, targetId) {
    return { id: command.id, name: command.name, type: command.type, version: command.version, target_id: targetId, options: [] };
  }

  /** The message actions. */
  act = {
    commands: () => this.person.commands.usable(this.channelId()),
    jump: (id) => this.#jump(id).catch(this.failed),
    visit: (channelId) => this.visit(channelId),
    reply: (message) => this.composer.reply(message),
    edit: (message) => this.composer.edit(message),
    react: (message, emoji) => react(message, emoji, this.person).catch(this.failed),
    pick: (message, element) => this.menu.pick(message, element),
    dismiss: (message) => this.person.store.dismiss(message),
    remove: (message) => this.person.rest.delete(`/channels/${message.channel_id}/messages/${message.id}`).catch(this.failed),
    copy: (message) => this.#copy(message.content ?? ""),
    inThread: () => this.person.store.channels.get(this.channelId())?.type >= 10,
    thread: (message) => askForThread(message, this.person, (name) => this.#thread(message, name).catch(this.failed)),
    apply: (command, targetId) => this.person.interactions.command(this.channelId(), this.#data(command, targetId)).catch(this.failed),
    component: (message, data) => this.person.interactions.component(message, data).catch(this.failed),
  };

  /** Browsers deny clipboard access to pages served over plain HTTP by another machine. */
  async #copy(words) {
    const { t } = this.person;
    const copied = await navigator.clipboard?.writeText(words).then(() => true, () => false);
    toast(t(copied ? "copied" : "notCopied"), t);
  }

  async #thread(message, name) {
    const thread = await this.person.rest.post(`/channels/${message.channel_id}/messages/${message.id}/threads`, { name });
    this.person.store.setChannel(thread);
    this.visit(thread.id);
    this.focus();
  }
}
