// The panel: keeps its elements while Python's data changes, and sends what the reader does.

import { Outbox } from "../../component/outbox.js";
import { Comparisons } from "./comparisons.js";
import { Details } from "./details.js";
import { make, write } from "./elements.js";
import { FALLBACK, visibleState } from "./pending.js";
import { Row } from "./row.js";
import { dragRow } from "./row_drag.js";
import { RuleMenu } from "./rule_menu.js";

const ORDER = "First in priority on top: a reference belongs to the first region that contains it.";
const EMPTY = "No regions yet: draw one on the map with the lasso, the box or the polygon.";

export class PanelView {
  constructor(root) {
    this.root = root;
    this.outbox = new Outbox((event) => this.setStateValue("event", event));
    this.pending = [];
    this.rows = new Map();
    this.active = null; // the row that Tab comes to
    this.comparisons = new Comparisons((key) => this.post("against", { text: key }));
    this.details = new Details((kind, parts) => this.post(kind, parts));
    this.list = make("ol", "sdp-list");
    this.list.setAttribute("aria-label", "Regions, the first in priority on top");
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("focusin", (event) => this.onFocus(event));
    this.about = make("div", "sdp-about");
    root.replaceChildren(this.comparisons.element, this.about, this.list, this.details.element);
    root.classList.add("sdp");
    this.menu = new RuleMenu(root, {
      choose: (region, key) => this.post("rule", { region, text: key }),
      close: (region) => this.post("close-menu", { region }),
    });
    this.act = {
      choose: (id) => this.choose(id),
      rename: (id, text) => this.post("rename", { region: id, text }),
      recolour: (id, text) => this.post("recolour", { region: id, text }),
      duplicate: (id) => this.post("duplicate", { region: id }),
      remove: (id) => this.remove(id),
      openMenu: (id) => this.openMenu(id),
      drag: (id, event) => this.drag(id, event),
    };
  }

  post(kind, parts) {
    const seq = this.outbox.post({ kind, ...parts });
    this.pending.push({ seq, kind, ...parts });
    this.render();
  }

  update(data) {
    this.outbox.acknowledge(data.ack);
    this.pending = this.pending.filter(({ seq }) => this.outbox.has(seq));
    this.data = data;
    this.render();
  }

  render() {
    const { data } = this;
    this.state = visibleState(data, this.pending);
    const ids = this.state.rows.map(({ id }) => id);
    write(this.about, ids.length > 1 ? ORDER : EMPTY);
    if (!ids.includes(this.active)) this.active = ids[0];
    for (const [id, row] of this.rows) {
      if (ids.includes(id)) continue;
      row.element.remove();
      this.rows.delete(id);
    }
    this.state.rows.forEach((row, position) => {
      if (!this.rows.has(row.id)) this.rows.set(row.id, new Row(row.id, this.act));
      this.rows.get(row.id).update(data, row, position, { chosen: row.id === this.state.chosen, active: row.id === this.active });
    });
    this.sort(ids);
    this.root.dataset.theme = data.dark ? "dark" : "light";
    this.root.dataset.pending = String(this.pending.length);
    this.comparisons.update(data);
    this.details.update(data.details);
    if (this.menu.isOpen && !this.rows.has(this.menu.region)) this.menu.hide();
    this.menu.update(data);
  }

  /** Puts rows in order without touching those in place: an element that is moved loses the focus. */
  sort(ids) {
    const focused = this.list.contains(document.activeElement) ? document.activeElement : null;
    ids.forEach((id, position) => {
      const { element } = this.rows.get(id);
      if (this.list.children[position] !== element) this.list.insertBefore(element, this.list.children[position] ?? null);
    });
    if (focused && focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
  }

  onFocus(event) {
    const id = event.target.closest("li")?.dataset.region;
    if (!id || id === this.active) return;
    this.active = id;
    this.render();
  }

  choose(id) {
    this.rows.get(id).element.focus({ preventScroll: true });
    this.post("choose", { region: id === this.state.chosen ? null : id });
  }

  remove(id) {
    const ids = this.state.rows.map((row) => row.id);
    const next = ids[ids.indexOf(id) + 1];
    this.post("delete", { region: id });
    this.rows.get(next)?.element.focus({ preventScroll: true });
  }

  move(id, place) {
    const regions = this.state.rows.filter((row) => row.id !== FALLBACK);
    if (place < 0 || place >= regions.length || regions[place].id === id) return;
    this.post("move", { region: id, place });
  }

  drag(id, event) {
    const rows = this.state.rows.filter((row) => row.id !== FALLBACK).map((row) => this.rows.get(row.id));
    dragRow(this.list, rows, rows.findIndex((row) => row.id === id), event, (place) => this.move(id, place));
  }

  openMenu(id) {
    if (this.menu.isOpen) return this.menu.close();
    const row = this.state.rows.find((found) => found.id === id);
    this.menu.open(id, this.rows.get(id).rule, this.data, row.option);
    this.post("open-menu", { region: id });
  }

  onKey(event) {
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (event.target.matches("input.sdp-field")) return;
    if (command && (key === "z" || key === "y")) {
      this.post(key === "y" || event.shiftKey ? "redo" : "undo", {});
    } else if (event.target.matches("li")) {
      if (!this.onRowKey(event, event.target.dataset.region, command && key === "d")) return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Whether the key meant something. */
  onRowKey(event, id, duplicates) {
    const ids = this.state.rows.map((row) => row.id);
    const at = ids.indexOf(id);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && event.altKey && id !== FALLBACK) this.move(id, at + step);
    else if (step) this.rows.get(ids[at + step])?.element.focus();
    else if (event.key === "Home" || event.key === "End") this.rows.get(ids.at(event.key === "Home" ? 0 : -1)).element.focus();
    else if (event.key === "Enter" || event.key === " ") this.choose(id);
    else if (id === FALLBACK) return false;
    else if (event.key === "Delete") this.remove(id);
    else if (event.key === "F2") this.rows.get(id).rename();
    else if (duplicates) this.act.duplicate(id);
    else return false;
    return true;
  }

  destroy() {
    this.outbox.close();
    if (this.menu.isOpen) this.menu.hide();
  }
}
