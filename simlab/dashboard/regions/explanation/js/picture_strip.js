// Pictures of references, in groups: a click takes one in hand, marked here at once and told to Python.

import { Outbox } from "../../../component/outbox.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

export class PictureStrip {
  constructor(root) {
    this.root = root;
    this.outbox = new Outbox((event) => this.setStateValue("event", event));
    this.shown = "";
    this.chosen = null;
    root.classList.add("slp");
    root.addEventListener("keydown", (event) => this.walk(event));
  }

  update({ groups, chosen, ack }) {
    this.outbox.acknowledge(ack);
    if (this.outbox.waiting.length === 0) this.chosen = chosen; // the reader's own choice holds until it is answered
    const content = JSON.stringify(groups);
    if (content !== this.shown) {
      this.shown = content;
      this.root.replaceChildren(...groups.map((group) => this.group(group)));
    }
    this.mark();
  }

  group({ title, note, pictures }) {
    const section = element("section", "slp-group");
    if (title) {
      const heading = element("div", "slp-title", title);
      if (note) heading.append(element("span", "slp-note", note));
      section.append(heading);
    }
    const row = element("div", "slp-row");
    row.append(...pictures.map((picture) => this.tile(picture)));
    section.append(row);
    return section;
  }

  tile({ row, id, url, caption, more }) {
    const button = element("button", "slp-tile");
    button.type = "button";
    button.dataset.row = row;
    button.title = [id, more].filter(Boolean).join("\n");
    button.setAttribute("aria-label", [id, caption, more].filter(Boolean).join(", "));
    button.addEventListener("click", () => this.take(row));
    const face = element("span", "slp-face", url ? "" : id);
    if (url) {
      const image = element("img", "slp-picture");
      image.src = url;
      image.alt = "";
      face.append(image);
    }
    button.append(face);
    if (caption) button.append(element("span", "slp-caption", caption));
    return button;
  }

  take(row) {
    this.chosen = row;
    this.mark();
    this.outbox.post({ kind: "take", reference: row });
  }

  mark() {
    for (const button of this.root.querySelectorAll(".slp-tile")) {
      button.setAttribute("aria-pressed", Number(button.dataset.row) === this.chosen);
    }
  }

  destroy() {
    this.outbox.close();
  }

  walk(event) {
    const step = STEPS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    const tiles = [...this.root.querySelectorAll(".slp-tile")];
    const next = tiles[tiles.indexOf(document.activeElement) + step];
    if (next) next.focus();
    event.preventDefault();
  }
}

function element(name, kind, text = "") {
  const made = document.createElement(name);
  made.className = kind;
  made.textContent = text;
  return made;
}
