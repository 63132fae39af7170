import { GROUP, SUBCOMMAND } from "./optiontypes.js";

const CHAT_INPUT = 1;

/** A text in the reader's language, if the app provides it. */
export function localized(thing, key, locale) {
  const words = thing[`${key}_localizations`] ?? {};
  const tries = locale.startsWith("en") ? ["en-US", "en-GB"] : [locale];
  return tries.map((one) => words[one]).find(Boolean) ?? thing[`${key}_localized`] ?? thing[key];
}

/**
 * All slash commands of an index, one entry per runnable command (each subcommand is an entry):
 * {command, path (subcommand options, outermost first), label, description, options}.
 */
export function runnable(commands, locale) {
  return commands.filter((command) => (command.type ?? CHAT_INPUT) === CHAT_INPUT).flatMap((command) => open(command, command, [], locale));
}

function open(node, command, path, locale) {
  const nested = (node.options ?? []).filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
  if (nested.length) return nested.flatMap((option) => open(option, command, [...path, option], locale));
  const names = [command, ...path];
  return [
    {
      command,
      path,
      label: names.map((one) => localized(one, "name", locale)).join(" "),
      plain: names.map((one) => one.name).join(" "),
      description: localized(node, "description", locale),
      options: node.options ?? [],
    },
  ];
}

/** The slash commands and subcommands by their English name, as in "glossary add", with their localized name. */
export function localNames(commands, locale) {
  const names = new Map();
  const collect = (node, plain, local) => {
    const [name, label] = [[...plain, node.name], [...local, localized(node, "name", locale)]];
    names.set(name.join(" "), label.join(" "));
    for (const option of node.options ?? []) if (option.type === SUBCOMMAND || option.type === GROUP) collect(option, name, label);
  };
  for (const command of commands) collect(command, [], []);
  return names;
}

/** Entries that match what has been typed, best first. */
export function suggest(entries, typed) {
  const word = typed.toLowerCase().trim();
  const rank = (entry) => {
    const names = [entry.label.toLowerCase(), entry.plain.toLowerCase()];
    if (names.some((name) => name.startsWith(word))) return 0;
    if (names.some((name) => name.includes(word))) return 1;
    return entry.description.toLowerCase().includes(word) ? 2 : 3;
  };
  return entries.filter((entry) => rank(entry) < 3).sort((a, b) => rank(a) - rank(b));
}

/**
 * What to send to run `entry` with option values {type, name, value}: the `data` of an interaction, and the files that
 * it uploads. The value of an option that is a file is the file's place among those.
 */
export function invocationOf(entry, values) {
  const files = values.map(({ value }) => value).filter((value) => value instanceof File);
  const sent = values.map((option) => (option.value instanceof File ? { ...option, value: String(files.indexOf(option.value)) } : option));
  const options = entry.path.reduceRight((inner, { type, name }) => [{ type, name, options: inner }], sent);
  const { id, name, version } = entry.command;
  return { data: { id, name, type: CHAT_INPUT, version, options, attachments: described(files) }, files };
}

/** The `attachments` of a request that uploads files. */
export function described(files) {
  return files.map((file, place) => ({ id: String(place), filename: file.name }));
}
