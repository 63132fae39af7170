const MAX_MESSAGES = 3000; // messages kept per channel unless the reader has scrolled up; they can be loaded again

const THREAD_STARTER = 21;

/** Compares snowflakes by age. */
export function compare(a, b) {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

export const emojiKey = (emoji) => emoji.id ?? emoji.name;

/** A channel's loaded messages, oldest first, without gaps up to the newest. A changed message is a new object. */
export class MessageLog {
  messages = [];
  loaded = false;
  complete = false;
  busy = null;
  held = false; // the reader has scrolled up

  get first() {
    return this.messages[0]?.id;
  }

  /** The index of an id, or where it would be inserted. */
  index(id) {
    let low = 0;
    let high = this.messages.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(this.messages[middle].id, id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  find(id) {
    const message = this.messages[this.index(id)];
    return message?.id === id ? message : undefined;
  }

  add(message) {
    const place = this.index(message.id);
    if (this.messages[place]?.id === message.id) return false;
    this.messages.splice(place, 0, message);
    if (this.messages.length > MAX_MESSAGES && !this.held) {
      this.messages.splice(0, this.messages.length - (MAX_MESSAGES * 3) / 4);
      this.complete = false;
    }
    return true;
  }

  merge(page) {
    const known = new Map([...page, ...this.messages].map((message) => [message.id, message]));
    this.messages = [...known.values()].sort((a, b) => compare(a.id, b.id));
  }

  update(change) {
    const place = this.index(change.id);
    const old = this.messages[place];
    if (old?.id !== change.id) return false;
    // Counts have their own events, and an update does not include this person's reactions.
    const reactions = change.author ? old.reactions : (change.reactions ?? old.reactions);
    this.messages[place] = { ...old, ...change, reactions };
    this.#requote(change.id);
    return true;
  }

  remove(id) {
    const place = this.index(id);
    if (this.messages[place]?.id !== id) return false;
    this.messages.splice(place, 1);
    this.#requote(id, { referenced_message: null });
    return true;
  }

  react({ message_id: id, emoji, user_id: userId }, step, me) {
    const message = this.find(id);
    if (!message) return false;
    const reactions = (message.reactions ?? []).map((reaction) => ({ ...reaction }));
    let reaction = reactions.find((one) => emojiKey(one.emoji) === emojiKey(emoji));
    if (!reaction) reactions.push((reaction = { emoji, count: 0, me: false }));
    reaction.count += step;
    if (userId === me) reaction.me = step > 0;
    return this.update({ id, reactions: reactions.filter((one) => one.count > 0) });
  }

  /** Replaces what a thread's first message was started from; the thread's log has the id of that message. */
  restart(original) {
    const place = this.messages.findIndex((message) => message.type === THREAD_STARTER);
    if (place < 0) return false;
    const old = this.messages[place];
    this.messages[place] = { ...old, referenced_message: original && { ...old.referenced_message, ...original } };
    return true;
  }

  /** Replaces the replies to a message with new objects, so that their quotes are redrawn. */
  #requote(id, change = {}) {
    this.messages.forEach((message, place) => {
      if (message.message_reference?.message_id === id) this.messages[place] = { ...message, ...change };
    });
  }
}
