// The rules that a region can have, each with what the ensemble would be worth: hover to see, click to choose.

import { make, write } from "./elements.js";
import { optionLabel } from "./pending.js";

const HEADER = 56; // pixels of Streamlit's own line at the top, which lies over the page
const COLUMN = "[data-testid=stColumn]"; // the menu stays in it: beside and above it is what a rule is judged by
const MARKS = { up: "▲", down: "▼", same: "≈" };

export function showDirection(element, direction) {
  element.dataset.direction = direction ?? "";
}

/** A difference, marked so that colour is not the only channel. */
export function markedText({ said, direction }) {
  return direction ? `${MARKS[direction]} ${said}` : said;
}

/** `choose(region, key)`, `close(region)`: what the reader did. */
export class RuleMenu {
  constructor(root, { choose, close }) {
    this.root = root;
    this.onChoose = choose;
    this.onClose = close;
    this.element = make("div", "sdp-menu");
    this.element.hidden = true;
    this.preview = make("div", "sdp-preview");
    this.preview.setAttribute("aria-live", "polite");
    this.list = make("div", "sdp-options");
    this.list.setAttribute("role", "listbox");
    this.list.tabIndex = -1;
    this.note = make("div", "sdp-note");
    this.element.append(this.preview, this.list, this.note);
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.leave = (event) => {
      if (!this.element.contains(event.target) && !this.button.contains(event.target)) this.close();
    };
    root.append(this.element);
  }

  get isOpen() {
    return !this.element.hidden;
  }

  open(region, button, data, current) {
    this.region = region;
    this.button = button;
    this.current = current;
    this.keys = [...data.models, ...OPTIONS.map(([key]) => key)];
    this.list.setAttribute("aria-label", button.getAttribute("aria-label"));
    this.options = this.keys.map((key, index) => this.option(key, index));
    this.list.replaceChildren(...this.options.map(({ element }) => element));
    this.at = undefined;
    this.element.hidden = false;
    button.setAttribute("aria-expanded", "true");
    this.update(data);
    this.look(Math.max(0, this.keys.indexOf(current)));
    this.list.focus({ preventScroll: true });
    document.addEventListener("pointerdown", this.leave, true);
  }

  option(key, index) {
    const element = make("div", "sdp-option");
    element.id = `sdp-option-${index}`;
    element.setAttribute("role", "option");
    element.setAttribute("aria-label", optionLabel(key));
    element.setAttribute("aria-selected", String(key === this.current));
    const parts = { change: make("span", "sdp-change", "…"), worth: make("span", "sdp-worth") };
    element.append(make("span", "sdp-label", optionLabel(key)), parts.change, parts.worth);
    element.addEventListener("pointermove", () => this.look(index, false));
    element.addEventListener("click", () => this.choose(index));
    return { key, element, label: optionLabel(key), ...parts };
  }

  /** Figures, as soon as Python has sent those of this region. */
  update(data) {
    if (!this.isOpen) return;
    const known = data.menu?.region === this.region ? data.menu : null;
    this.outcomes = known?.outcomes ?? {};
    write(this.note, known?.note ?? "Computing what each rule would change …");
    for (const { key, change, worth } of this.options) {
      const found = this.outcomes[key];
      write(change, found ? markedText(found) : known ? "" : "…");
      showDirection(change, found?.direction);
      write(worth, found ? `${found.accuracy}${found.cross ? " cross-validated" : ""} · here ${found.inside}` : "");
    }
    if (this.at !== undefined) this.showPreview();
    this.place();
  }

  /** Below its button, or above where there is more room in the panel's column. */
  place() {
    const [base, at] = [this.root.getBoundingClientRect(), this.button.getBoundingClientRect()];
    const ceiling = Math.max(HEADER, this.root.closest(COLUMN)?.getBoundingClientRect().top ?? 0);
    const [below, above] = [innerHeight - at.bottom, at.top - ceiling];
    const up = below < 280 && above > below;
    this.element.style.top = up ? "auto" : `${at.bottom - base.top + 4}px`;
    this.element.style.bottom = up ? `${base.bottom - at.top + 4}px` : "auto";
    const rest = this.preview.offsetHeight + this.note.offsetHeight + 24;
    this.list.style.maxHeight = `${Math.max(130, Math.min(420, (up ? above : below) - rest))}px`;
    if (this.at !== undefined) this.options[this.at].element.scrollIntoView({ block: "nearest" });
  }

  look(index, scroll = true) {
    if (index === this.at && this.options[index].element.classList.contains("sdp-looked")) return;
    this.at = index;
    this.options.forEach(({ element }, i) => element.classList.toggle("sdp-looked", i === index));
    this.list.setAttribute("aria-activedescendant", this.options[index].element.id);
    if (scroll) this.options[index].element.scrollIntoView({ block: "nearest" });
    this.showPreview();
  }

  showPreview() {
    const { key, label } = this.options[this.at];
    const found = this.outcomes[key];
    this.preview.replaceChildren(make("span", "sdp-preview-what", `Ensemble with ${label}: `));
    const value = make("b", "sdp-preview-value", found ? found.accuracy : "…");
    const change = make("span", "sdp-change", found ? markedText(found) : "");
    showDirection(change, found?.direction);
    this.preview.append(value, change);
  }

  onKey(event) {
    const last = this.keys.length - 1;
    const to = { ArrowDown: Math.min(last, this.at + 1), ArrowUp: Math.max(0, this.at - 1), Home: 0, End: last }[event.key];
    const letter = event.key.length === 1 && !event.ctrlKey && !event.altKey && event.key !== " " ? event.key.toLowerCase() : "";
    event.stopPropagation();
    if (to !== undefined) this.look(to);
    else if (event.key === "Enter" || event.key === " ") this.choose(this.at);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Tab") return this.close();
    else if (letter) this.lookFor(letter);
    else return;
    event.preventDefault();
  }

  lookFor(letter) {
    const after = [...this.options.keys()].map((i) => (this.at + 1 + i) % this.options.length);
    const found = after.find((i) => this.options[i].label.toLowerCase().startsWith(letter));
    if (found !== undefined) this.look(found);
  }

  choose(index) {
    const { key } = this.options[index];
    this.hide();
    if (key === this.current) this.onClose(this.region);
    else this.onChoose(this.region, key);
  }

  close() {
    this.hide();
    this.onClose(this.region);
  }

  hide() {
    document.removeEventListener("pointerdown", this.leave, true);
    this.element.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    this.button.focus({ preventScroll: true });
  }
}
