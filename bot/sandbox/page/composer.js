import { Completion } from "./completion.js";
import { CommandForm } from "./commandform.js";
import { fill, h, iconButton } from "./dom.js";
import { nameOf } from "./avatar.js";
import { plain } from "./markup.js";
import { localized, runnable, suggest } from "./commands.js";

const MAX_LENGTH = 4000; // characters; everyone in the sandbox has Nitro
const COUNT_FROM = 1800; // from this length on, the remaining characters are shown
const TYPING_INTERVAL = 8000; // milliseconds
const MAX_SUGGESTIONS = 25; // suggestions
const MAX_HEIGHT = 200; // pixels
let composers = 0;

/** The input for text, a reply, an edit, or a slash command. */
export class Composer {
  #reply = null;
  #editing = null;
  #names = new Map(); // "@Mei" as completed -> "<@id>" as sent
  #typed = 0;

  constructor({ person, channelId, commands, lastOwn, failed, jump }) {
    Object.assign(this, { person, channelId, commands, lastOwn, failed, jump });
    this.input = h("textarea", { id: `composer-${(composers += 1)}`, rows: "1", enterkeyhint: "send", onkeydown: (event) => this.#key(event), oninput: () => this.#changed(), onblur: () => this.completion.close() });
    this.completion = new Completion(this.input, (item) => item.take());
    this.note = h("div", { class: "composer-note", hidden: true });
    this.count = h("span", { class: "count", "aria-live": "polite" });
    this.button = iconButton("send", "", () => this.#submit(), { class: "icon-button send" });
    this.line = h("div", { class: "composer-line" }, this.input, this.count, this.button);
    this.form = h("div", { class: "command-slot" });
    this.element = h("div", { class: "composer" }, this.completion.element, this.note, this.form, this.line);
  }

  /** Switches to another person or channel, discarding what is in progress. */
  refresh() {
    const { t } = this.person();
    this.#leaveCommand();
    this.#cancel();
    this.completion.close();
    const channel = this.person().store.channels.get(this.channelId());
    this.input.placeholder = t("messageIn", { channel: channel?.name ?? "…" });
    this.input.setAttribute("aria-label", this.input.placeholder);
    this.input.lang = this.person().user.locale;
    for (const name of ["title", "aria-label"]) this.button.setAttribute(name, t("send"));
    this.#changed(true);
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
    return this.#send(content, null);
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

  #changed(quiet) {
    const left = MAX_LENGTH - [...this.input.value].length;
    this.count.textContent = this.input.value.length > COUNT_FROM ? left : "";
    this.count.classList.toggle("over", left < 0);
    this.button.disabled = !this.input.value.trim() || left < 0;
    this.#fit();
    if (quiet) return;
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
    const typed = this.input.value.slice(0, this.input.selectionStart);
    const command = /^\/([^\n]*)$/.exec(typed);
    const name = /(?:^|\s)([@#])([^\s@#]{0,32})$/.exec(typed);
    if (command && !this.#editing) await this.#suggestCommands(command[1], typed);
    else if (name) this.#suggestNames(name[1], name[2].toLowerCase());
    else this.completion.close();
  }

  async #suggestCommands(word, typed) {
    const { t, user } = this.person();
    const entries = runnable(await this.commands().catch(() => []), user.locale);
    if (this.input.value.slice(0, this.input.selectionStart) !== typed) return;
    const found = suggest(entries, word).slice(0, MAX_SUGGESTIONS);
    const items = found.map((entry) => ({
      title: `/${entry.label}`,
      detail: entry.description,
      hint: entry.options.filter((option) => option.required).map((option) => `${localized(option, "name", user.locale)}*`).join(" "),
      take: () => this.#command(entry),
    }));
    this.completion.show(items, t("commands"));
  }

  #suggestNames(sign, word) {
    const { store, t } = this.person();
    const things = [...(sign === "@" ? store.members : store.channels).values()];
    const found = things.filter(({ name }) => name.toLowerCase().includes(word)).slice(0, 8);
    const items = found.map(({ id, name }) => ({ title: `${sign}${name}`, take: () => this.#insert(sign, word, name, `<${sign}${id}>`) }));
    this.completion.show(items, t(sign === "@" ? "people" : "channels"));
  }

  #insert(sign, word, name, wire) {
    const end = this.input.selectionStart;
    this.#names.set(sign + name, wire);
    this.input.setRangeText(`${sign}${name} `, end - word.length - 1, end, "end");
    this.completion.close();
    this.#changed(true);
  }

  #command(entry) {
    this.completion.close();
    this.input.value = "";
    this.#changed(true);
    if (!entry.options.length) return this.#run(new CommandForm(entry, this.person(), this.channelId(), {}));
    const form = new CommandForm(entry, this.person(), this.channelId(), { run: () => this.#run(form), leave: () => this.#leaveCommand(true) });
    fill(this.form, form.element);
    this.line.hidden = true;
    form.focus();
  }

  #leaveCommand(focus) {
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
    if (!content || this.button.disabled) return;
    const editing = this.#editing;
    const reply = this.#reply;
    this.#cancel();
    this.input.value = "";
    this.#changed(true);
    this.completion.close();
    const done = await (editing ? this.#change(editing, content) : this.#send(content, reply));
    if (!done && !this.input.value) {
      this.input.value = typed; // keep the draft
      this.#changed(true);
    }
  }

  #change(message, content) {
    if (content === message.content) return true;
    return this.#try(this.person().rest.patch(`/channels/${message.channel_id}/messages/${message.id}`, { content }));
  }

  #send(content, reply) {
    this.#typed = 0;
    const body = { content, nonce: String(Date.now() * 1000 + Math.floor(Math.random() * 1000)) };
    if (reply) body.message_reference = { message_id: reply.id, channel_id: reply.channel_id };
    return this.#try(this.person().rest.post(`/channels/${this.channelId()}/messages`, body));
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
