// What is under the pointer: the nearest point, and a tooltip with its picture. Plain search over at most
// 20,000 points takes well under a millisecond, and works while Plotly's layer is covered.

import { valueText } from "./colors.js";
import { htmlElement } from "./overlay.js";

const REACH = 12; // pixels from the pointer to a point's centre
const MOST_PANELS = 12; // values listed in one tooltip

/** Index of the point nearest to a pixel within reach, or -1. */
export function nearestPoint(points, toPixel, [px, py]) {
  let nearest = -1;
  let distance = REACH * REACH;
  const [x0, y0] = toPixel([0, 0]);
  const [x1, y1] = toPixel([1, 1]);
  for (let i = 0; i < points.count; i++) {
    const dx = x0 + points.x[i] * (x1 - x0) - px;
    const dy = y0 + points.y[i] * (y1 - y0) - py;
    const d = dx * dx + dy * dy;
    if (d <= distance) {
      distance = d;
      nearest = i;
    }
  }
  return nearest;
}

/** Indices of the `count` points nearest to a point on the map, itself among them. */
export function nearestPoints(points, i, count) {
  const apart = Array.from(points.x, (x, j) => [(x - points.x[i]) ** 2 + (points.y[j] - points.y[i]) ** 2, j]);
  return apart.sort(([a], [b]) => a - b).slice(0, count).map(([, j]) => j);
}

/** A picture by its address; room for one that is being made; nothing where there is none. */
function askedPicture(address) {
  if (address === null) return null;
  const picture = htmlElement(address ? "img" : "div", "slc-card-picture");
  if (address) picture.src = address;
  return picture;
}

function valueRow(name, meta, value, current) {
  const row = htmlElement("div", current ? "slc-card-current" : "");
  row.append(htmlElement("span", "", name), htmlElement("span", "slc-card-value", valueText(meta, value)));
  return row;
}

function valueTable(rows) {
  const table = htmlElement("div", "slc-card-values");
  table.append(...rows);
  return table;
}

export class Tooltip {
  constructor(element) {
    this.element = element;
    this.rings = [element.querySelector(".slc-ring")];
    this.window = element.querySelector(".slc-window");
    this.card = element.querySelector(".slc-card");
    this.shown = null;
  }

  /**
   * Shows point i of a panel, and where it lies in all: `centres`, stage pixels. `sprite` is an ImageBitmap or null,
   * `desk` a PictureDesk or null.
   */
  show(i, panel, centres, { points, layers, sprite, desk, diameter }) {
    const shown = `${i}/${panel}/${desk?.picture(points.rows[i]) !== undefined}`;
    if (this.shown !== shown) this.fill(i, panel, { points, layers, sprite, desk });
    this.appear(shown, "rings");
    this.ringAround(centres, diameter + 6);
    this.place(...centres[panel], diameter);
  }

  ringAround(centres, side) {
    while (this.rings.length < centres.length) {
      this.rings.push(htmlElement("div", "slc-ring"));
      this.element.prepend(this.rings[this.rings.length - 1]);
    }
    this.rings.forEach((ring, panel) => {
      ring.hidden = panel >= centres.length;
      if (ring.hidden) return;
      const [x, y] = centres[panel];
      Object.assign(ring.style, {
        left: `${x - side / 2}px`, top: `${y - side / 2}px`, width: `${side}px`, height: `${side}px`,
      });
    });
  }

  /** Shows what a cell of the underlay says; `frame` is the window that it speaks of, in stage pixels. */
  showCell(cell, panel, pixel, frame, underlay) {
    const shown = `cell ${cell}/${panel}/${underlay.title}`;
    if (this.shown !== shown) this.fillCell(cell, panel, underlay);
    this.appear(shown, "window");
    const [left, top, right, bottom] = frame;
    Object.assign(this.window.style, {
      left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px`,
    });
    this.place(...pixel, 12);
  }

  appear(shown, marks) {
    this.shown = shown;
    this.element.hidden = false;
    this.window.hidden = marks !== "window";
    if (marks === "window") for (const ring of this.rings) ring.hidden = true;
  }

  hide() {
    this.element.hidden = true;
    this.shown = null;
  }

  fillCell(cell, panel, { title, panels, values, facts }) {
    const text = htmlElement("div", "slc-card-text");
    text.append(htmlElement("div", "slc-card-name", `${title} in this window`));
    const several = panels.length > 1;
    const maps = panels.map((meta, number) => (
      valueRow(meta.title, meta, values[number][cell], several && number === panel)
    ));
    const rest = facts.map((meta) => valueRow(meta.title, meta, meta.values[cell], false));
    text.append(valueTable([...maps.slice(0, MOST_PANELS), ...rest]));
    this.card.replaceChildren(text);
  }

  fill(i, panel, { points, layers, sprite, desk }) {
    this.card.replaceChildren();
    let picture = null;
    if (points.sprite && sprite) picture = this.picture(points.sprite, points.spriteTile[i], sprite);
    else if (desk) picture = askedPicture(desk.picture(points.rows[i]));
    if (picture) this.card.append(picture);
    const text = htmlElement("div", "slc-card-text");
    text.append(htmlElement("div", "slc-card-name", points.labels[i]));
    if (points.contexts) text.append(htmlElement("div", "slc-card-context", points.contexts[points.context[i]]));
    const several = layers.panels.length > 1;
    text.append(valueTable(layers.panels.slice(0, MOST_PANELS).map((meta, p) => (
      valueRow(meta.title || meta.scale?.title || "value", meta, layers.values[p][i], several && p === panel)
    ))));
    if (points.hover?.[i]) text.append(htmlElement("div", "slc-card-line", points.hover[i]));
    this.card.append(text);
  }

  picture({ tile, columns }, index, sprite) {
    if (index < 0) return null;
    const canvas = htmlElement("canvas", "slc-card-picture");
    canvas.width = canvas.height = tile;
    const [left, top] = [(index % columns) * tile, Math.floor(index / columns) * tile];
    canvas.getContext("2d").drawImage(sprite, left, top, tile, tile, 0, 0, tile, tile);
    return canvas;
  }

  /** Right of the point and below it, turned to the other side where the window ends. */
  place(px, py, diameter) {
    const stage = this.element.parentElement.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.card;
    const gap = diameter / 2 + 10;
    const [pageX, pageY] = [stage.left + px, stage.top + py];
    const right = pageX + gap + width <= window.innerWidth - 8;
    const x = right ? pageX + gap : pageX - gap - width;
    const y = Math.min(pageY + gap, window.innerHeight - height - 8);
    this.card.style.left = `${Math.max(8, x) - stage.left}px`;
    this.card.style.top = `${Math.max(8, y) - stage.top}px`;
  }
}
