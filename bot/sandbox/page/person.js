import { CommandIndex } from "./commandindex.js";
import { Gateway } from "./gateway.js";
import { Interactions } from "./interactions.js";
import { Rest } from "./rest.js";
import { Emitter } from "./emitter.js";
import { Store } from "./store.js";
import { translator } from "./texts.js";

/**
 * One of the people the visitor can chat as: an account, a connection and what it has received.
 * Emits "status" (of the gateway), "modal" (a form that the app opened), "visit" (channel id), "commands" (their names
 * changed), and "unknown" (the server does not know this person: it is another one than before).
 */
export class Person extends Emitter {
  status = "idle";

  constructor(user, world) {
    super();
    this.user = user;
    this.world = world;
    this.t = translator(user.locale);
    this.rest = new Rest(here(world.api), user.token, () => this.emit("unknown"));
    this.commands = new CommandIndex(this.rest, world.guild_id, user.locale);
    this.commands.on("changed", () => this.emit("commands"));
    this.store = new Store(world, user, this.rest);
    this.interactions = new Interactions(world, this.rest);
    this.interactions.on("modal", (form) => this.emit("modal", form));
    this.gateway = new Gateway(here(world.gateway, "ws"), user.token, {
      dispatch: (type, data) => this.#dispatch(type, data),
      status: (word) => this.#changed(word),
    });
  }

  /** Whether this person can delete the message. */
  canDelete(message) {
    return message.author?.id === this.user.id || this.user.can_manage;
  }

  /** Disconnects for good. */
  leave() {
    this.gateway.close();
  }

  #dispatch(type, data) {
    if (type === "READY") this.commands.all().catch(() => {}); // until then, commands have their English names
    this.store.apply(type, data);
    this.interactions.apply(type, data);
  }

  #changed(word) {
    this.status = word;
    this.emit("status", word);
    if (word === "refused") this.emit("unknown");
  }
}

/** The same path on the page's own origin, because the server only knows its loopback address. */
function here(address, scheme = "http") {
  const url = new URL(new URL(address, location.href).pathname, location.href);
  url.protocol = location.protocol.replace("http", scheme);
  return url.href.replace(/\/$/, "");
}
