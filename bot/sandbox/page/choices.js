import { isThread } from "./store.js";

const STRING = 3;
const USER = 5;
const ROLE = 6;
const MENTIONABLE = 7;

/** The options of a select component, as {value, label, default}. */
export function choicesFor(part, person) {
  const preset = new Set((part.default_values ?? []).map((one) => one.id));
  const marked = (list) => list.map((one) => ({ ...one, default: preset.has(one.value) }));
  if (part.type === STRING) {
    return (part.options ?? []).map((option) => ({
      value: option.value,
      label: [option.emoji?.name, option.label, option.description && `— ${option.description}`].filter(Boolean).join(" "),
      default: option.default,
    }));
  }
  if (part.type === USER) return marked(people(person));
  if (part.type === ROLE) return marked(roles(person));
  if (part.type === MENTIONABLE) return marked([...people(person), ...roles(person)]);
  return marked(channels(person, part.channel_types));
}

export function people({ store }) {
  return [...store.members.values()].map(({ id, name }) => ({ value: id, label: `@${name}` }));
}

export function roles({ store }) {
  return [...store.roles.values()].map(({ id, name }) => ({ value: id, label: `@${name.replace(/^@/, "")}` }));
}

/** Channels of the given types, or all of them. */
export function channels({ store }, types) {
  const wanted = (channel) => !types?.length || types.includes(channel.type);
  return [...store.channels.values()].filter(wanted).map((channel) => ({ value: channel.id, label: `${isThread(channel) ? "↳ " : "#"}${channel.name}` }));
}
