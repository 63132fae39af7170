import { h } from "./dom.js";

let world = null;

/** Sets the users whose avatars the server provides. */
export function setUsers(state) {
  world = { ids: new Set(state.users.map((user) => user.id)), users: state.users, bot: state.bot.id };
}

/** A user's avatar, Qiao's logo, or an initial on a color if the server has no avatar. */
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

/** The display name of an account. */
export function nameOf(author) {
  return author.nick ?? author.global_name ?? author.username ?? author.name ?? "?";
}

function picture(author) {
  if (world.ids.has(author.id)) return `sandbox/avatars/${author.id}.svg`;
  if (sameOrigin(author.avatar)) return author.avatar;
  const twin = world.users.find((user) => user.name === nameOf(author));
  return twin ? `sandbox/avatars/${twin.id}.svg` : null;
}

/** The page loads nothing from other origins, so other URLs fall back to the initial. */
function sameOrigin(address) {
  if (!address || !URL.canParse(address, location.href) || !/[/:]/.test(address)) return false;
  return new URL(address, location.href).origin === location.origin;
}

function hue(name) {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
}
