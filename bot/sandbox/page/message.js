import { avatar, nameOf } from "./avatar.js";
import { components } from "./components.js";
import { extras } from "./extras.js";
import { h, icon } from "./dom.js";
import { isLarge, markup, plain } from "./markup.js";
import { reactionRow } from "./reactions.js";

const GROUP_WINDOW = 7 * 60_000; // milliseconds within which one person's messages are grouped under one name
const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;
const SILENT = 1 << 12;
const CONTENT_TYPES = new Set([0, 19, 20, 21, 23]); // messages by people and apps; other types are notices
const NOTICES = { 6: "noticePin", 7: "noticeJoin", 8: "noticeBoost", 12: "noticeFollow", 18: "noticeThread", 46: "noticePoll" };
const THREAD_STARTER = 21;
const QUOTE_LENGTH = 140; // characters of a quoted message

const has = (message, flag) => Boolean((message.flags ?? 0) & flag);
const day = (message) => new Date(message.timestamp).toDateString();
const invocation = (message) => message.interaction?.name ?? message.interaction_metadata?.name;
export const isStarter = (message) => message.type === THREAD_STARTER;
const isReply = (message) => message.type === 19 && message.message_reference;

export const isEphemeral = (message) => has(message, EPHEMERAL);
export const isApp = (message) => Boolean(message.author?.bot || message.webhook_id);

/**
 * How the previous message affects this one: "day" starts a day, "attached" is an app's reply directly below the
 * original, "grouped" continues under the same name, "full" has its own header.
 */
export function shape(message, previous) {
  if (!previous || day(message) !== day(previous)) return "day";
  if (!CONTENT_TYPES.has(message.type)) return "full";
  if (message.type === THREAD_STARTER || previous.type === THREAD_STARTER) return "full"; // it shows another message
  if (isReply(message)) return isApp(message) && message.message_reference.message_id === previous.id ? "attached" : "full";
  const same = previous.author?.id === message.author?.id && nameOf(previous.author) === nameOf(message.author);
  const soon = new Date(message.timestamp) - new Date(previous.timestamp) < GROUP_WINDOW;
  const alike = isEphemeral(message) === isEphemeral(previous) && CONTENT_TYPES.has(previous.type);
  return same && soon && alike && !invocation(message) ? "grouped" : "full";
}

/** A message as a list item. `act` has the actions: jump, dismiss, react, visit. */
export function drawMessage(message, form, person, act) {
  const kind = form === "day" ? "full" : form;
  const notice = !CONTENT_TYPES.has(message.type);
  const mentioned = message.mentions?.some((user) => user.id === person.user.id) || message.mention_everyone;
  const classes = ["row", kind, isApp(message) && "app", isEphemeral(message) && "ephemeral", mentioned && "mentioned", notice && "notice"];
  return h(
    "li",
    { class: classes.filter(Boolean).join(" "), data: { id: message.id }, tabindex: "-1", "aria-label": accessibleText(message, person) },
    form === "day" && h("div", { class: "day", role: "separator" }, h("span", null, dayWords(message, person.user.locale))),
    h("div", { class: "cell" }, notice ? noticeBody(message, person, act) : isStarter(message) ? starter(message, person, act) : written(message, kind, person, act)),
  );
}

/** The message that a thread was started from; undefined if it is gone. */
export function startOf(message, { store }) {
  const { channel_id: channelId, message_id: id } = message.message_reference ?? {};
  return store.log(channelId).find(id) ?? message.referenced_message ?? undefined;
}

/** The start of a thread: the message that it was started from, without what can be done with it there. */
function starter(message, person, act) {
  const original = startOf(message, person);
  const { t } = person;
  const label = h("div", { class: "quoted start" }, icon("thread"), h("span", null, t("threadStart")));
  if (!original) return [label, h("div", { class: "body" }, h("div", { class: "gutter" }), h("div", { class: "main" }, h("em", null, t("originalGone"))))];
  const shown = { ...original, type: 0, thread: null, reactions: null, components: [], message_reference: null };
  return [label, written(shown, "full", person, act)];
}

/** What a screen reader announces for the message. */
export function accessibleText(message, person) {
  const shown = isStarter(message) ? (startOf(message, person) ?? message) : message;
  const files = (shown.attachments ?? []).map((file) => file.filename).join(", ");
  return `${nameOf(shown.author)}: ${[plain(shown.content ?? "", person), files].filter(Boolean).join(" ")}`.slice(0, 300);
}

