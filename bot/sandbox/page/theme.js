import { recall, remember } from "./memory.js";

const KEY = "qiao-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

/** Light or dark: the system's setting until the visitor chooses. */
export const theme = {
  /** Applies the choice; `changed()` is called when the system's setting changes. Returns what stops that. */
  start(changed) {
    const chosen = recall(KEY);
    if (chosen) document.documentElement.dataset.theme = chosen;
    system.addEventListener("change", changed);
    return () => system.removeEventListener("change", changed);
  },

  isDark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : system.matches;
  },

  toggle() {
    const next = theme.isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    remember(KEY, next);
  },
};
