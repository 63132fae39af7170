import { Completion } from "./completion.js";
import { CommandForm } from "./commandform.js";
import { fill, h, iconButton } from "./dom.js";
import { nameOf } from "./avatar.js";
import { plain } from "./markup.js";
import { suggestions } from "./suggestions.js";
import { refusal, understand } from "./typedcommand.js";
import { FileTray } from "./filetray.js";
import { titleOf } from "./store.js";

const MAX_LENGTH = 4000; // characters; everyone in the sandbox has Nitro
const COUNT_FROM = 1800; // from this length on, the remaining characters are shown
const TYPING_INTERVAL = 8000; // milliseconds
const MAX_HEIGHT = 200; // pixels
let composers = 0;

/** The input for text and files, a reply, an edit, or a slash command. */
export class Composer {
  #reply = null;
  #editing = null;
  #form = null; // of a slash command
  #names = new Map(); // "@Mei" as completed -> "<@id>" as sent
  #typed = 0;

  constructor({ person, channelId, lastOwn, failed, speakAs, slash }) {
    Object.assign(this, { person, channelId, lastOwn, failed, speakAs, slash });
    this.input = h("textarea", {
      id: `composer-${(composers += 1)}`,
      rows: "1",
      enterkeyhint: "send",
      onkeydown: (event) => this.#key(event),
      oninput: () => this.#changed(),
      onblur: () => this.completion.close(),
      onpaste: (event) => this.#paste(event),
    });
    this.completion = new Completion(this.input, (item) => item.take());
    this.note = h("div", { class: "composer-note", hidden: true });
    this.problem = h("div", { class: "composer-problem", role: "alert", hidden: true });
    this.files = new FileTray({ person, changed: () => this.#changed(true) });
    this.count = h("span", { class: "count", "aria-live": "polite" });
    this.button = iconButton("send", "", () => this.#submit(), { class: "icon-button send" });
    this.line = h("div", { class: "composer-line" }, this.files.button, this.input, this.count, this.button);
    this.form = h("div", { class: "command-slot" });
    this.element = h("div", { class: "composer" }, this.completion.element, this.note, this.problem, this.files.element, this.form, this.line);
  }

  /** Switches to another person or channel; a reply, an edit, and a command's form end, a draft stays. */
  refresh() {
    this.#leaveCommand();
    this.#cancel();
    this.completion.close();
    this.label();
    this.input.lang = this.person().user.locale;
    const { t } = this.person();
    for (const name of ["title", "aria-label"]) this.button.setAttribute(name, t("send"));
    this.files.label();
    this.#changed(true);
  }

  /** Names the channel; it can become known, or be renamed, while it is open. */
  label() {
    const channel = this.person().store.channels.get(this.channelId());
    this.input.placeholder = this.person().t("messageIn", { channel: titleOf(channel, this.person()) });
    this.input.setAttribute("aria-label", this.input.placeholder);
  }

  reply(message) {
    this.#cancel();
    this.#reply = message;
    const words = plain(message.content ?? "", this.person());
    this.#showNote(this.person().t("replyingTo", { name: nameOf(message.author) }), words);
    this.input.focus();
  }

  edit(message) {
    this.#cancel();
    this.#editing = message;
    this.input.value = message.content;
    this.#showNote(this.person().t("editing"), this.person().t("escapeCancels"));
    this.#changed(true);
    this.input.focus();
    this.input.setSelectionRange(this.input.value.length, this.input.value.length);
  }

  /** Sends a text as is, such as a sample sentence. */
  say(content) {
    return this.#send({ content, files: [], reply: null });
  }

  /** What has been typed and attached, including in a command's form, to be continued elsewhere. */
  get draft() {
    return { text: this.#form ? this.#form.typedOut() : this.#editing ? "" : this.input.value, names: [...this.#names.keys()], files: this.files.list };
  }

  /** Continues a draft; the names in it are looked up again. */
  resume({ text, names, files }) {
    this.input.value = text;
    this.files.add(files);
    const { store } = this.person();
    for (const name of names) {
      const things = [...(name[0] === "@" ? store.members : store.channels).values()];
      const thing = things.find((one) => one.name === name.slice(1));
      if (thing) this.#names.set(name, `<${name[0]}${thing.id}>`);
    }
    this.#changed(true);
  }

  #showNote(title, words) {
    const close = iconButton("close", this.person().t("cancel"), () => this.#cancel(true));
    fill(this.note, h("b", null, title), h("span", null, words), close);
    this.note.hidden = false;
  }

  #cancel(focus) {
    if (this.#editing) this.input.value = "";
    this.#reply = null;
    this.#editing = null;
    this.note.hidden = true;
    this.#fit();
    if (focus) this.input.focus();
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229 || this.completion.key(event)) return; // 229: an input method is composing
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape" && !this.note.hidden) {
      event.stopPropagation();
      this.#cancel(true);
    } else if (event.key === "ArrowUp" && !this.input.value) {
      const message = this.lastOwn();
      if (!message) return;
      event.preventDefault();
      this.edit(message);
    }
  }

  #paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || this.#editing) return;
    event.preventDefault();
    this.files.add(files);
  }

  #changed(quiet) {
    const left = MAX_LENGTH - [...this.input.value].length;
    this.count.textContent = this.input.value.length > COUNT_FROM ? left : "";
    this.count.classList.toggle("over", left < 0);
    this.button.disabled = (!this.input.value.trim() && !this.files.list.length) || left < 0;
    this.problem.hidden = true;
    this.#fit();
    if (quiet) return;
    if (this.input.value.startsWith("/")) this.slash();
    this.#suggest();
    if (this.input.value && !this.input.value.startsWith("/")) this.#typing();
  }

