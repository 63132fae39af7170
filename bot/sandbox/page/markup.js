import { h } from "./dom.js";
import { parse } from "./markdown.js";

const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|[\u200d\ufe0f\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]|\s)+$/u;
const MAX_LARGE = 60; // characters; longer runs of emoji are shown at text size

/** Renders a message's markdown, with names as `person` sees them. */
export function markup(source, person) {
  return parse(source).map((node) => render(node, person));
}

/** Plain text on one line, without markers, for quotes and titles. */
export function plain(source, person) {
  return parse(source).map((node) => flat(node, person)).join(" ").replace(/\s+/g, " ").trim();
}

export function isLarge(source) {
  return source.length <= MAX_LARGE && ONLY_EMOJI.test(source);
}

function flat(node, person) {
  if (node.type === "spoiler") return "▒▒▒";
  if (node.text !== undefined && !NAMED[node.type]) return node.text;
  return node.children ? node.children.map((child) => flat(child, person)).join("") : label(node, person);
}

const NAMED = { user: true, role: true, channel: true, place: true, command: true, emoji: true, time: true };

function label(node, { store, user }) {
  switch (node.type) {
    case "user": return `@${store.members.get(node.id)?.name ?? node.id}`;
    case "role": return `@${store.roles.get(node.id)?.name ?? node.id}`;
    case "channel": return `#${store.channels.get(node.id)?.name ?? node.id}`;
    case "place": return `#${node.text}`;
    case "command": return `/${node.text}`;
    case "emoji": return `:${node.text}:`;
    case "time": return moment(node, user.locale);
    default: return node.text ?? "";
  }
}

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};
const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];

function moment({ seconds, style }, locale) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(seconds);
  if (style !== "R") return new Intl.DateTimeFormat(locale, STYLES[style]).format(date);
  const away = seconds - Date.now() / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(away) >= length) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.round(away / size), unit);
}

function render(node, person) {
  const children = () => node.children.map((child) => render(child, person));
  switch (node.type) {
    case "text": return document.createTextNode(node.text);
    case "strong": case "em": case "u": case "s": case "p": return h(node.type, null, children());
    case "quote": return h("blockquote", null, children());
    case "heading": return h("div", { role: "heading", "aria-level": node.level + 2, class: `heading heading-${node.level}` }, children());
    case "subtext": return h("small", { class: "subtext" }, children());
    case "item": return listItem(node, children());
    case "code": return h("code", null, node.text);
    case "fence": return h("pre", { tabindex: "0" }, h("code", { data: { language: node.language } }, node.text));
    case "link": return link(node.href, children());
    case "spoiler": return spoiler(children(), person.t);
    case "time": return h("time", { class: "pill quiet", datetime: isoOf(node.seconds) }, label(node, person));
    case "channel": return channelPill(node, person);
    case "all": return h("span", { class: "pill" }, node.text);
    default: return h("span", { class: "pill", title: node.id }, label(node, person));
  }
}

function isoOf(seconds) {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function listItem(node, children) {
  const marker = node.ordinal ? `${node.ordinal}.` : node.level ? "◦" : "•";
  const item = h("div", { class: "bullet", role: "listitem" }, h("span", { class: "marker" }, marker), h("span", null, children));
  item.style.setProperty("--level", node.level);
  return item;
}

/** A link that opens in a new tab without a referrer; anything but http(s) stays text. */
export function link(href, children) {
  if (!/^https?:\/\//i.test(href) || !URL.canParse(href)) return h("span", null, children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", title: href }, children);
}

function spoiler(children, t) {
  const reveal = (event) => {
    const box = event.currentTarget;
    if (!box.classList.contains("spoiler") || (event.type === "keydown" && event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    box.classList.replace("spoiler", "revealed");
    box.removeAttribute("role");
    box.removeAttribute("aria-label");
  };
  return h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("spoiler"), onclick: reveal, onkeydown: reveal }, h("span", null, children));
}

function channelPill(node, person) {
  const known = person.store.channels.has(node.id);
  if (!known) return h("span", { class: "pill" }, label(node, person));
  return h("button", { type: "button", class: "pill", onclick: () => person.emit("visit", node.id) }, label(node, person));
}
