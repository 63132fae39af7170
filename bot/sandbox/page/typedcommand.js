import { invocationOf, localized, runnable } from "./commands.js";
import { commandWord, findEntry, nearest, readOptions } from "./typed.js";

const CHAT_INPUT = 1;
const GUILD = 0; // the context of commands in a server
const PERMISSIONS = [
  [3n, "permissionAdministrator"],
  [4n, "permissionChannels"],
  [5n, "permissionGuild"],
  [13n, "permissionMessages"],
  [28n, "permissionRoles"],
  [40n, "permissionModerate"],
];

/**
 * Reads a command that was typed in one go. Resolves with null for a text that is no command, with {words, unknown} that
 * say what is wrong, or with {entry, values, missing, allowed}.
 */
export async function understand(text, person, channelId, files) {
  const { commands, user, t } = person;
  const word = commandWord(text);
  if (!word) return null;
  const [all, usable] = await Promise.all([commands.all(), commands.usable(channelId)]);
  const slash = all.filter((command) => (command.type ?? CHAT_INPUT) === CHAT_INPUT);
  const namesOf = (command) => [localized(command, "name", user.locale), command.name].map((name) => name.toLowerCase());
  const command = slash.find((one) => namesOf(one).includes(word));
  if (!command) {
    const close = nearest(word, [...new Set(slash.flatMap(namesOf))]);
    return close && { unknown: true, words: `${t("noCommand", { name: `/${word}` })} ${t("meant", { name: `/${close}` })}` };
  }
  const allowed = usable.some(({ id }) => id === command.id);
  const entries = runnable([command], user.locale);
  const found = findEntry(text, entries);
  if (!found) return allowed ? { words: t("subcommands", { list: entries.map(({ label }) => `/${label}`).join(", ") }) } : { entry: entries[0], allowed };
  const { values, problems, missing } = readOptions(found.entry, found.rest, person, files);
  if (allowed && problems.length) return { words: problems.map(({ key, details }) => t(key, details)).join(" ") };
  if (allowed) await nameCompletions(found.entry, values, person, channelId);
  return { entry: found.entry, values, missing, allowed };
}

/** Replaces names of completions that were typed by what they stand for. */
async function nameCompletions(entry, values, person, channelId) {
  for (const [option, value] of values) {
    if (!option.autocomplete) continue;
    const typed = [...values].map(([one, given]) => ({ type: one.type, name: one.name, value: given, focused: one === option || undefined }));
    const { data } = invocationOf(entry, typed);
    const choices = await person.interactions.complete(channelId, data).catch(() => []);
    const choice = choices.find((one) => [one.name, localized(one, "name", person.user.locale)].includes(value));
    if (choice) values.set(option, choice.value);
  }
}

/** Why a person cannot use a command. */
export function refusal({ command, label }, { user, t }) {
  const bits = BigInt(command.default_member_permissions ?? 0);
  if (command.default_member_permissions === null || (command.contexts && !command.contexts.includes(GUILD))) return t("notHere", { command: `/${label}` });
  const held = PERMISSIONS.filter(([bit, key]) => (bits >> bit) & 1n || (!bits && key === "permissionAdministrator"));
  const permission = held.map(([, key]) => t(key)).join(", ") || t("permissionOther");
  return t("notPermitted", { name: user.name, command: `/${label}`, permission });
}
