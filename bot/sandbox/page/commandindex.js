import { Emitter } from "./emitter.js";
import { localNames } from "./commands.js";

const TTL = 3000; // milliseconds for which a list of commands is cached

/** The app's commands, as one person's client knows them. Emits "changed" when names of commands change. */
export class CommandIndex extends Emitter {
  #cached = new Map(); // path -> {until, list}
  #names = new Map();

  constructor(rest, guildId, locale) {
    super();
    Object.assign(this, { rest, guildId, locale });
  }

  /** The commands that the person can use in a channel. */
  usable(channelId) {
    return this.#get(`/channels/${channelId}/application-command-index`);
  }

  /** All commands, including those that the person is not permitted to use. */
  async all() {
    const commands = await this.#get(`/guilds/${this.guildId}/application-command-index`);
    const names = localNames(commands, this.locale);
    const changed = JSON.stringify([...names]) !== JSON.stringify([...this.#names]);
    this.#names = names;
    if (changed) this.emit("changed");
    return commands;
  }

  /** The name of a command in the person's language, as far as it is known already. */
  localName(name) {
    return this.#names.get(name) ?? name;
  }

  #get(path) {
    const cached = this.#cached.get(path);
    if (cached && Date.now() < cached.until) return cached.list;
    const list = this.rest.get(path).then((index) => index.application_commands);
    list.catch(() => this.#cached.delete(path));
    this.#cached.set(path, { until: Date.now() + TTL, list });
    return list;
  }
}
