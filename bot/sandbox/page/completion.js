import { fill, h } from "./dom.js";

/** The suggestions above the composer: commands, people, channels. `choose(item)` gets the chosen one. */
export class Completion {
  #items = [];
  #active = 0;

  constructor(input, choose) {
    this.input = input;
    this.choose = choose;
    this.element = h("div", { class: "completion", role: "listbox", id: `list-${input.id}`, hidden: true });
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.element.id);
    input.setAttribute("aria-expanded", "false");
  }

  get isOpen() {
    return this.#items.length > 0;
  }

  /** Shows items {title, detail, hint}; an empty list closes it. */
  show(items, label) {
    this.#items = items;
    this.#active = 0;
    this.element.hidden = items.length === 0;
    this.element.setAttribute("aria-label", label);
    this.input.setAttribute("aria-expanded", String(items.length > 0));
    fill(this.element, items.map((item, place) => this.#row(item, place)));
    this.#mark();
  }

  close() {
    if (this.isOpen) this.show([], "");
  }

  /** Handles a key press; true if the list used it. */
  key(event) {
    if (!this.isOpen) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.#active = (this.#active + step + this.#items.length) % this.#items.length;
      this.#mark();
    } else if (event.key === "Enter" || event.key === "Tab") this.choose(this.#items[this.#active]);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #row(item, place) {
    return h(
      "div",
      {
        role: "option",
        id: `${this.element.id}-${place}`,
        onpointerdown: (event) => event.preventDefault(), // keep the focus in the input
        onclick: () => this.choose(item),
      },
      h("b", null, item.title),
      item.detail && h("span", null, item.detail),
      item.hint && h("small", null, item.hint),
    );
  }

  #mark() {
    [...this.element.children].forEach((row, place) => {
      row.setAttribute("aria-selected", String(place === this.#active));
      if (place === this.#active) row.scrollIntoView({ block: "nearest" });
    });
    const active = this.isOpen ? `${this.element.id}-${this.#active}` : "";
    this.input.setAttribute("aria-activedescendant", active);
  }
}