function written(message, kind, person, act) {
  const grouped = kind === "grouped";
  return [
    kind === "full" && isReply(message) && quote(message, person, act),
    kind === "full" && invocation(message) && invoked(message, person),
    h(
      "div",
      { class: "body" },
      h("div", { class: "gutter" }, grouped ? clock(message, person) : avatar(message.author, kind === "attached" ? 24 : 40)),
      h(
        "div",
        { class: "main" },
        !grouped && header(message, person),
        has(message, LOADING) && !message.content ? thinking(message, person) : content(message, person),
        extras(message, person, act),
        components(message, person, act),
        reactionRow(message, person, act),
        message.thread && threadLink(message.thread, person, act),
        isEphemeral(message) && onlyYou(message, person, act),
      ),
    ),
  ];
}

function header(message, person) {
  const author = message.author;
  const known = message.webhook_id ? null : person.world.users.find((user) => user.id === author.id);
  const name = h("strong", { class: "name" }, nameOf({ ...author, nick: person.store.members.get(author.id)?.name }));
  if (known?.color) name.style.setProperty("--own", hex(known.color));
  return h(
    "div",
    { class: "header" },
    name,
    known?.can_manage && h("span", { class: "rank", title: person.t("moderator"), role: "img", "aria-label": person.t("moderator") }, icon("shield")),
    isApp(message) && h("span", { class: "badge" }, person.t("app")),
    clock(message, person),
    has(message, SILENT) && h("span", { class: "silent", title: person.t("silent"), "aria-label": person.t("silent") }, "🔕"),
  );
}

const hex = (color) => (typeof color === "number" ? `#${color.toString(16).padStart(6, "0")}` : color);

function clock(message, person) {
  const date = new Date(message.timestamp);
  const full = new Intl.DateTimeFormat(person.user.locale, { dateStyle: "full", timeStyle: "medium" }).format(date);
  const short = new Intl.DateTimeFormat(person.user.locale, { hour: "2-digit", minute: "2-digit", hour12: false }).format(date);
  return h("time", { datetime: message.timestamp, title: full }, short);
}

function dayWords(message, locale) {
  return new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(new Date(message.timestamp));
}

function content(message, person) {
  const edited = message.edited_timestamp && !has(message, LOADING) && h("span", { class: "edited" }, person.t("edited"));
  if (!message.content) return edited || null;
  const locale = person.world.users.find((user) => user.id === message.author.id)?.locale;
  const box = h("div", { class: isLarge(message.content) ? "content large" : "content", lang: locale }, markup(message.content, person));
  if (edited) (box.lastElementChild?.matches("p") ? box.lastElementChild : box).append(" ", edited);
  return box;
}

function thinking(message, person) {
  const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
  return h("div", { class: "thinking", role: "status" }, dots, person.t("thinking", { name: nameOf(message.author) }));
}

function quote(message, person, act) {
  const id = message.message_reference.message_id;
  const original = person.store.log(message.channel_id).find(id) ?? message.referenced_message;
  if (!original) return h("div", { class: "quoted" }, h("em", null, person.t("originalGone")));
  const words = plain(original.content ?? "", person).slice(0, QUOTE_LENGTH) || person.t("noText");
  return h(
    "button",
    { type: "button", class: "quoted", onclick: () => act.jump(id), "aria-label": `${person.t("replyTo", { name: nameOf(original.author) })}: ${words}` },
    avatar(original.author, 18),
    h("b", null, nameOf(original.author)),
    h("span", null, words),
  );
}

function invoked(message, person) {
  const who = message.interaction?.user ?? message.interaction_metadata?.user;
  const slash = (message.interaction_metadata?.type ?? message.interaction?.type) === 2 && message.type === 20;
  const name = person.commands.localName(invocation(message));
  const command = h("span", { class: "pill" }, slash ? `/${name}` : name);
  return h("div", { class: "quoted" }, who && avatar(who, 18), who && h("b", null, nameOf(who)), h("span", null, person.t("used"), " ", command));
}

function threadLink(thread, person, act) {
  return h(
    "button",
    { type: "button", class: "thread-link", onclick: () => act.visit(thread.id) },
    icon("thread"),
    h("b", null, thread.name),
    h("span", null, person.t("openThread")),
  );
}

function onlyYou(message, person, act) {
  const { t } = person;
  return h(
    "div",
    { class: "only-you" },
    icon("eye"),
    t("onlyYou"),
    " · ",
    h("button", { type: "button", class: "textual", onclick: () => act.dismiss(message) }, t("dismiss")),
  );
}

function noticeBody(message, person, act) {
  const key = NOTICES[message.type] ?? (message.content ? "noticeOther" : "noticeSystem");
  const thread = message.type === 18 && person.store.channels.get(message.message_reference?.channel_id);
  const words = person.t(key, { name: nameOf(message.author), text: message.content ?? "" });
  return h("div", { class: "body" }, h("div", { class: "gutter" }, icon("thread")), h("div", { class: "main" }, words, " ", clock(message, person), thread && threadLink(thread, person, act)));
}
