// Edits of a polygon: the same on screen as simlab/dashboard/canvas/shaping.py makes of what is kept.

import { squaredDistanceToSegment } from "./geometry.js";

const NEAR_CORNER = 9; // pixels
const NEAR_EDGE = 6;
const ROOM = 30; // pixels; a shorter edge has no handle in its middle

/** A polygon after an edit {kind, index, points}; itself when the edit does not change corners. */
export function editedPolygon(polygon, { kind, index, points }) {
  const [before, after] = [polygon.slice(0, index), polygon.slice(index + 1)];
  if (kind === "move-region") return polygon.map(([x, y]) => [x + points[0][0], y + points[0][1]]);
  if (kind === "move-vertex") return [...before, ...points, ...after];
  if (kind === "add-vertex") return [...before, polygon[index], ...points, ...after];
  if (kind === "remove-vertex") return [...before, ...after];
  return polygon;
}

/** The middle of the edge that begins at a corner, or null where it is too short for a handle. Pixels. */
export function edgeMiddle(pixels, index) {
  const [[x0, y0], [x1, y1]] = [pixels[index], pixels[(index + 1) % pixels.length]];
  return Math.hypot(x1 - x0, y1 - y0) < ROOM ? null : [(x0 + x1) / 2, (y0 + y1) / 2];
}

export function isOnOutline(pixels, pixel) {
  return pixels.some((start, i) => (
    squaredDistanceToSegment(pixel, start, pixels[(i + 1) % pixels.length]) <= NEAR_EDGE * NEAR_EDGE
  ));
}

/** What of a polygon a pixel takes hold of: {part: 'corner' | 'middle', index}, {part: 'outline'}, or null. */
export function gripAt(pixels, pixel) {
  const near = (place) => (place ? Math.hypot(place[0] - pixel[0], place[1] - pixel[1]) : Infinity);
  const nearest = (places) => {
    const distances = places.map(near);
    const least = Math.min(...distances);
    return least <= NEAR_CORNER ? distances.indexOf(least) : -1;
  };
  const corner = nearest(pixels);
  if (corner >= 0) return { part: "corner", index: corner };
  const middle = nearest(pixels.map((_, i) => edgeMiddle(pixels, i)));
  if (middle >= 0) return { part: "middle", index: middle };
  return isOnOutline(pixels, pixel) ? { part: "outline" } : null;
}
