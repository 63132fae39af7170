import { Emitter } from "./emitter.js";
import { MessageLog } from "./log.js";

const PAGE = 50; // messages per request
const TYPING_TIMEOUT = 10_000; // milliseconds, as on Discord
const THREADS = new Set([10, 11, 12]);

const TEXT = new Set([0, 2, 5, 13, ...THREADS]); // text, voice, announcements, stages, and threads
const FORUMS = new Set([15, 16]);

/** Whether people can post in a channel. */
export const isText = (channel) => TEXT.has(channel.type);

/** Whether a channel only has threads. */
export const isForum = (channel) => FORUMS.has(channel.type);

export const isThread = (channel) => THREADS.has(channel.type);

/** How a text names a channel or a thread, which can be unknown yet. */
export function titleOf(channel, { t }) {
  if (!channel) return "#…";
  return isThread(channel) ? t("threadName", { name: channel.name }) : `#${channel.name}`;
}

/**
 * What one person knows about the server, kept up to date by gateway events.
 * Emits "channels", "messages" (channel id, the new message or null), "typing" (channel id) and "reset".
 */
export class Store extends Emitter {
  channels = new Map();
  members = new Map();
  roles = new Map();
  unread = new Set();
  open = null; // the channel on the screen
  #logs = new Map();
  #typing = new Map();

  constructor(world, me, rest) {
    super();
    this.me = me;
    this.rest = rest;
    for (const user of world.users) this.members.set(user.id, { id: user.id, name: user.name });
    this.members.set(world.bot.id, { id: world.bot.id, name: world.bot.name, bot: true });
    for (const channel of world.channels) this.channels.set(channel.id, { type: 0, ...channel });
  }

  log(channelId) {
    if (!this.#logs.has(channelId)) this.#logs.set(channelId, new MessageLog());
    return this.#logs.get(channelId);
  }

  /** The names of people who are typing in a channel. */
  typingNames(channelId) {
    const now = Date.now();
    const who = [...(this.#typing.get(channelId) ?? [])].filter(([, until]) => until > now);
    return who.map(([id]) => this.members.get(id)?.name ?? "…");
  }

  look(channelId) {
    this.open = channelId;
    if (this.unread.delete(channelId)) this.emit("channels");
  }

  /** Loads the newest messages once, or with `older` the page before the oldest loaded message. */
  async load(channelId, older = false) {
    const log = this.log(channelId);
    if (log.busy || (older ? log.complete : log.loaded)) return log.busy;
    const before = older && log.first ? `&before=${log.first}` : "";
    log.busy = this.rest
      .get(`/channels/${channelId}/messages?limit=${PAGE}${before}`)
      .then((page) => {
        log.merge(page);
        log.loaded = true;
        log.complete = page.length < PAGE;
      })
      .finally(() => {
        log.busy = null;
        this.emit("messages", channelId, null);
      });
    return log.busy;
  }

  dismiss(message) {
    if (this.log(message.channel_id).remove(message.id)) this.emit("messages", message.channel_id, null);
  }

  apply(type, data) {
    EVENTS[type]?.call(this, data);
  }

  reset() {
    this.#logs.clear();
    this.emit("reset");
  }

  setChannel(channel) {
    this.channels.set(channel.id, { ...this.channels.get(channel.id), ...channel });
    this.emit("channels");
  }

  dropChannel({ id }) {
    this.channels.delete(id);
    this.unread.delete(id);
    this.#logs.delete(id);
    this.emit("channels");
  }

  setMember({ user, nick }) {
    if (user) this.members.set(user.id, { id: user.id, name: nick ?? user.global_name ?? user.username, bot: user.bot });
  }

  addMessage(message) {
    if (message.author && message.member) this.setMember({ ...message.member, user: message.author });
    this.#typing.get(message.channel_id)?.delete(message.author?.id);
    if (!this.log(message.channel_id).add(message)) return;
    const mine = message.author?.id === this.me.id;
    if (message.channel_id !== this.open && !mine && !this.unread.has(message.channel_id)) {
      this.unread.add(message.channel_id);
      this.emit("channels");
    }
    this.emit("messages", message.channel_id, message);
  }

  changed(channelId, happened) {
    if (happened) this.emit("messages", channelId, null);
  }

  /** Redraws the start of a thread when the message that it was started from changes. */
  startChanged(id, message) {
    if (this.#logs.get(id)?.restart(message)) this.emit("messages", id, null);
  }

  type({ channel_id: channelId, user_id: userId }) {
    if (userId === this.me.id) return;
    if (!this.#typing.has(channelId)) this.#typing.set(channelId, new Map());
    this.#typing.get(channelId).set(userId, Date.now() + TYPING_TIMEOUT);
    this.emit("typing", channelId);
    setTimeout(() => this.emit("typing", channelId), TYPING_TIMEOUT + 50);
  }
}

function guildCreate(guild) {
  const channels = [...(guild.channels ?? []), ...(guild.threads ?? [])];
  this.channels = new Map(channels.map((channel) => [channel.id, channel]));
  for (const role of guild.roles ?? []) this.roles.set(role.id, role);
  for (const member of guild.members ?? []) this.setMember(member);
  this.emit("channels");
}

const EVENTS = {
  READY() { this.reset(); },
  GUILD_CREATE: guildCreate,
  GUILD_MEMBER_ADD(member) { this.setMember(member); },
  GUILD_MEMBER_UPDATE(member) { this.setMember(member); },
  GUILD_ROLE_CREATE({ role }) { this.roles.set(role.id, role); },
  GUILD_ROLE_UPDATE({ role }) { this.roles.set(role.id, role); },
  CHANNEL_CREATE(channel) { this.setChannel(channel); },
  CHANNEL_UPDATE(channel) { this.setChannel(channel); },
  CHANNEL_DELETE(channel) { this.dropChannel(channel); },
  THREAD_CREATE(thread) { this.setChannel(thread); },
  THREAD_UPDATE(thread) { this.setChannel(thread); },
  THREAD_DELETE(thread) { this.dropChannel(thread); },
  THREAD_LIST_SYNC({ threads }) { for (const thread of threads) this.setChannel(thread); },
  MESSAGE_CREATE(message) { this.addMessage(message); },
  MESSAGE_UPDATE(message) {
    this.changed(message.channel_id, this.log(message.channel_id).update(message));
    this.startChanged(message.id, message);
  },
  MESSAGE_DELETE({ id, channel_id }) {
    this.changed(channel_id, this.log(channel_id).remove(id));
    this.startChanged(id, null);
  },
  MESSAGE_DELETE_BULK({ ids, channel_id }) {
    this.changed(channel_id, ids.filter((id) => this.log(channel_id).remove(id)).length > 0);
  },
  MESSAGE_REACTION_ADD(event) { this.changed(event.channel_id, this.log(event.channel_id).react(event, 1, this.me.id)); },
  MESSAGE_REACTION_REMOVE(event) { this.changed(event.channel_id, this.log(event.channel_id).react(event, -1, this.me.id)); },
  MESSAGE_REACTION_REMOVE_ALL({ channel_id, message_id }) {
    this.changed(channel_id, this.log(channel_id).update({ id: message_id, reactions: [] }));
  },
  TYPING_START(event) { this.type(event); },
};
