// What is marked on the map: kept regions, the selection, and strokes that Python has not answered yet. A later
// kind (ghost regions, a region being reshaped) is one more entry of visibleShapes.

import { decodeMask, decodeShape } from "./binary.js";
import { pointsInside } from "./geometry.js";

/** Shapes from top to bottom: {id, name, color, polygon in data units, style}. `pending`: [{seq, polygon | null}]. */
export function visibleShapes(data, pending) {
  const kept = data.regions.map((region) => (
    { ...region, polygon: decodeShape(region.shape), style: region.hint ? "hint" : "kept" }
  ));
  const drawn = pending.filter(({ polygon }) => polygon).map(({ polygon }) => ({ polygon, style: "pending" }));
  const answered = data.selection && pending.length === 0;
  const selection = answered ? [{ polygon: decodeShape(data.selection), style: "selection" }] : [];
  return [...drawn, ...selection, ...kept];
}

/** One byte per point that stands out, or null for none: the newest stroke at once, afterwards what Python names. */
export function selectedMask(data, pending, points) {
  if (data.purpose === "select" && pending.length > 0) {
    const { polygon } = pending[pending.length - 1];
    return polygon ? pointsInside(points.x, points.y, polygon) : null;
  }
  if (data.selected) return decodeMask(data.selected, points.count);
  return data.selection ? pointsInside(points.x, points.y, decodeShape(data.selection)) : null;
}
