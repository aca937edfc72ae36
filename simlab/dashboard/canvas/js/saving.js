// The button that saves what is on the map: as a picture (PNG, SVG), or the drawn values as a table (CSV).

import { htmlElement } from "./overlay.js";
import { pictureOf } from "./picture.js";
import { valueText } from "./colors.js";

const PNG_SCALE = 2;

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The words of the address that say what is shown: "demo · design drawn-well". */
function subject() {
  const asked = new URLSearchParams(location.search);
  const page = location.pathname.split("/").pop();
  const design = page === "regions" && asked.get("design");
  return { page, workspace: asked.get("workspace") ?? "simlab", design: design || null };
}

const fileName = (ending) => {
  const { page, workspace, design } = subject();
  const name = [workspace, design ?? page, "map"].join("-").replace(/[^\w.-]+/g, "-");
  return `${name}.${ending}`;
};

function svgBlob(element) {
  return new Blob([new XMLSerializer().serializeToString(element)], { type: "image/svg+xml" });
}

async function pngBlob({ element, width, height }) {
  const address = URL.createObjectURL(svgBlob(element));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width * PNG_SCALE, height * PNG_SCALE];
    const context = canvas.getContext("2d");
    context.scale(PNG_SCALE, PNG_SCALE);
    context.drawImage(image, 0, 0, width, height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}

const field = (value) => {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** One row a drawn point: id, image row, context, place, whether it is selected, and what each panel shows of it. */
export function drawnTable(view) {
  const { points, layers } = view;
  const mask = view.selectedMask();
  const number = (value) => (Number.isNaN(value) ? "" : Number(value.toPrecision(8)));
  const shown = ({ scale, categories }, value) => (
    Number.isNaN(value) ? "" : scale ? number(value) : valueText({ categories }, value)
  );
  const names = layers.panels.map(({ title, subtitle, scale }) => title || subtitle || scale?.title || "shown");
  const head = [
    "id", "image_row", ...(points.contexts ? ["context"] : []), "x", "y", ...(mask ? ["selected"] : []), ...names,
  ];
  const rows = Array.from({ length: points.count }, (_, i) => [
    points.labels[i], points.rows[i], ...(points.contexts ? [points.contexts[points.context[i]]] : []),
    number(points.x[i]), number(points.y[i]), ...(mask ? [mask[i]] : []),
    ...layers.panels.map((panel, p) => shown(panel, layers.values[p][i])),
  ]);
  return [head, ...rows].map((row) => row.map(field).join(",")).join("\n") + "\n";
}

const titleOf = (view) => {
  const { workspace, design } = subject();
  return [view.points.source || workspace, design && `design ${design}`].filter(Boolean).join(" · ");
};

const KINDS = {
  png: ["Picture (PNG)", async (view) => pngBlob(pictureOf(view, titleOf(view)))],
  svg: ["Drawing (SVG)", async (view) => svgBlob(pictureOf(view, titleOf(view)).element)],
  csv: ["Drawn values (CSV)", async (view) => new Blob([drawnTable(view)], { type: "text/csv" })],
};

export class SaveMenu {
  /** Puts a list behind `button`; `view` is the canvas that is saved. */
  constructor(button, view, signal) {
    this.list = htmlElement("div", "slc-menu");
    this.list.hidden = true;
    this.list.setAttribute("role", "menu");
    for (const [kind, [name, made]] of Object.entries(KINDS)) {
      const item = htmlElement("button", "slc-menu-item", name);
      item.type = "button";
      item.dataset.save = kind;
      item.setAttribute("role", "menuitem");
      item.addEventListener("click", async () => {
        this.show(false);
        if (view.points) download(await made(view), fileName(kind));
      });
      this.list.append(item);
    }
    this.button = button;
    button.setAttribute("aria-haspopup", "menu");
    button.parentElement.append(this.list);
    button.addEventListener("click", () => this.show(this.list.hidden));
    document.addEventListener("pointerdown", ({ target }) => {
      if (!this.list.contains(target) && !button.contains(target)) this.show(false);
    }, { signal });
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.show(false);
  }

  key(event) {
    if (event.key === "Escape") {
      event.stopPropagation(); // the selection on the map stays
      this.show(false);
      this.button.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const items = [...this.list.children];
      const step = event.key === "ArrowDown" ? 1 : -1;
      items[(items.indexOf(event.target) + step + items.length) % items.length].focus();
    }
  }

  show(open) {
    this.list.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.list.style.left = `${this.button.offsetLeft}px`;
    if (open) this.list.firstChild.focus();
  }
}
