import { h } from "./dom.js";
import { translator } from "./texts.js";

const INTERVAL = 1000; // milliseconds between attempts

/** Fetches the server's state, however long that takes. `show(element)` gets a notice if the server does not respond. */
export async function connect(show = () => {}) {
  const t = translator(navigator.language);
  const again = h("button", { type: "button", class: "button primary" }, t("tryAgain"));
  const notice = h("div", { class: "starting", role: "alert" }, h("p", null, t("noServer")), again);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch("sandbox/state");
      if (response.ok) return await response.json();
    } catch {
      // not listening (yet)
    }
    if (attempt === 1) show(notice);
    await new Promise((resume) => {
      setTimeout(resume, INTERVAL);
      again.addEventListener("click", resume, { once: true });
    });
  }
}

/** The id of the channel with a name, if there is one. */
export function channelNamed(world, name) {
  return world.channels.find((channel) => channel.name === name)?.id;
}
