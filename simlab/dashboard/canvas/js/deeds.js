// What the reader does on the map besides shaping: clicks, drawn shapes, Escape; told to Python as events.

import { markedMask } from "./marked.js";

export class Deeds {
  /** `canvas` answers to data, pending, points, projection, post, shaping, grips, hovering and selectedMask. */
  constructor(canvas) {
    this.canvas = canvas;
  }

  /**
   * Takes in hand what is at a pixel: an outline, else a point, else nothing; true when something was there.
   * `keep`: it was a press on the region in hand, which stays there.
   */
  clickAt(pixel, mode, keep = false) {
    const { grips, shaping, hovering, data } = this.canvas;
    const outline = grips.outlineAt(pixel);
    if (outline !== null && outline !== shaping.chosen && outline !== shaping.ghost) {
      shaping.choose(outline);
      return true;
    }
    const found = hovering.pointAt(pixel);
    if (found) this.clickPoint(found, mode);
    else if (data.purpose === "draw" && outline === null && !keep) this.letGo();
    return found !== null || outline !== null;
  }

  clickPoint({ i, panel }, mode) {
    const { points, data } = this.canvas;
    const place = [points.x[i], points.y[i]];
    const way = data.purpose === "draw" ? "replace" : mode; // one reference is in hand, several can be selected
    this.canvas.post({ kind: "click", panel, points: [place], reference: points.rows[i], mode: way });
  }

  /** Nothing is in hand any more, neither a region nor a reference. */
  letGo() {
    const { data, pending, points, shaping } = this.canvas;
    const marked = markedMask(data, pending, points)?.some(Boolean);
    if (shaping.letGo() || marked) this.clear();
    else this.canvas.refresh();
  }

  /** A shape in stage pixels is drawn. */
  shape(panel, pixels, tool, mode) {
    const { toData } = this.canvas.projection(panel);
    const points = pixels.map((pixel) => toData(pixel).map((value) => Number(value.toPrecision(9))));
    if (this.canvas.data.purpose === "draw") this.canvas.post({ kind: "region", panel, points, tool });
    else this.canvas.post({ kind: "select", panel, points, tool, mode });
  }

  clear() {
    this.canvas.post({ kind: "clear" });
  }

  escape() {
    const { points, shaping, data } = this.canvas;
    if (!points || shaping.escape()) return;
    if (data.purpose === "draw") this.letGo();
    else if (this.canvas.selectedMask()) this.clear();
  }
}
