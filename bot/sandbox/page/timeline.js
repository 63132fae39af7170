import { fill, h, icon } from "./dom.js";

const WINDOW_RADIUS = 80; // messages rendered on each side of the reader; the rest stay out of the document
const EDGE_DISTANCE = 500; // pixels from an edge at which more are rendered
const END_DISTANCE = 60; // pixels from the end that still count as being at the end

/**
 * The scrolling list of a channel. It renders a bounded window around the reader and follows the end while the
 * reader is there. `draw(message, previous)` creates an element; `shape(message, previous)` returns how `previous`
 * affects it, so that unchanged elements are kept.
 */
export class Timeline {
  #drawn = new Map();
  #follow = true;
  #anchor = null;
  #frame = 0;
  #unseen = 0;
  #log = null;
  #window = { from: 0, to: 0, atEnd: true }; // what is currently rendered

  constructor({ draw, shape, beginning, older, failed, redrawn }) {
    Object.assign(this, { draw, shape, beginning, older, failed, redrawn });
    this.list = h("ol", { class: "timeline", tabindex: "0", onkeydown: (event) => this.#walk(event) });
    this.jumper = h("button", { type: "button", class: "jumper", hidden: true, onclick: () => this.toEnd() });
    this.element = h("div", { class: "stage" }, this.list, this.jumper);
    this.list.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // Pictures have no size until they are loaded.
    this.list.addEventListener("load", () => this.#follow && this.#bottom(), { capture: true });
    new ResizeObserver(() => this.#follow && this.#bottom()).observe(this.list);
  }

  /** Shows the end of a channel's log. */
  show(log, person) {
    this.#log = log;
    this.person = person;
    this.#drawn.clear();
    this.list.replaceChildren();
    this.list.setAttribute("aria-label", person.t("messages"));
    this.toEnd();
  }

  /** Draws everything again, such as when names have changed. */
  redraw() {
    this.#drawn.clear();
    this.sync();
  }

  toEnd() {
    this.#follow = true;
    this.#unseen = 0;
    this.sync();
  }

  /** Renders changes, at most once per frame. */
  touch(fresh) {
    if (fresh && !this.#follow) this.#unseen += 1;
    this.#frame ||= requestAnimationFrame(() => this.sync());
  }

  /** Scrolls to a message and highlights it briefly; false if it is not loaded. */
  jump(id) {
    if (!this.#log.find(id)) return false;
    this.#follow = false;
    this.#anchor = id;
    this.sync();
    const node = this.#drawn.get(id).node;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("flash");
    void node.offsetWidth; // restarts the animation
    node.classList.add("flash");
    node.focus({ preventScroll: true });
    return true;
  }

  sync() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (!this.#log) return;
    const { messages } = this.#log;
    const middle = this.#follow || !this.#anchor ? messages.length : this.#log.index(this.#anchor);
    const from = Math.max(0, middle - WINDOW_RADIUS);
    const to = Math.min(messages.length, middle + WINDOW_RADIUS);
    const mark = this.#follow ? null : this.#mark();
    this.#log.held = !this.#follow;
    this.#window = { from, to, atEnd: to === messages.length };
    this.#place(messages, from, to);
    if (mark) this.#restore(mark);
    else this.#bottom();
    this.#showJumper();
    if (from === 0 && !this.#log.complete && this.#log.loaded && this.list.scrollTop < EDGE_DISTANCE) this.#loadOlder();
  }

  #place(messages, from, to) {
    const kept = new Map();
    const nodes = from === 0 && this.#log.complete ? [this.#head()] : [];
    for (let index = from; index < to; index += 1) {
      const message = messages[index];
      const form = this.shape(message, messages[index - 1]);
      let drawn = this.#drawn.get(message.id);
      if (drawn?.message !== message || drawn.form !== form) drawn = this.#redraw(drawn, message, messages[index - 1], form);
      kept.set(message.id, drawn);
      nodes.push(drawn.node);
    }
    this.#drawn = kept;
    const wanted = new Set(nodes);
    for (const node of [...this.list.children]) if (!wanted.has(node)) node.remove();
    let cursor = this.list.firstChild;
    for (const node of nodes) {
      if (node === cursor) cursor = cursor.nextSibling;
      else this.list.insertBefore(node, cursor);
    }
  }

  #redraw(old, message, previous, form) {
    const node = this.draw(message, previous, form);
    const focused = old?.node.contains(document.activeElement);
    if (old) {
      old.node.replaceWith(node);
      this.redrawn(old.node, node, message);
    }
    if (focused) node.focus({ preventScroll: true });
    return { node, message, form };
  }

  #head() {
    if (this.headFor?.log !== this.#log) this.headFor = { log: this.#log, node: this.beginning() };
    return this.headFor.node;
  }

  #mark() {
    const top = this.list.getBoundingClientRect().top;
    for (const node of this.list.children) {
      const box = node.getBoundingClientRect();
      if (node.dataset.id && box.bottom > top) return { id: node.dataset.id, offset: box.top - top };
    }
    return null;
  }

  #restore({ id, offset }) {
    const node = this.#drawn.get(id)?.node;
    if (!node) return;
    const now = node.getBoundingClientRect().top - this.list.getBoundingClientRect().top;
    if (now !== offset) this.list.scrollTop += now - offset;
  }

  #bottom() {
    this.list.scrollTop = this.list.scrollHeight;
  }

  #scrolled() {
    if (!this.#log) return;
    const { scrollTop, scrollHeight, clientHeight } = this.list;
    const below = scrollHeight - scrollTop - clientHeight;
    const { from, atEnd } = this.#window;
    const follow = atEnd && below < END_DISTANCE;
    if (follow) {
      this.#unseen = 0;
      if (!this.#follow) this.#follow = true;
      this.#showJumper();
      return;
    }
    this.#follow = false;
    this.#anchor = this.#mark()?.id ?? this.#anchor;
    if ((scrollTop < EDGE_DISTANCE && (from > 0 || !this.#log.complete)) || (below < EDGE_DISTANCE && !atEnd)) this.sync();
    else this.#showJumper();
  }

  #loadOlder() {
    if (this.loading) return;
    this.loading = true;
    this.list.setAttribute("aria-busy", "true");
    this.older()
      .catch(this.failed)
      .finally(() => {
        this.loading = false;
        this.list.removeAttribute("aria-busy");
      });
  }

  #showJumper() {
    this.jumper.hidden = this.#follow;
    if (this.#follow) return;
    const words = this.#unseen ? this.person.t("unseen", { count: this.#unseen }) : this.person.t("toEnd");
    fill(this.jumper, words, icon("down"));
  }

  /** Arrow keys move between messages. */
  #walk(event) {
    if (!["ArrowUp", "ArrowDown"].includes(event.key) || !event.target.matches("ol, li")) return;
    const rows = [...this.list.querySelectorAll("li[data-id]")];
    const place = rows.indexOf(event.target);
    const next = place < 0 ? rows.at(-1) : rows[place + (event.key === "ArrowUp" ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
}
