import { h, icon } from "./dom.js";
import { link, markup } from "./markup.js";

const PICTURES = /^image\/(?:png|jpeg|gif|webp)$/;
const SPOILER = 1 << 3;
const UNITS = ["B", "KB", "MB", "GB"];

/** What a message has besides its text: a forward, embeds, attachments, stickers, a poll. */
export function extras(message, person, act) {
  return [
    (message.message_snapshots ?? []).map(({ message: original }) => forward(original, message, person, act)),
    (message.embeds ?? []).map((embed) => drawEmbed(embed, person)),
    (message.attachments ?? []).map((file) => attachment(file, person)),
    (message.sticker_items ?? []).map((sticker) => h("div", { class: "sticker" }, "🏷️ ", sticker.name)),
    message.poll && poll(message.poll, person),
  ];
}

function forward(original, message, person, act) {
  return h(
    "div",
    { class: "forward" },
    h("small", null, "↱ ", person.t("forwarded")),
    original.content ? h("div", { class: "content" }, markup(original.content, person)) : null,
    extras({ ...original, channel_id: message.channel_id }, person, act),
  );
}

function drawEmbed(embed, person) {
  const title = embed.title && markup(embed.title, person);
  const card = h(
    "article",
    { class: "embed" },
    embed.provider?.name && h("small", null, embed.provider.name),
    embed.author?.name && h("div", { class: "embed-author" }, embed.author.url ? link(embed.author.url, [embed.author.name]) : embed.author.name),
    title && h("div", { class: "embed-title" }, embed.url ? link(embed.url, title) : title),
    embed.description && h("div", { class: "content" }, markup(embed.description, person)),
    embed.fields?.length > 0 && h("dl", null, embed.fields.map((field) => embedField(field, person))),
    (embed.image ?? embed.thumbnail)?.url && h("div", { class: "file" }, icon("file"), link((embed.image ?? embed.thumbnail).url, [person.t("picture")])),
    (embed.footer?.text || embed.timestamp) && h("footer", null, [embed.footer?.text, embed.timestamp && when(embed.timestamp, person)].filter(Boolean).join(" · ")),
  );
  if (embed.color) card.style.setProperty("--edge", `#${embed.color.toString(16).padStart(6, "0")}`);
  return card;
}

function embedField(field, person) {
  return h("div", { class: field.inline ? "field inline" : "field" }, h("dt", null, markup(field.name, person)), h("dd", null, markup(field.value, person)));
}

function when(timestamp, person) {
  return new Intl.DateTimeFormat(person.user.locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(timestamp));
}

function attachment(file, { t }) {
  const name = file.title ?? file.filename;
  const shown = picture(file.url, file.content_type, file.description ?? name, file) ?? h("div", { class: "file" }, icon("file"), file.url ? link(file.url, [name]) : name, h("small", null, formatSize(file.size ?? 0)));
  return (file.flags ?? 0) & SPOILER || file.filename?.startsWith("SPOILER_") ? covered(shown, t) : shown;
}

function covered(shown, t) {
  return h("details", { class: "covered" }, h("summary", null, t("spoiler")), shown);
}

/** A picture that the sandbox has; null for others, because the page loads nothing from elsewhere. */
function picture(address, kind, description, { width, height } = {}) {
  if (!PICTURES.test(kind ?? "") || !URL.canParse(address ?? "", location.href)) return null;
  const { pathname } = new URL(address, location.href); // the server only knows its loopback address
  if (!pathname.startsWith("/sandbox/files/")) return null;
  const image = h("img", { class: "picture", src: pathname, alt: description ?? "", width, height });
  return h("a", { class: "picture-link", href: pathname, target: "_blank", rel: "noopener noreferrer" }, image);
}

/** A picture or file of a component: its `media`, or for a file its `file`. */
export function media(item, { t }) {
  const { url, content_type: kind } = item.media ?? item.file ?? {};
  const name = item.description ?? item.name ?? t("picture");
  const shown = picture(url, kind, name) ?? h("div", { class: "file" }, icon("file"), url ? link(url, [name]) : name);
  return item.spoiler ? covered(shown, t) : shown;
}

/** A number of bytes with its unit. */
export function formatSize(bytes) {
  const power = bytes ? Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10)) : 0;
  return `${(bytes / 1024 ** power).toFixed(power ? 1 : 0)} ${UNITS[power]}`;
}

function poll(data, person) {
  const counts = new Map((data.results?.answer_counts ?? []).map((answer) => [answer.id, answer.count]));
  const answers = data.answers.map((answer) =>
    h("li", null, answer.poll_media.emoji?.name, " ", answer.poll_media.text, h("small", null, person.t("votes", { count: counts.get(answer.answer_id) ?? 0 }))),
  );
  return h("article", { class: "embed poll" }, h("small", null, person.t("poll")), h("div", { class: "embed-title" }, data.question.text), h("ul", null, answers));
}
