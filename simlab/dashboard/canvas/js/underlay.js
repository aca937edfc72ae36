// Heat maps under the points: painted once, a pixel a cell, and stretched over the panels on every move.

import { pointColor } from "./colors.js";
import { drawUnderlayLegend } from "./legend.js";
import { clearedContext } from "./overlay.js";

const FAINT = 0.4; // of what rests on little

/** One small picture a map; row 0 of the cells is at the bottom of the map, that of a picture at its top. */
function paintedCells({ columns, panels, values, faint }) {
  const rows = faint.length / columns;
  return panels.map((panel, number) => {
    const picture = document.createElement("canvas");
    picture.width = columns;
    picture.height = rows;
    const context = picture.getContext("2d");
    for (let cell = 0; cell < faint.length; cell++) {
      const color = pointColor(panel, values[number][cell]);
      if (!color) continue;
      context.fillStyle = color;
      context.globalAlpha = faint[cell] ? FAINT : 1;
      context.fillRect(cell % columns, rows - 1 - Math.floor(cell / columns), 1, 1);
    }
    return picture;
  });
}

export class UnderlayLayer {
  /** Draws on a canvas that covers the stage, and explains itself in a legend. */
  constructor(canvas, legend) {
    this.canvas = canvas;
    this.legend = legend;
    this.data = null;
    this.pictures = [];
  }

  /** Takes what fetchUnderlay brought, or null for nothing; false when that was there already. */
  take(data) {
    if (data === this.data) return false;
    this.data = data;
    this.pictures = data ? paintedCells(data) : [];
    drawUnderlayLegend(this.legend, data);
    return true;
  }

  /** Draws the pictures where their cells lie now; `projectionOf` gives that of a panel. */
  draw(size, rectangles, projectionOf) {
    if (!this.data && this.blank) return; // a frame of panning costs less without it
    const context = clearedContext(this.canvas, size);
    this.blank = !this.data;
    if (!this.data) return;
    const [left, bottom, right, top] = this.data.extent;
    context.imageSmoothingEnabled = false; // colours between two cells would be values that nobody counted
    rectangles.forEach((rectangle, panel) => {
      const { toPixel } = projectionOf(panel);
      const [x0, y0] = toPixel([left, top]);
      const [x1, y1] = toPixel([right, bottom]);
      context.save();
      context.beginPath();
      context.roundRect(rectangle.left, rectangle.top, rectangle.width, rectangle.height, 6);
      context.clip();
      context.drawImage(this.pictures[this.pictures.length === 1 ? 0 : panel], x0, y0, x1 - x0, y1 - y0);
      context.restore();
    });
  }

  /** What lies under a pixel of a panel: {cell, frame: its window there, in pixels}; null where nothing is painted. */
  at(pixel, panel, { toData, toPixel }) {
    if (!this.data) return null;
    const { extent: [left, bottom, right, top], columns, faint, values, window: [width, height] } = this.data;
    const side = [(right - left) / columns, (top - bottom) / (faint.length / columns)];
    const [x, y] = toData(pixel);
    const [column, row] = [Math.floor((x - left) / side[0]), Math.floor((y - bottom) / side[1])];
    const cell = row * columns + column;
    if (column < 0 || column >= columns || row < 0 || cell >= faint.length) return null;
    if (values.every((map) => Number.isNaN(map[cell]))) return null;
    const [centreX, centreY] = [left + (column + 0.5) * side[0], bottom + (row + 0.5) * side[1]];
    const [x0, y0] = toPixel([centreX - width / 2, centreY + height / 2]);
    const [x1, y1] = toPixel([centreX + width / 2, centreY - height / 2]);
    return { cell, frame: within([x0, y0, x1, y1], panel) };
  }
}

/** What a panel shows of a box of left, top, right and bottom. */
function within([x0, y0, x1, y1], { left, top, width, height }) {
  return [Math.max(x0, left), Math.max(y0, top), Math.min(x1, left + width), Math.min(y1, top + height)];
}
