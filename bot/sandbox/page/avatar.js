import { h } from "./dom.js";

let world = null;

/** Tells the pictures which people the server draws. */
export function introduce(state) {
  world = { ids: new Set(state.users.map((user) => user.id)), users: state.users, bot: state.bot.id };
}

/** A person's picture, Qiao's sign, or the initial on a colour where the server has no picture. */
export function avatar(author, size = 40) {
  const bot = author.id === world.bot;
  const source = bot ? null : picture(author);
  const name = bot ? "桥" : nameOf(author);
  const image = source
    ? h("img", { class: "avatar", src: source, alt: "", width: size, height: size, decoding: "async" })
    : h("span", { class: bot ? "avatar initial qiao" : "avatar initial", "aria-hidden": "true" }, [...name][0] ?? "?");
  image.style.setProperty("--size", `${size}px`);
  if (!source) image.style.setProperty("--hue", hue(name));
  return image;
}

/** The name that a message or a list shows for an account. */
export function nameOf(author) {
  return author.nick ?? author.global_name ?? author.username ?? author.name ?? "?";
}

function picture(author) {
  if (world.ids.has(author.id)) return `sandbox/avatars/${author.id}.svg`;
  if (sameOrigin(author.avatar)) return author.avatar;
  const twin = world.users.find((user) => user.name === nameOf(author));
  return twin ? `sandbox/avatars/${twin.id}.svg` : null;
}

/** The page loads nothing from elsewhere, so other addresses fall back to the initial. */
function sameOrigin(address) {
  if (!address || !URL.canParse(address, location.href) || !/[/:]/.test(address)) return false;
  return new URL(address, location.href).origin === location.origin;
}

function hue(name) {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
}
