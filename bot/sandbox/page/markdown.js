// Discord's markdown, as a tree: {type, children | text, ...}. The rules follow Discord's help page
// "Markdown Text 101"; anything else stays text.

const MAX_DEPTH = 8; // nested styles; anything deeper stays text
const FENCE = "```";
const LANGUAGE = /^(?:([a-z0-9_+\-.#]+)\n)?\n*/i;

const pair = (type) => (match, depth) => ({ type, children: inline(match[1], depth + 1) });

const RULES = [
  [/\\([^\p{L}\p{N}\s])/uy, (match) => ({ type: "text", text: match[1] })],
  [/<(https?:\/\/[^\s<>]+)>/uy, (match) => ({ type: "link", href: match[1], children: [text(match[1])] })],
  [/<@!?(\d+)>/uy, (match) => ({ type: "user", id: match[1] })],
  [/<@&(\d+)>/uy, (match) => ({ type: "role", id: match[1] })],
  [/<#(\d+)>/uy, (match) => ({ type: "channel", id: match[1] })],
  [/<id:(customize|browse|guide|home)>/uy, (match) => ({ type: "place", text: match[1] })],
  [/<\/([^:<>\n]{1,100}):\d+>/uy, (match) => ({ type: "command", text: match[1] })],
  [/<a?:(\w{1,32}):\d+>/uy, (match) => ({ type: "emoji", text: match[1] })],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/uy, (match) => ({ type: "time", seconds: Number(match[1]), style: match[2] ?? "f" })],
  [/@(everyone|here)(?!\w)/uy, (match) => ({ type: "all", text: match[0] })],
  [
    /\[((?:\\.|[^[\]\\\n]|\[[^[\]\n]*\])+)\]\(<?(https?:\/\/[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+"[^"\n]*")?\)/uy,
    (match, depth) => ({ type: "link", href: match[2], children: inline(match[1], depth + 1) }),
  ],
  // A bare link ends before closing punctuation, but keeps brackets that it opens.
  [
    /https?:\/\/(?:\([^\s<>"()]*\)|[^\s<>"()，。！？；：、（）「」『』【】])*(?:\([^\s<>"()]*\)|[^\s<>"()'.,:;!?\]}，。！？；：、（）「」『』【】*_~|])/uy,
    (match) => ({ type: "link", href: match[0], children: [text(match[0])] }),
  ],
  [/\|\|([\s\S]+?)\|\|/uy, pair("spoiler")],
  [/\*\*\*((?:\\[\s\S]|[^\\*])+?)\*\*\*(?!\*)/uy, (match, depth) => ({ type: "strong", children: [{ type: "em", children: inline(match[1], depth + 2) }] })],
  [/\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/uy, pair("strong")],
  [/__((?:\\[\s\S]|[^\\])+?)__(?!_)/uy, pair("u")],
  [/~~((?:\\[\s\S]|[^\\])+?)~~/uy, pair("s")],
  [/\*(?![\s*])((?:\*\*|\\[\s\S]|[^\\*])*?[^\s*\\])\*(?!\*)/uy, pair("em")],
  [/\b_((?:__|\\[\s\S]|[^\\_])+?)_\b/uy, pair("em")],
];
const STARTS = /[\\`<@[hH|*_~]/g;

function text(value) {
  return { type: "text", text: value };
}

/** Parses inline text. */
function inline(source, depth = 0) {
  if (depth > MAX_DEPTH) return [text(source)];
  const nodes = [];
  let plain = "";
  let place = 0;
  const flush = () => {
    if (plain) nodes.push(text(plain));
    plain = "";
  };
  while (place < source.length) {
    STARTS.lastIndex = place;
    const start = STARTS.exec(source)?.index ?? source.length;
    plain += source.slice(place, start);
    place = start;
    const found = match(source, place, depth);
    if (found) {
      flush();
      nodes.push(found.node);
      place = found.end;
    } else if (place < source.length) {
      plain += source[place];
      place += 1;
    }
  }
  flush();
  return nodes;
}

function match(source, place, depth) {
  if (source[place] === "`") return code(source, place);
  for (const [rule, make] of RULES) {
    rule.lastIndex = place;
    const result = rule.exec(source);
    if (result) {
      const end = rule.lastIndex; // read before `make`, which uses the same rules for nested text
      return { node: make(result, depth), end };
    }
  }
  return null;
}

/** Code ends at the next run of as many backticks; a regular expression would take cubic time. */
function code(source, place) {
  const width = runAt(source, place);
  let end = place + width;
  for (;;) {
    end = source.indexOf("`", end);
    if (end < 0) return { node: text(source.slice(place, place + width)), end: place + width };
    const closing = runAt(source, end);
    if (closing === width) break;
    end += closing;
  }
  return { node: { type: "code", text: source.slice(place + width, end).replace(/^ (.*\S.*) $/s, "$1") }, end: end + width };
}

function runAt(source, place) {
  let end = place;
  while (source[end] === "`") end += 1;
  return end - place;
}

const LINE = /^(?:(#{1,3})\s+(?=\S)|(-#)\s+(?=\S)|(\s*)(?:[-*]|(\d{1,9})\.)\s+(?=\S))?(.*)$/s;

/** Parses blocks: quotes, headings, subtext, lists, paragraphs. */
function blocks(source) {
  const nodes = [];
  const lines = source.split("\n");
  let paragraph = [];
  const flush = () => {
    if (paragraph.length) nodes.push({ type: "p", children: inline(paragraph.join("\n")) });
    paragraph = [];
  };
  for (let number = 0; number < lines.length; number += 1) {
    const line = lines[number];
    if (/^>>> /.test(line)) {
      flush();
      nodes.push({ type: "quote", children: blocks([line.slice(4), ...lines.slice(number + 1)].join("\n")) });
      break;
    }
    if (/^> /.test(line)) {
      flush();
      const quoted = [];
      while (number < lines.length && /^> ?/.test(lines[number])) quoted.push(lines[number++].replace(/^> ?/, ""));
      number -= 1;
      nodes.push({ type: "quote", children: blocks(quoted.join("\n")) });
      continue;
    }
    const [, hashes, sub, indent, ordinal, rest] = LINE.exec(line);
    if (hashes === undefined && sub === undefined && indent === undefined) {
      paragraph.push(line);
      continue;
    }
    flush();
    const children = inline(rest);
    if (hashes) nodes.push({ type: "heading", level: hashes.length, children });
    else if (sub) nodes.push({ type: "subtext", children });
    else nodes.push({ type: "item", level: Math.min(10, indent.length >> 1), ordinal, children });
  }
  flush();
  return nodes;
}

/** Parses a whole message. */
export function parse(source) {
  const nodes = [];
  const write = (part) => part && nodes.push(...blocks(part));
  let place = 0;
  for (;;) {
    const start = source.indexOf(FENCE, place);
    const end = start < 0 ? -1 : source.indexOf(FENCE, start + FENCE.length);
    const inside = source.slice(start + FENCE.length, end);
    if (end < 0 || !/[^\s`]/.test(inside)) break;
    write(source.slice(place, start).replace(/\n$/, ""));
    const [opening, language = ""] = LANGUAGE.exec(inside);
    nodes.push({ type: "fence", language, text: inside.slice(opening.length).replace(/\n+$/, "") });
    place = end + FENCE.length;
    if (source[place] === "\n") place += 1;
  }
  write(source.slice(place));
  return nodes;
}
