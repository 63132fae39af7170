import { localized, runnable, suggest } from "./commands.js";

const MAX_COMMANDS = 25;
const MAX_NAMES = 8;
const NOTHING = { items: [], label: "" };

/**
 * What could complete the text before the caret: commands, people, or channels, as {items, label}.
 * `choose(entry)` gets a chosen command, `insert(sign, word, name, wire)` a chosen name.
 */
export async function suggestions(typed, person, channelId, { choose, insert }, withCommands) {
  const name = /(?:^|\s)([@#])([^\s@#]{0,32})$/.exec(typed);
  if (name) return names(name[1], name[2], person, insert);
  const command = /^\/([^\n]*)$/.exec(typed);
  return command && withCommands ? commands(command[1], person, channelId, choose) : NOTHING;
}

async function commands(word, { t, user, commands: index }, channelId, choose) {
  const entries = runnable(await index.usable(channelId).catch(() => []), user.locale);
  const items = suggest(entries, word).slice(0, MAX_COMMANDS).map((entry) => ({
    title: `/${entry.label}`,
    detail: entry.description,
    hint: entry.options.filter((option) => option.required).map((option) => `${localized(option, "name", user.locale)}*`).join(" "),
    take: () => choose(entry),
  }));
  return { items, label: t("commands") };
}

function names(sign, word, { store, t }, insert) {
  const things = [...(sign === "@" ? store.members : store.channels).values()];
  const found = things.filter(({ name }) => name?.toLowerCase().includes(word.toLowerCase())).slice(0, MAX_NAMES);
  const items = found.map(({ id, name }) => ({ title: `${sign}${name}`, take: () => insert(sign, word, name, `<${sign}${id}>`) }));
  return { items, label: t(sign === "@" ? "people" : "channels") };
}
