// Lasso, box and polygon under the pointer.

import { ClickedCorners } from "./clicked_corners.js";
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
const BY_CLICKS = "polygon";

/** What a stroke does to the selection: Shift adds to it, Alt takes away from it. */
export const modeOf = ({ shiftKey, altKey }) => (altKey ? "subtract" : shiftKey ? "add" : "replace");

export class Drawing {
  /**
   * Listens on the SVG layer. `rectangles()` are the panels now; `onProgress(panel, outline | null)` shows the
   * shape under the hand; `onShape(panel, polygon, tool, mode)` and `onClick(point, mode)` end it. Stage pixels.
   */
  constructor(svg, { rectangles, onProgress, onShape, onClick }) {
    this.svg = svg;
    this.rectangles = rectangles;
    this.onProgress = onProgress;
    this.onShape = onShape;
    this.onClick = onClick;
    this.tool = null;
    this.mode = "replace"; // of the shape that is being drawn
    this.stroke = null;
    this.corners = new ClickedCorners(onProgress, (panel, polygon) => onShape(panel, polygon, BY_CLICKS, this.mode));
    svg.addEventListener("pointerdown", (event) => this.start(event));
    svg.addEventListener("pointermove", (event) => this.extend(event));
    svg.addEventListener("pointerup", (event) => this.finish(event));
    svg.addEventListener("pointercancel", () => this.cancel());
    svg.addEventListener("wheel", (event) => this.passWheel(event), { passive: false });
  }

  /** 'lasso', 'box' or 'polygon'; null lets the pointer through to Plotly, which pans. */
  use(tool) {
    this.cancel();
    this.tool = tool;
    this.svg.style.pointerEvents = tool ? "all" : "none";
  }

  get busy() {
    return this.stroke !== null || this.corners.begun;
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
    if (!this.busy) this.mode = modeOf(event);
    if (this.tool === BY_CLICKS) {
      this.corners.add(panel, this.point(event, this.corners.panel ?? panel), event.timeStamp);
      return;
    }
    this.svg.setPointerCapture(event.pointerId);
    this.stroke = { panel, path: [point], pointer: event.pointerId, moved: false };
  }

  extend(event) {
    const stroke = this.stroke;
    if (this.corners.begun) this.corners.aim(this.point(event, this.corners.panel));
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
    const { tool, mode } = this;
    this.cancel();
    if (!stroke.moved) return this.onClick(stroke.path[0], mode);
    const polygon = polygonFromPath(TOOLS[tool].outline(stroke.path));
    if (polygon) this.onShape(stroke.panel, polygon, tool, mode);
  }

  cancel() {
    if (this.stroke) this.onProgress(this.stroke.panel, null);
    this.stroke = null;
    this.corners.cancel();
  }

  /** True when a key was meant for the polygon that is being drawn by clicks. */
  key(event) {
    return this.corners.key(event);
  }

  /** Scrolling zooms with any tool: the event goes on to the Plotly panel below. */
  passWheel(event) {
    event.preventDefault();
    if (this.busy) return;
    this.svg.style.pointerEvents = "none";
    const below = document.elementFromPoint(event.clientX, event.clientY);
    this.svg.style.pointerEvents = this.tool ? "all" : "none";
    below?.dispatchEvent(new WheelEvent(event.type, event));
  }
}
