import { fill, h, icon, iconButton } from "./dom.js";
import { formatSize } from "./extras.js";
import { toast } from "./toast.js";

/** The files to send with a message, and the button that chooses them. */
export class FileTray {
  list = [];
  #previews = []; // addresses of previews, to be freed

  constructor({ person, changed }) {
    Object.assign(this, { person, changed });
    this.picker = h("input", { type: "file", multiple: true, hidden: true, onchange: () => this.#picked() });
    this.control = iconButton("attach", "", () => this.picker.click());
    this.button = h("span", { class: "attach" }, this.control, this.picker);
    this.element = h("ul", { class: "files", hidden: true });
  }

  label() {
    const { t } = this.person();
    for (const name of ["title", "aria-label"]) this.control.setAttribute(name, t("attach"));
    this.#draw();
  }

  /** Adds files, except those that the server would refuse. */
  add(files) {
    const { world, t } = this.person();
    const fitting = files.filter((file) => file.size <= world.file_bytes);
    for (const { name } of files.filter((file) => file.size > world.file_bytes)) toast(t("fileTooLarge", { name, limit: formatSize(world.file_bytes) }), t);
    if (this.list.length + fitting.length > world.files) toast(t("tooManyFiles", { count: world.files }), t);
    this.list = [...this.list, ...fitting].slice(0, world.files);
    this.#draw();
    this.changed();
  }

  clear() {
    this.list = [];
    this.#draw();
  }

  #picked() {
    this.add([...this.picker.files]);
    this.picker.value = ""; // so that the same file can be chosen again
  }

  #draw() {
    for (const address of this.#previews) URL.revokeObjectURL(address);
    this.#previews = [];
    this.element.hidden = !this.list.length;
    this.element.setAttribute("aria-label", this.person().t("attached"));
    fill(this.element, this.list.map((file) => this.#chip(file)));
  }

  #chip(file) {
    const remove = () => {
      this.list = this.list.filter((one) => one !== file);
      this.#draw();
      this.changed();
      this.control.focus();
    };
    return h("li", null, this.#preview(file), h("span", { class: "file-name" }, file.name), h("small", null, formatSize(file.size)), iconButton("close", this.person().t("removeFile", { name: file.name }), remove));
  }

  #preview(file) {
    if (!/^image\/(?:png|jpeg|gif|webp)$/.test(file.type)) return icon("file");
    const src = URL.createObjectURL(file);
    this.#previews.push(src);
    return h("img", { src, alt: "" });
  }
}
