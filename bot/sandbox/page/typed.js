import { channels, people, roles } from "./choices.js";
import { localized } from "./commands.js";
import { ATTACHMENT, BOOLEAN, CHANNEL, INTEGER, MENTIONABLE, NUMBER, ROLE, STRING, USER } from "./optiontypes.js";

// Reads a command that was typed in one go, such as `/glossary add term:火锅 translation:"hot pot"`.

const TRUE = new Set(["true", "yes", "on", "1", "是", "真", "开", "開"]);
const FALSE = new Set(["false", "no", "off", "0", "否", "假", "关", "關"]);
const QUOTES = { '"': '"', "“": "”", "「": "」" };
const MAX_DISTANCE = 2; // letters by which a misspelled name differs at most
const NAME = /([\p{L}\p{N}_'-]{1,32})[:：]/uy;
const LIKE_A_NAME = /([a-z][a-z_-]{1,31}):(?=[^\s/])/uy; // as in `mood:happy`, but not `https://` or `PS: hi`

/** The first word after the slash; null for a text that is no command, such as a path. */
export function commandWord(text) {
  return /^\/([\p{L}\p{N}_'-]{1,32})(?=\s|$)/u.exec(text)?.[1].toLowerCase() ?? null;
}

/** The entry whose name starts the text, and what follows the name; null if there is none. */
export function findEntry(text, entries) {
  const typed = text.slice(1);
  const names = entries.flatMap((entry) => [...new Set([entry.label, entry.plain])].map((name) => ({ entry, name })));
  names.sort((a, b) => b.name.length - a.name.length);
  for (const { entry, name } of names) {
    const pattern = new RegExp(`^${name.split(" ").map(escaped).join("\\s+")}(?:\\s+|$)`, "iu");
    const found = pattern.exec(typed);
    if (found) return { entry, rest: typed.slice(found[0].length).trimEnd() };
  }
  return null;
}

const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The name among `names` that a misspelled one is closest to, if it is close. */
export function nearest(name, names) {
  const ranked = names.map((one) => ({ one, away: distance(name, one) })).sort((a, b) => a.away - b.away);
  return ranked[0]?.away <= Math.min(MAX_DISTANCE, Math.floor(name.length / 2)) ? ranked[0].one : null;
}

/** The number of letters to insert, delete, replace, or swap with the next. */
function distance(a, b) {
  const rows = [[...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i += 1) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.length][b.length];
}

/**
 * Reads the options of an entry from the text after its name; `files` are attached to the message.
 * Returns {values: Map (option -> value), problems: [{key, details}], missing: [option]}, the keys being those of texts.
 */
export function readOptions(entry, text, person, files = []) {
  const reader = new Reader(entry, person);
  reader.split(text);
  reader.fillPositional();
  reader.fillFiles(files);
  return { values: reader.values, problems: reader.problems, missing: entry.options.filter((option) => option.required && !reader.values.has(option)) };
}

class Reader {
  values = new Map();
  problems = [];
  #lead = ""; // what comes before the first named option

  constructor(entry, person) {
    Object.assign(this, { entry, person });
    this.name = (option) => localized(option, "name", person.user.locale);
    this.named = new Map();
    for (const option of entry.options) for (const name of [this.name(option), option.name]) this.named.set(name.toLowerCase(), option);
  }

  /** Splits the text into options: a value lasts until the name of another one. */
  split(text) {
    const parts = [{ option: null, words: "" }];
    const unknown = [];
    for (let place = 0; place < text.length; ) {
      const part = parts.at(-1);
      const atWord = place === 0 || /\s/.test(text[place - 1]);
      const found = atWord && match(NAME, text, place);
      const option = found && this.named.get(found[1].toLowerCase());
      if (option) {
        parts.push({ option, words: "" });
        place += found[0].length + /^\s*/.exec(text.slice(place + found[0].length))[0].length;
        continue;
      }
      const quoted = !part.words && quotedAt(text, place);
      if (quoted) {
        part.words = quoted.words;
        part.quoted = true;
        place = quoted.end;
        continue;
      }
      const odd = atWord && !part.quoted && match(LIKE_A_NAME, text, place);
      if (odd) unknown.push({ name: odd[1], first: part.option === null && !part.words });
      part.words += text[place];
      place += 1;
    }
    this.#lead = parts[0].quoted ? parts[0].words : parts[0].words.trim();
    const named = parts.slice(1);
    for (const { name, first } of unknown) if (first || named.length || nearest(name, [...this.named.keys()])) this.#unknown(name);
    if (this.problems.length) return;
    for (const { option, words, quoted } of named) this.#read(option, quoted ? words : words.trim());
  }

  /** Gives text without a name to the options that are still empty, in order. */
  fillPositional() {
    let rest = this.#lead;
    if (this.problems.length) return;
    while (rest) {
      const option = this.entry.options.find((one) => one.type !== ATTACHMENT && !this.values.has(one));
      if (!option) {
        const names = this.entry.options.map(this.name).join(", ");
        this.problems.push({ key: names ? "noOption" : "noOptions", details: { command: `/${this.entry.label}`, name: rest } });
        if (names) this.problems.push({ key: "allOptions", details: { list: names } });
        return;
      }
      const free = option.type === STRING && !option.choices?.length;
      const words = free ? rest : this.#choiceAt(option, rest) ?? /^\S+/.exec(rest)[0];
      if (!this.#read(option, words)) return;
      rest = rest.slice(words.length).trimStart();
    }
  }

  /** Gives the attached files to the options that take files. */
  fillFiles(files) {
    const empty = this.entry.options.filter((option) => option.type === ATTACHMENT && !this.values.has(option));
    for (const [place, option] of empty.entries()) if (files[place]) this.values.set(option, files[place]);
  }

  /** The most words at the start of a text that are one choice; names of choices can have spaces. */
  #choiceAt(option, text) {
    const ends = [...text.matchAll(/(?=\s|$)(?<=\S)/g)].map(({ index }) => index).reverse();
    return ends.map((end) => text.slice(0, end)).find((words) => choiceOf(option, words));
  }

  #unknown(name) {
    const close = nearest(name, [...this.named.keys()]);
    this.problems.push({ key: "noOption", details: { command: `/${this.entry.label}`, name } });
    if (close) this.problems.push({ key: "meant", details: { name: `${close}:` } });
    else if (this.named.size) this.problems.push({ key: "allOptions", details: { list: this.entry.options.map(this.name).join(", ") } });
    if (!close && this.entry.options.some((option) => option.type === STRING && !option.choices?.length)) this.problems.push({ key: "quoteIt", details: {} });
  }

  #read(option, words) {
    const { value, kind } = readValue(option, words, this.person);
    if (kind) this.problems.push({ key: "badValue", details: { option: this.name(option), value: words, kind } });
    else this.values.set(option, value);
    return !kind;
  }
}

function match(pattern, text, place) {
  pattern.lastIndex = place;
  return pattern.exec(text);
}

/** A quoted value that starts here and ends before a space or the end. */
function quotedAt(text, place) {
  const close = QUOTES[text[place]];
  if (!close) return null;
  for (let end = text.indexOf(close, place + 1); end >= 0; end = text.indexOf(close, end + 1)) {
    if (end + 1 === text.length || /\s/.test(text[end + 1])) return { words: text.slice(place + 1, end), end: end + 1 };
  }
  return null;
}

/** The choice that is meant by a name in any language, a part of it between " · ", or the beginning of only one choice. */
function choiceOf(option, words) {
  const typed = words.toLowerCase();
  const choices = (option.choices ?? []).map((choice) => ({ choice, names: choiceNames(choice) }));
  const beginning = choices.filter(({ names }) => typed && names.some((name) => name.startsWith(typed)));
  const found = choices.find(({ names }) => names.includes(typed)) ?? (beginning.length === 1 ? beginning[0] : null);
  return found?.choice;
}

function choiceNames(choice) {
  const names = [choice.name, ...Object.values(choice.name_localizations ?? {})];
  return [String(choice.value), ...names, ...names.flatMap((name) => name.split(" · "))].map((name) => name.toLowerCase());
}

/** {value}, or {kind} that says what the option takes instead. */
function readValue(option, words, person) {
  const { t } = person;
  if (option.choices?.length) {
    const found = choiceOf(option, words);
    return found ? { value: found.value } : { kind: t("kindChoice", { list: option.choices.map((choice) => localized(choice, "name", person.user.locale)).join(", ") }) };
  }
  switch (option.type) {
    case STRING: return lengthOf(option, words, t);
    case INTEGER: return number(option, words, /^[+-]?\d+$/, t("kindInteger"), t);
    case NUMBER: return number(option, words, /^[+-]?(?:\d+\.?\d*|\.\d+)$/, t("kindNumber"), t);
    case BOOLEAN: return TRUE.has(words.toLowerCase()) ? { value: true } : FALSE.has(words.toLowerCase()) ? { value: false } : { kind: t("kindBoolean") };
    case USER: return named(words, people(person), t("kindMember"));
    case CHANNEL: return named(words, channels(person, option.channel_types), t("kindChannel"));
    case ROLE: return named(words, roles(person), t("kindRole"));
    case MENTIONABLE: return named(words, [...people(person), ...roles(person)], t("kindMentionable"));
    default: return { kind: t("kindFile") };
  }
}

function lengthOf(option, words, t) {
  const { min_length: min = 0, max_length: max = 6000 } = option;
  const length = [...words].length;
  return length < min || length > max ? { kind: t("kindLength", { min, max }) } : { value: words };
}

function number(option, words, pattern, kind, t) {
  const { min_value: min = -(2 ** 53), max_value: max = 2 ** 53 } = option;
  const plain = words.normalize("NFKC");
  if (!pattern.test(plain)) return { kind };
  const value = Number(plain);
  return value < min || value > max ? { kind: t("kindRange", { min, max }) } : { value };
}

/** Something of the server by mention, id, or name, with or without its sign. */
function named(words, things, kind) {
  const id = /^(?:<(?:@[!&]?|#)(\d+)>|(\d{15,20}))$/.exec(words);
  const bare = words.replace(/^[@#]/, "").toLowerCase();
  const nameOf = ({ label }) => label.replace(/^(?:[@#]|↳ )/, "").toLowerCase();
  const found = id ? things.find(({ value }) => value === (id[1] ?? id[2])) : things.find((thing) => nameOf(thing) === bare);
  return found ? { value: found.value } : { kind };
}

/** A command with its options as it would be typed; `values` are {name, value} as shown. */
export function typedOut(entry, values) {
  const quoted = (value) => (/[\s:：]/.test(value) ? `"${value}"` : value);
  return [`/${entry.label}`, ...values.map(({ name, value }) => `${name}:${quoted(value)}`)].join(" ");
}
