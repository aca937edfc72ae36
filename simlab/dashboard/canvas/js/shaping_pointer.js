// The region in hand under the pointer: what a press takes hold of, how a drag shapes it, what a click chooses.

import { CLICK } from "./drawing.js";
import { pointsInside } from "./geometry.js";
import { gripAt, isOnOutline } from "./region_edits.js";
import { panelAt } from "./view.js";

const NEAR_NAME = 2; // pixels

export class ShapingPointer {
  /** `canvas` answers to sight, keptRegions, ghosts, deeds, refresh, refreshSoon, post and tool. */
  constructor(stage, shaping, canvas) {
    this.stage = stage;
    this.shaping = shaping;
    this.canvas = canvas;
  }

  /** {grip, panel} of the region in hand under a pixel, or null. */
  gripUnder(pixel) {
    const { shaping, canvas } = this;
    const panel = panelAt(canvas.sight.rectangles, pixel);
    const region = shaping.hasGrips && panel >= 0 ? shaping.region() : null;
    if (!region) return null;
    const { toPixel, toData } = canvas.sight.projection(panel);
    let grip = gripAt(region.polygon.map(toPixel), pixel);
    if (!grip && canvas.tool === "pan") { // a drawing tool goes on drawing there
      const [x, y] = toData(pixel);
      if (pointsInside([x], [y], region.polygon)[0]) grip = { part: "inside" };
    }
    return grip && { grip, panel };
  }

  /** True when the press takes hold of the region in hand. */
  press(event, pixel) {
    const { shaping } = this;
    if (shaping.hold || event.button !== 0) return shaping.hold !== null;
    const found = this.gripUnder(pixel);
    if (!found) return false;
    shaping.settle();
    const { polygon } = shaping.region();
    shaping.hold = { ...found, polygon, start: pixel, pointer: event.pointerId, remove: event.altKey, moved: false };
    this.stage.setPointerCapture(event.pointerId);
    return true;
  }

  drag(event, pixel) {
    const { shaping } = this;
    const { hold } = shaping;
    if (!hold || event.pointerId !== hold.pointer) return;
    hold.moved ||= Math.hypot(pixel[0] - hold.start[0], pixel[1] - hold.start[1]) >= CLICK;
    if (!hold.moved) return;
    shaping.live = this.editTo(hold, pixel);
    shaping.corner = { corner: hold.grip.index, middle: hold.grip.index + 1 }[hold.grip.part] ?? null;
    this.canvas.refreshSoon();
  }

  editTo({ grip: { part, index }, panel, polygon, start }, [px, py]) {
    const { shaping, canvas: { sight } } = this;
    const { toData } = sight.projection(panel);
    const { left, top, width, height } = sight.rectangles[panel];
    const within = [Math.max(left, Math.min(left + width, px)), Math.max(top, Math.min(top + height, py))];
    const [place, from] = [toData(within), toData(start)];
    if (part === "corner") return shaping.edit("move-vertex", panel, [place], polygon, index);
    if (part === "middle") return shaping.edit("add-vertex", panel, [place], polygon, index);
    return shaping.edit("move-region", panel, [[place[0] - from[0], place[1] - from[1]]], polygon);
  }

  release(event, pixel) {
    const { shaping, canvas } = this;
    const { hold } = shaping;
    if (!hold || event.pointerId !== hold.pointer) return;
    this.drag(event, pixel);
    shaping.hold = null;
    if (hold.moved) return shaping.settle();
    const { grip: { part, index }, panel, polygon } = hold;
    if (part === "corner" && hold.remove) shaping.removeCorner(index, panel);
    else if (part === "corner") shaping.corner = index;
    else if (part === "middle") {
      const [[x0, y0], [x1, y1]] = [polygon[index], polygon[(index + 1) % polygon.length]];
      shaping.corner = index + 1;
      canvas.post(shaping.edit("add-vertex", panel, [[(x0 + x1) / 2, (y0 + y1) / 2]], polygon, index));
    } else canvas.deeds.clickAt(pixel, "replace", true);
    canvas.refresh();
  }

  /** What the pointer would do at a pixel, for its shape: part of a grip, 'pick' for another outline, or "". */
  meant(pixel) {
    return this.gripUnder(pixel)?.grip.part ?? (this.outlineAt(pixel) === null ? "" : "pick");
  }

  /** Number and name of the region or suggestion whose outline or name is at a pixel; the map may show less of it. */
  nameUnder(pixel) {
    const id = this.outlineAt(pixel);
    const shape = [...this.canvas.keptRegions(), ...this.canvas.ghosts()].find((found) => found.id === id);
    return shape ? [shape.number, shape.name].filter(Boolean).join(" ") : "";
  }

  /** The id of the region or suggestion whose outline or name is at a pixel, or null. */
  outlineAt(pixel) {
    const { canvas, stage } = this;
    const panel = this.shaping.hasGrips ? panelAt(canvas.sight.rectangles, pixel) : -1;
    if (panel < 0) return null;
    const { left, top } = stage.getBoundingClientRect();
    const [x, y] = [pixel[0] + left, pixel[1] + top];
    const named = Array.from(stage.querySelectorAll(".slc-region-name[data-region]")).find((name) => {
      const box = name.getBoundingClientRect();
      return x >= box.left - NEAR_NAME && x <= box.right + NEAR_NAME && y >= box.top && y <= box.bottom;
    });
    const { toPixel } = canvas.sight.projection(panel);
    const shapes = [...canvas.keptRegions(), ...canvas.ghosts()];
    const outlined = shapes.find(({ polygon }) => isOnOutline(polygon.map(toPixel), pixel));
    return named?.dataset.region ?? outlined?.id ?? null;
  }
}
