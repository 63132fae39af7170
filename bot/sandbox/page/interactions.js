import { Emitter } from "./emitter.js";

const TIMEOUT = 20_000; // milliseconds; the server reports an unresponsive app after 3 s

const MAX_PLACES = 100; // interactions whose channel is kept

const COMMAND = 2;
const COMPONENT = 3;
const AUTOCOMPLETE = 4;
const MODAL = 5;

/** Sends interactions and matches the gateway's answers to them by nonce. Emits "modal" (form). */
export class Interactions extends Emitter {
  #pending = new Map();
  #places = new Map(); // nonce -> channel: a form arrives after its interaction has succeeded
  #counter = 0;

  constructor(world, rest) {
    super();
    this.world = world;
    this.rest = rest;
  }

  /** Runs a command, uploading files for its options; resolves when the app responds, rejects when it does not. */
  command(channelId, data, files = []) {
    return this.#send(COMMAND, channelId, data, {}, files);
  }

  /** Asks the app to complete the focused option; resolves with the choices. */
  complete(channelId, data) {
    return this.#send(AUTOCOMPLETE, channelId, data);
  }

  component(message, data) {
    const applicationId = message.application_id ?? message.author?.id;
    const more = { message_id: message.id, message_flags: message.flags ?? 0, application_id: applicationId };
    return this.#send(COMPONENT, message.channel_id, data, more);
  }

  submit(channelId, form, components) {
    return this.#send(MODAL, channelId, { id: form.id, custom_id: form.custom_id, components });
  }

  apply(type, data) {
    const waiting = data?.nonce === undefined ? undefined : this.#pending.get(String(data.nonce));
    if (type === "INTERACTION_MODAL_CREATE") {
      this.emit("modal", { ...data, channel_id: data.channel_id ?? this.#places.get(String(data.nonce)) });
      waiting?.resolve();
    } else if (type === "INTERACTION_SUCCESS") waiting?.resolve();
    else if (type === "INTERACTION_FAILURE") waiting?.reject(new Error("unanswered"));
    else if (type === "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE") waiting?.resolve(data.choices ?? []);
  }

  #send(type, channelId, data, more = {}, files = []) {
    const nonce = `${Date.now()}${String((this.#counter += 1)).padStart(5, "0")}`;
    const answer = new Promise((resolve, reject) => this.#pending.set(nonce, { resolve, reject }));
    this.#places.set(nonce, channelId);
    if (this.#places.size > MAX_PLACES) this.#places.delete(this.#places.keys().next().value);
    const timer = setTimeout(() => this.#pending.get(nonce)?.reject(new Error("unanswered")), TIMEOUT);
    const { application_id, guild_id } = this.world;
    this.rest
      .post("/interactions", { type, application_id, guild_id, channel_id: channelId, nonce, session_id: "page", data, ...more }, files)
      .catch((error) => this.#pending.get(nonce)?.reject(error));
    return answer.finally(() => {
      clearTimeout(timer);
      this.#pending.delete(nonce);
    });
  }
}
