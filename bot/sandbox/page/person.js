import { Gateway } from "./gateway.js";
import { Interactions } from "./interactions.js";
import { Rest } from "./rest.js";
import { Emitter } from "./emitter.js";
import { Store } from "./store.js";
import { translator } from "./texts.js";

/**
 * One of the people the visitor can chat as: an account, a connection and what it has received.
 * Emits "status" (of the gateway), "modal" (a form that the app opened) and "visit" (channel id).
 */
export class Person extends Emitter {
  status = "idle";

  constructor(user, world) {
    super();
    this.user = user;
    this.world = world;
    this.t = translator(user.locale);
    this.rest = new Rest(here(world.api), user.token);
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

  #dispatch(type, data) {
    this.store.apply(type, data);
    this.interactions.apply(type, data);
  }

  #changed(word) {
    this.status = word;
    this.emit("status", word);
  }
}

/** The same path on the page's own origin, because the server only knows its loopback address. */
function here(address, scheme = "http") {
  const url = new URL(new URL(address, location.href).pathname, location.href);
  url.protocol = location.protocol.replace("http", scheme);
  return url.href.replace(/\/$/, "");
}
