// A polygon drawn corner by corner: a click adds one; Enter, a double click or a click on the first closes it.

import { encloses } from "./geometry.js";

const CLOSING = 9; // pixels around the first corner
const DOUBLE = 350; // milliseconds between the clicks of a double click
const SAME = 4; // pixels between them

const apart = ([x0, y0], [x1, y1]) => Math.hypot(x1 - x0, y1 - y0);

export class ClickedCorners {
  /** `onProgress(panel, outline | null)` shows the corners so far; `onShape(panel, polygon)` ends them. Stage pixels. */
  constructor(onProgress, onShape) {
    this.onProgress = onProgress;
    this.onShape = onShape;
    this.path = [];
    this.panel = null;
    this.clickedAt = -Infinity;
  }

  get begun() {
    return this.path.length > 0;
  }

  add(panel, point, time) {
    const again = this.begun && apart(this.path[this.path.length - 1], point) <= SAME;
    const twice = again && time - this.clickedAt <= DOUBLE;
    this.clickedAt = time;
    const closing = this.path.length >= 3 && apart(this.path[0], point) <= CLOSING;
    if (twice || closing) return this.close();
    if (again) return;
    if (!this.begun) this.panel = panel;
    this.path.push(point);
    this.aim(point);
  }

  /** Shows where the next corner would be. */
  aim(point) {
    this.onProgress(this.panel, [...this.path, point]);
  }

  key({ key }) {
    if (!this.begun) return false;
    if (key === "Enter") this.close();
    else if (key === "Backspace") this.stepBack();
    else return false;
    return true;
  }

  stepBack() {
    if (this.path.length === 1) return this.cancel();
    this.path.pop();
    this.aim(this.path[this.path.length - 1]);
  }

  /** Ends the polygon; one that encloses nothing yet goes on. */
  close() {
    const { panel, path } = this;
    if (!encloses(path)) return;
    this.cancel();
    this.onShape(panel, path);
  }

  cancel() {
    if (this.begun) this.onProgress(this.panel, null);
    this.path = [];
    this.panel = null;
  }
}