  #fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(MAX_HEIGHT, this.input.scrollHeight)}px`;
  }

  #typing() {
    if (Date.now() - this.#typed < TYPING_INTERVAL) return;
    this.#typed = Date.now();
    this.person().rest.post(`/channels/${this.channelId()}/typing`).catch(() => {}); // losing one does no harm
  }

  async #suggest() {
    const typed = this.#typedSoFar();
    const actions = { choose: (entry) => this.#choose(entry), insert: (...name) => this.#insert(...name) };
    const { items, label } = await suggestions(typed, this.person(), this.channelId(), actions, !this.#editing);
    if (this.#typedSoFar() === typed) this.completion.show(items, label);
  }

  #typedSoFar() {
    return this.input.value.slice(0, this.input.selectionStart);
  }

  #insert(sign, word, name, wire) {
    const end = this.input.selectionStart;
    this.#names.set(sign + name, wire);
    this.input.setRangeText(`${sign}${name} `, end - word.length - 1, end, "end");
    this.completion.close();
    this.#changed(true);
  }

  #choose(entry) {
    this.completion.close();
    this.#clear();
    const form = new CommandForm(entry, this.person(), this.channelId(), { values: new Map(), run: () => this.#run(form), leave: () => this.#leaveCommand(true) });
    if (entry.options.length) this.#open(form);
    else this.#run(form);
  }

  #clear() {
    this.input.value = "";
    this.files.clear();
    this.#changed(true);
  }

  #open(form) {
    this.#form = form;
    fill(this.form, form.element);
    this.line.hidden = true;
    form.focus();
  }

  #leaveCommand(focus) {
    this.#form = null;
    this.form.replaceChildren();
    this.line.hidden = false;
    if (focus) this.input.focus();
  }

  async #run(form) {
    const hadFocus = this.form.contains(document.activeElement);
    this.#leaveCommand(hadFocus);
    await form.send().catch(this.failed);
  }

  async #submit() {
    const typed = this.input.value;
    const names = [...this.#names].sort(([a], [b]) => b.length - a.length);
    const content = names.reduce((words, [name, wire]) => words.replaceAll(name, wire), typed).trim();
    const files = this.files.list;
    if ((!content && !files.length) || this.button.disabled) return;
    if (!this.#editing && content.startsWith("/") && (await this.#command(content, typed))) return;
    await this.#post({ content, typed, files });
  }

  async #post({ content, typed, files }) {
    const editing = this.#editing;
    const reply = this.#reply;
    this.#cancel();
    this.#clear();
    this.completion.close();
    const done = await (editing ? this.#change(editing, content) : this.#send({ content, files, reply }));
    if (!done && !this.input.value) {
      this.input.value = typed; // keep the draft
      this.files.add(files);
      this.#changed(true);
    }
  }

  /** Runs a command that was typed in one go, or says why not; false if the text is no command. */
  async #command(content, typed) {
    const person = this.person();
    const found = await understand(content, person, this.channelId(), this.files.list).catch(() => null);
    if (this.input.value !== typed || this.person() !== person) return true; // sent already, or something else is typed
    if (!found) return false;
    this.completion.close();
    const { entry, values, missing, words, allowed } = found;
    if (words) this.#showProblem(words, found.unknown && { label: person.t("sendAsText"), take: () => this.#post({ content, typed, files: this.files.list }) });
    else if (!allowed) this.#showProblem(refusal(entry, person), this.#moderator(person));
    else {
      const form = new CommandForm(entry, person, this.channelId(), { values, run: () => this.#run(form), leave: () => this.#leaveCommand(true) });
      this.#cancel();
      this.#clear();
      if (missing.length) this.#open(form);
      else await this.#run(form);
    }
    return true;
  }

  /** What to offer to a person who lacks a permission: to continue as a moderator with the same language. */
  #moderator({ user, world, t }) {
    const other = world.users.find((one) => one.can_manage && one.locale === user.locale) ?? world.users.find((one) => one.can_manage);
    return other && !user.can_manage ? { label: t("speakAsName", { name: other.name }), take: () => this.speakAs(other.id) } : null;
  }

  #showProblem(words, action) {
    const button = action && h("button", { type: "button", class: "textual", onclick: action.take }, action.label);
    fill(this.problem, h("span", null, words), button);
    this.problem.hidden = false;
  }

  #change(message, content) {
    if (content === message.content) return true;
    return this.#try(this.person().rest.patch(`/channels/${message.channel_id}/messages/${message.id}`, { content }));
  }

  #send({ content, files, reply }) {
    this.#typed = 0;
    const body = { content, nonce: String(Date.now() * 1000 + Math.floor(Math.random() * 1000)) };
    if (reply) body.message_reference = { message_id: reply.id, channel_id: reply.channel_id };
    return this.#try(this.person().rest.post(`/channels/${this.channelId()}/messages`, body, files));
  }

  async #try(request) {
    try {
      await request;
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }
}
