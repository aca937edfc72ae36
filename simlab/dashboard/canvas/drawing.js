// Lasso and box under the pointer. A later tool (polygon by clicks, vertex handles) is one more entry of TOOLS.

import { polygonFromPath } from "./geometry.js";
import { panelAt } from "./view.js";

/** Less movement than this, in pixels, is a click. */
export const CLICK = 4;

const TOOLS = {
  lasso: {
    extend: (path, point) => {
      const [x, y] = path[path.length - 1];
      return Math.hypot(point[0] - x, point[1] - y) >= 2 ? [...path, point] : path;
    },
    outline: (path) => path,
  },
  box: {
    extend: ([start], point) => [start, point],
    outline: ([[x0, y0], [x1, y1] = [x0, y0]]) => [[x0, y0], [x1, y0], [x1, y1], [x0, y1]],
  },
};

export class Drawing {
  /**
   * Listens on the SVG layer. `rectangles()` are the panels now; `onProgress(panel, outline | null)` shows the
   * shape under the hand; `onShape(panel, polygon, tool)` and `onClick(panel, point)` end it. Stage pixels.
   */
  constructor(svg, { rectangles, onProgress, onShape, onClick }) {
    this.svg = svg;
    this.rectangles = rectangles;
    this.onProgress = onProgress;
    this.onShape = onShape;
    this.onClick = onClick;
    this.tool = null;
    this.stroke = null;
    svg.addEventListener("pointerdown", (event) => this.start(event));
    svg.addEventListener("pointermove", (event) => this.extend(event));
    svg.addEventListener("pointerup", (event) => this.finish(event));
    svg.addEventListener("pointercancel", () => this.cancel());
    svg.addEventListener("wheel", (event) => this.passWheel(event), { passive: false });
  }

  /** 'lasso' or 'box'; null lets the pointer through to Plotly, which pans. */
  use(tool) {
    this.cancel();
    this.tool = tool;
    this.svg.style.pointerEvents = tool ? "all" : "none";
  }

  get busy() {
    return this.stroke !== null;
  }

  point(event, panel) {
    const { left, top } = this.svg.getBoundingClientRect();
    const point = [event.clientX - left, event.clientY - top];
    if (panel === undefined) return point;
    const area = this.rectangles()[panel];
    return [
      Math.max(area.left, Math.min(area.left + area.width, point[0])),
      Math.max(area.top, Math.min(area.top + area.height, point[1])),
    ];
  }

  start(event) {
    if (!this.tool || event.button !== 0 || this.stroke) return;
    const point = this.point(event);
    const panel = panelAt(this.rectangles(), point);
    if (panel < 0) return;
    event.preventDefault(); // no text selection while drawing
    this.svg.setPointerCapture(event.pointerId);
    this.stroke = { panel, path: [point], pointer: event.pointerId, moved: false };
  }

  extend(event) {
    const stroke = this.stroke;
    if (!stroke || event.pointerId !== stroke.pointer) return;
    const point = this.point(event, stroke.panel);
    stroke.moved ||= Math.hypot(point[0] - stroke.path[0][0], point[1] - stroke.path[0][1]) >= CLICK;
    stroke.path = TOOLS[this.tool].extend(stroke.path, point);
    if (stroke.moved) this.onProgress(stroke.panel, TOOLS[this.tool].outline(stroke.path));
  }

  finish(event) {
    const stroke = this.stroke;
    if (!stroke || event.pointerId !== stroke.pointer) return;
    this.extend(event);
    const { tool } = this;
    this.cancel();
    if (!stroke.moved) return this.onClick(stroke.panel, stroke.path[0]);
    const polygon = polygonFromPath(TOOLS[tool].outline(stroke.path));
    if (polygon) this.onShape(stroke.panel, polygon, tool);
  }

  cancel() {
    if (this.stroke) this.onProgress(this.stroke.panel, null);
    this.stroke = null;
  }

  /** Scrolling zooms with any tool: the event goes on to the Plotly panel below. */
  passWheel(event) {
    event.preventDefault();
    if (this.stroke) return;
    this.svg.style.pointerEvents = "none";
    const below = document.elementFromPoint(event.clientX, event.clientY);
    this.svg.style.pointerEvents = this.tool ? "all" : "none";
    below?.dispatchEvent(new WheelEvent(event.type, event));
  }
}
