// What lies around the points, drawn again when the map moves or something changes: heat maps, regions, marked points.

import { pointColor } from "./colors.js";
import { drawMarked, markedMask } from "./marked.js";
import { drawFills, drawRegions } from "./outlines.js";
import { drawFrames, drawPath, layRegionPanels, slide } from "./overlay.js";

const sameLength = (one, other) => Math.abs(one[1] - one[0] - (other[1] - other[0])) <= 1e-9 * Math.abs(one[1] - one[0]);

export class Above {
  /** `canvas` answers to sight, shaping, shapes, layers, points, data, pending, underlay, diameter, root and parts. */
  constructor(canvas) {
    this.canvas = canvas;
    this.groups = null; // one SVG group a panel
  }

  lay() {
    const { parts, sight, layers, points } = this.canvas;
    drawFrames(parts.frames, sight.rectangles, layers.panels, points.axes);
    this.groups = layRegionPanels(parts.svg, sight.rectangles);
    this.fills = layRegionPanels(parts.fills, sight.rectangles);
  }

  drawSoon() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.canvas.refresh();
    });
  }

  draw() {
    const { shaping, sight, data } = this.canvas;
    const shapes = this.canvas.shapes();
    const ghosts = shapes.filter(({ offered }) => offered);
    this.drawnAt = sight.ranges;
    this.groups.forEach((group, panel) => {
      const drawing = group.querySelector(".slc-drawing");
      const { toPixel } = sight.projection(panel);
      drawFills(this.fills[panel], shapes, toPixel);
      drawRegions(group, shapes, toPixel, sight.rectangles[panel], {
        single: this.groups.length === 1, named: this.groups.length === 1 || data.purpose === "draw",
      });
      shaping.draw(group, toPixel, shapes);
      if (drawing) group.append(drawing);
      this.slideTo(panel);
    });
    this.say(shaping.hint(shapes.filter(({ style }) => style === "kept"), ghosts));
    this.drawCanvases();
  }

  /** What the hand can do now, above the map, where it is in sight on a low screen too. */
  say(hint) {
    const { say } = this.canvas.parts;
    if (hint !== say.textContent) say.textContent = hint;
  }

  /** After a step of panning what is in SVG only slides: drawing it again would cost frames. */
  follow() {
    const { ranges } = this.canvas.sight;
    const slid = this.drawnAt && sameLength(this.drawnAt.x, ranges.x) && sameLength(this.drawnAt.y, ranges.y);
    if (!slid) return this.drawSoon();
    this.groups.forEach((_, panel) => this.slideTo(panel));
    this.drawCanvases();
  }

  slideTo(panel) {
    const { sight } = this.canvas;
    const [x, y] = sight.projection(panel).toPixel([this.drawnAt.x[0], this.drawnAt.y[1]]);
    for (const group of [this.groups[panel], this.fills[panel]]) slide(group, sight.rectangles[panel], [x, y]);
  }

  drawCanvases() {
    const { sight, underlay, data, pending, points, layers, parts, root } = this.canvas;
    underlay.draw(sight.size, sight.rectangles, (panel) => sight.projection(panel));
    const mask = markedMask(data, pending, points);
    if (!mask && this.unmarked) return;
    this.unmarked = !mask;
    const style = mask && getComputedStyle(root);
    drawMarked(parts.selected, {
      size: sight.size,
      mask,
      points,
      veil: data.purpose === "select" && style?.getPropertyValue("--slc-paper"),
      ink: style?.getPropertyValue("--slc-ink"),
      panels: sight.rectangles.map((rectangle, panel) => ({
        rectangle,
        toPixel: sight.projection(panel).toPixel,
        colorOf: (i) => pointColor(layers.panels[panel], layers.values[panel][i]),
        diameterOf: (i) => this.canvas.diameter(i),
      })),
    });
  }

  progress(panel, outline) {
    if (this.groups) drawPath(this.groups[panel], outline, true);
  }

  destroy() {
    cancelAnimationFrame(this.frame);
  }
}
