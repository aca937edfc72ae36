// Handles of the region in hand: a square at every corner, a dot in the middle of every edge.

import { svgElement } from "./overlay.js";
import { edgeMiddle } from "./region_edits.js";

const CORNER = 4; // pixels from the centre of a handle to its side
const MIDDLE = 3.5;

/** Draws the handles of a polygon in pixels; `focused` is the corner that the keyboard holds, or null. */
export function drawGrips(group, pixels, focused) {
  pixels.forEach((_, index) => {
    const middle = edgeMiddle(pixels, index);
    if (middle) group.append(svgElement("circle", { cx: middle[0], cy: middle[1], r: MIDDLE, class: "slc-middle" }));
  });
  pixels.forEach(([x, y], index) => {
    const side = index === focused ? CORNER + 2 : CORNER;
    const corner = svgElement("rect", {
      x: x - side, y: y - side, width: 2 * side, height: 2 * side, rx: 1.5, class: "slc-corner", "data-corner": index,
    });
    if (index === focused) corner.classList.add("slc-focused");
    group.append(corner);
  });
}

/** What the hand can do now; `focused` is the corner that keys move, or null. */
export function gripHint({ regions, ghosts, chosen, ghost, focused, tool }) {
  const keys = "arrows move · Delete removes · Escape lets go";
  if (ghost) return `Suggestion ${ghost.name}: Enter makes it a region · Delete dismisses it · Escape lets go`;
  if (focused !== null) return `${chosen.name}, corner ${focused + 1} of ${chosen.polygon.length}: ${keys}`;
  if (chosen && tool === "polygon") return `${chosen.name}: Ctrl+D copies · ${keys}`;
  if (chosen) return `${chosen.name}: drag a corner, dot or outline · Enter: corners · Ctrl+D copies · ${keys}`;
  if (ghosts.length > 0) return "Dashed outlines are suggestions: ✓ makes one a region, ✗ dismisses it";
  return regions.length > 0 ? "Click an outline or a name to reshape a region" : "";
}
