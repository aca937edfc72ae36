// One region of the list: its elements, and what may be done to it by mouse.

import { make, makeButton, makeIcon, write } from "./elements.js";
import { FALLBACK, optionLabel } from "./pending.js";

function ruleText(row) {
  const label = row.rule && row.option.startsWith("*weights") ? row.rule : optionLabel(row.option);
  return row.chosen ? `${label}: ${row.chosen}` : label;
}

/** `act`: what the panel does: choose, rename, recolour, remove, duplicate, openMenu, drag; each takes the region's id. */
export class Row {
  constructor(id, act) {
    this.id = id;
    this.act = act;
    this.element = make("li", "sdp-row");
    this.element.dataset.region = id;
    this.number = make("span", "sdp-number");
    this.name = make("span", "sdp-name");
    this.rule = make("button", "sdp-rule");
    this.ruleLabel = make("span", "sdp-rule-label");
    this.figures = make("div", "sdp-figures");
    this.accuracy = make("span", "sdp-accuracy");
    this.holds = make("span", "sdp-holds");
    this.warning = make("div", "sdp-warning");
    this.buildHead();
    this.figures.append(this.accuracy, this.holds);
    const foot = make("div", "sdp-foot");
    foot.append(this.figures, ...this.tools());
    this.element.append(this.head, foot, this.warning);
    this.element.addEventListener("click", (event) => {
      if (!event.target.closest("input, button")) act.choose(id);
    });
  }

  get isFallback() {
    return this.id === FALLBACK;
  }

  buildHead() {
    this.head = make("div", "sdp-head");
    this.rule.type = "button";
    this.rule.setAttribute("aria-haspopup", "listbox");
    this.rule.append(this.ruleLabel, makeIcon("open"));
    this.rule.addEventListener("click", () => this.act.openMenu(this.id));
    if (this.isFallback) {
      this.head.append(make("span", "sdp-grip"), make("span", "sdp-number"), this.name, this.rule);
      return;
    }
    const grip = make("span", "sdp-grip");
    grip.append(makeIcon("grip"));
    grip.title = "Drag to change the priority (Alt+↑, Alt+↓)";
    grip.addEventListener("pointerdown", (event) => this.act.drag(this.id, event));
    this.colour = make("input", "sdp-colour");
    this.colour.type = "color";
    this.colour.addEventListener("change", () => this.act.recolour(this.id, this.colour.value));
    this.name.title = "Double click to rename (F2)";
    this.name.addEventListener("dblclick", () => this.rename());
    this.head.append(grip, this.number, this.colour, this.name, this.rule);
  }

  tools() {
    if (this.isFallback) return [];
    this.duplicate = makeButton("duplicate", "Duplicate (Ctrl+D)", () => this.act.duplicate(this.id));
    this.remove = makeButton("remove", "Delete (Delete key)", () => this.act.remove(this.id));
    return [this.duplicate, this.remove];
  }

  /** Swaps the name for a field until Enter, Escape, or the focus goes elsewhere. */
  rename() {
    if (this.isFallback || this.field) return;
    const field = make("input", "sdp-field");
    field.value = this.name.textContent;
    field.maxLength = 80;
    field.setAttribute("aria-label", "Name of the region");
    this.field = field;
    const end = (keep) => {
      if (!this.field) return;
      this.field = null;
      const text = field.value.trim();
      const hadFocus = field.contains(document.activeElement);
      field.replaceWith(this.name);
      if (keep && text && text !== this.name.textContent) this.act.rename(this.id, text);
      if (hadFocus) this.element.focus();
    };
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") end(false);
    });
    field.addEventListener("blur", () => end(true));
    this.name.replaceWith(field);
    field.focus();
    field.select();
  }

  update(data, row, position, { chosen, active }) {
    const name = this.isFallback ? "Everything else" : row.name;
    write(this.name, name);
    if (!this.isFallback) {
      write(this.number, String(position + 1));
      if (document.activeElement !== this.colour) this.colour.value = row.color;
      this.colour.setAttribute("aria-label", `Colour of ${name}`);
      this.duplicate.setAttribute("aria-label", `Duplicate ${name}`);
      this.remove.setAttribute("aria-label", `Delete ${name}`);
    }
    write(this.ruleLabel, ruleText(row));
    const where = this.isFallback ? FALLBACK : name;
    this.rule.title = `Rule of ${where}: ${row.option.startsWith("*own") ? row.rule : ruleText(row)}`;
    this.rule.setAttribute("aria-label", `Rule of ${where}`);
    write(this.accuracy, row.accuracy ?? "");
    write(this.holds, row.holds);
    const warnings = [row.few && "few references: any choice is a guess", row.torn && `most neighbours lie elsewhere (${row.torn} inside)`];
    write(this.warning, warnings.filter(Boolean).map((text) => `⚠ ${text}`).join(" · "));
    this.element.classList.toggle("sdp-chosen", chosen);
    this.element.classList.toggle("sdp-stale", Boolean(row.stale));
    if (chosen) this.element.setAttribute("aria-current", "true");
    else this.element.removeAttribute("aria-current");
    this.element.setAttribute("aria-label", this.isFallback ? name : `${position + 1}, ${name}`);
    this.element.tabIndex = active ? 0 : -1;
    for (const control of this.element.querySelectorAll("input, button")) control.tabIndex = active ? 0 : -1;
  }
}
