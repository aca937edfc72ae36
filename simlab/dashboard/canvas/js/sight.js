// Where the panels stand on the stage and which part of the map they show; the points move with it.

import { Scatter } from "./scatter.js";
import { fittingView, panelRectangles, projection, rangesOf, viewOf } from "./view.js";

// Views outlive their canvas: who leaves a page and comes back looks at the same place.
const rememberedViews = new Map();

export class Sight {
  /** `onMove(during)` is called when the reader pans or zooms, and at its end with false. */
  constructor(parts, onMove) {
    this.parts = parts;
    this.onMove = onMove;
    this.rectangles = [];
    this.size = [0, 0];
    this.ranges = null;
  }

  /** Lays the panels out on the stage as large as it is now, and takes up the view that `key` names. */
  lay(key, points, panels) {
    const { clientWidth: width, clientHeight: height } = this.parts.stage;
    this.key = key;
    this.size = [width, height];
    this.rectangles = panelRectangles(panels.length, width, height, panels.some(({ title }) => title));
    let view = rememberedViews.get(key);
    if (!view || view.fitted) view = fittingView(points.x, points.y, this.rectangles[0]);
    rememberedViews.set(key, view);
    this.ranges = rangesOf(view, this.rectangles[0]);
  }

  get outgrown() {
    const { clientWidth: width, clientHeight: height } = this.parts.stage;
    return Boolean(this.scatter && width && height) && (width !== this.size[0] || height !== this.size[1]);
  }

  projection(panel) {
    return projection(this.ranges, this.rectangles[panel]);
  }

  async drawPoints(Plotly, { points, layers, muted }) {
    this.scatter ??= new Scatter(this.parts.plot, Plotly, (during) => this.moved(during));
    const { rectangles, ranges, size } = this;
    await this.still(() => this.scatter.draw({ points, layers, rectangles, ranges, size, muted }));
  }

  async movePoints() {
    await this.still(() => this.scatter.moveTo(this.rectangles, this.ranges, this.size));
  }

  /** Runs a movement of ours, which Plotly would report as the reader's. */
  async still(move) {
    this.moving = true;
    await move();
    this.moving = false;
  }

  moved(during) {
    if (this.moving) return;
    this.ranges = this.scatter.ranges();
    rememberedViews.set(this.key, viewOf(this.ranges, this.rectangles[0]));
    this.onMove(during);
  }

  /** The next lay() shows all points. */
  forget() {
    rememberedViews.delete(this.key);
  }

  destroy() {
    this.scatter?.destroy();
  }
}
