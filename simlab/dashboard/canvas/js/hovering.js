// What the pointer lies on: a point, marked in every panel; else a cell of the heat map.

import { Tooltip, nearestPoint, nearestPoints } from "./hover.js";
import { panelAt } from "./view.js";

const NEIGHBOURS = 8; // pictures asked for ahead of the pointer

export class Hovering {
  /** `canvas` answers to points, layers, sprites, desk, underlay, sight, drawing and diameter. */
  constructor(element, canvas) {
    this.canvas = canvas;
    this.tooltip = new Tooltip(element);
    this.pointer = null;
  }

  at(pixel) {
    const found = this.pointAt(pixel);
    if (!found) return this.place(pixel);
    this.pointer = pixel;
    const { i, panel } = found;
    const { points, layers, sprites, desk, sight } = this.canvas;
    const centres = sight.rectangles.map((_, each) => sight.projection(each).toPixel([points.x[i], points.y[i]]));
    this.tooltip.show(i, panel, centres, {
      points, layers, desk, sprite: sprites.image, diameter: this.canvas.diameter(i),
    });
    this.wantPictures(i);
  }

  /** Where no point is: what the heat map says there. */
  place(pixel) {
    const { sight, underlay } = this.canvas;
    const panel = panelAt(sight.rectangles, pixel);
    const found = panel < 0 ? null : underlay.at(pixel, sight.rectangles[panel], sight.projection(panel));
    if (!found) return this.leave();
    this.pointer = null;
    this.tooltip.showCell(found.cell, panel, pixel, found.frame, underlay.data);
  }

  /** The picture under the pointer first; once it is there, those that the pointer may go to next. */
  wantPictures(i) {
    const { desk, points } = this.canvas;
    if (!desk) return;
    const unknown = (j) => desk.picture(points.rows[j]) === undefined;
    const wanted = unknown(i) ? [i] : nearestPoints(points, i, NEIGHBOURS + 1).filter(unknown);
    desk.want(wanted.map((j) => points.rows[j]));
  }

  again() {
    if (this.pointer && !this.canvas.drawing.busy) this.at(this.pointer);
  }

  leave() {
    this.pointer = null;
    this.tooltip.hide();
  }

  /** {i, panel} of the point at a pixel, or null. */
  pointAt(pixel) {
    const { points, sight } = this.canvas;
    const panel = points ? panelAt(sight.rectangles, pixel) : -1;
    const i = panel < 0 ? -1 : nearestPoint(points, sight.projection(panel).toPixel, pixel);
    return i < 0 ? null : { i, panel };
  }
}
