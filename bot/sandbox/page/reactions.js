import { emojiKey } from "./log.js";
import { h, icon } from "./dom.js";

/** The quick reactions; flags, which request a language, come first. */
export const QUICK = ["🇨🇳", "🇺🇸", "🇹🇼", "🇭🇰", "🌐", "👍", "❤️", "😂", "🎉", "🍵", "🙏", "👀"];

const wire = (emoji) => encodeURIComponent(emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name);

/** Adds or removes this person's reaction. */
export function react(message, emoji, person) {
  const mine = message.reactions?.find((one) => emojiKey(one.emoji) === emojiKey(emoji))?.me;
  const path = `/channels/${message.channel_id}/messages/${message.id}/reactions/${wire(emoji)}/@me`;
  return mine ? person.rest.delete(path) : person.rest.put(path);
}

/** The reactions below a message; each is a toggle. */
export function reactionRow(message, person, act) {
  if (!message.reactions?.length) return null;
  const chips = message.reactions.map(({ emoji, count, me }) =>
    h(
      "button",
      { type: "button", class: "reaction", "aria-pressed": String(me), "aria-label": `${emoji.name} ${count}`, onclick: () => act.react(message, emoji) },
      h("span", { class: "emoji" }, emoji.id ? `:${emoji.name}:` : emoji.name),
      h("span", null, count),
    ),
  );
  const add = h("button", { type: "button", class: "reaction add", "aria-label": person.t("react"), onclick: (event) => act.pick(message, event.currentTarget) }, icon("smile"));
  return h("div", { class: "reactions" }, chips, add);
}

/** A grid of emoji; `choose` gets the chosen one. */
export function emojiGrid(choose) {
  return h(
    "div",
    { class: "emoji-grid", role: "group" },
    QUICK.map((name) => h("button", { type: "button", class: "emoji", role: "menuitem", onclick: () => choose({ id: null, name }) }, name)),
  );
}
