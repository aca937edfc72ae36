// What is marked on the map: kept regions, suggestions and the selection, with the events that Python has not
// answered yet. `pending`: those events, oldest first.

import { decodeMask, decodeShape } from "./binary.js";
import { pointsInside } from "./geometry.js";
import { clearedContext } from "./overlay.js";
import { editedPolygon } from "./region_edits.js";

const GONE = ["delete-region", "accept-suggestion", "dismiss-suggestion"];
const STROKES = ["select", "click", "clear"];

const decoded = new WeakMap();

function polygonOf(shape) {
  if (!decoded.has(shape)) decoded.set(shape, decodeShape(shape));
  return decoded.get(shape);
}

/** Shapes from top to bottom: {id, name, number in priority order, color, polygon in data units, style, offered}. */
export function visibleShapes(data, pending) {
  const edits = pending.filter(({ region }) => region);
  const gone = new Set(edits.filter(({ kind }) => GONE.includes(kind)).map(({ region }) => region));
  const kept = data.regions.filter(({ id }) => !gone.has(id)).map((region) => {
    const polygon = edits.filter((edit) => edit.region === region.id).reduce(editedPolygon, polygonOf(region.shape));
    return { ...region, polygon, style: region.hint ? "hint" : "kept" };
  });
  // As in the list beside the map, so that colour is not the only link.
  const numbered = data.purpose === "draw" ? kept.filter(({ style }) => style === "kept") : [];
  numbered.forEach((region, at) => { region.number = String(at + 1); });
  const strokes = pending.filter(({ kind }) => STROKES.includes(kind));
  const replaced = strokes.some(({ kind, mode }) => kind === "clear" || mode === "replace");
  const selection = replaced ? [] : (data.selection ?? []).map(({ mode, shape }) => (
    { polygon: polygonOf(shape), style: mode === "subtract" ? "taken" : "selection" }
  ));
  const drawn = pending.filter(({ kind }) => kind === "region" || kind === "select");
  return [...drawn.map(({ points }) => ({ polygon: points, style: "pending" })), ...selection, ...kept];
}

/** A mask after one stroke {kind, mode, polygon | points, reference}; null is no selection. */
function maskAfter(mask, { kind, mode, points: polygon, reference }, points) {
  if (kind === "clear") return null;
  const inside = kind === "select"
    ? pointsInside(points.x, points.y, polygon)
    : Uint8Array.from(points.rows, (row) => Number(row === reference));
  if (mode === "replace") return inside;
  const before = mask ?? new Uint8Array(points.count).fill(mode === "subtract" ? 1 : 0);
  return inside.map((flag, i) => (mode === "add" ? flag | before[i] : before[i] & (1 - flag)));
}

let memo = {}; // the last answer: the map is drawn again on every frame of a movement

/** One byte per point that stands out, or null for none: what Python names, and the newest strokes at once. */
export function markedMask(data, pending, points) {
  const newest = pending[pending.length - 1]?.seq;
  if (memo.data !== data || memo.points !== points || memo.newest !== newest || memo.count !== pending.length) {
    memo = { data, points, newest, count: pending.length, mask: maskOf(data, pending, points) };
  }
  return memo.mask;
}

function maskOf(data, pending, points) {
  const told = (data.selection ?? []).map(({ mode, shape }) => ({ kind: "select", mode, points: polygonOf(shape) }));
  const start = data.selected ? decodeMask(data.selected, points.count) : null;
  const strokes = [...(start ? [] : told), ...pending.filter(({ kind }) => STROKES.includes(kind))];
  return strokes.reduce((mask, stroke) => maskAfter(mask, stroke, points), start);
}

/**
 * With a veil, a colour over everything, so that the rest steps back: draws the marked points again above it. Without:
 * a ring about each.
 */
export function drawMarked(canvas, { size, panels, mask, points, veil, ink }) {
  const context = clearedContext(canvas, size);
  if (!mask) return;
  const chosen = [];
  for (let i = 0; i < mask.length; i++) if (mask[i]) chosen.push(i);
  for (const { rectangle, toPixel, colorOf, diameterOf } of panels) {
    context.save();
    context.beginPath();
    context.rect(rectangle.left, rectangle.top, rectangle.width, rectangle.height);
    context.clip();
    if (veil) {
      context.fillStyle = veil;
      context.globalAlpha = 0.62;
      context.fill();
      context.globalAlpha = 1;
    }
    context.strokeStyle = ink;
    for (const i of chosen) {
      const diameter = diameterOf(i);
      context.lineWidth = veil ? (diameter < 5 ? 0.4 : 1) : 2.5; // a full line would hide the colour of a small point
      const [x, y] = toPixel([points.x[i], points.y[i]]);
      context.beginPath();
      context.arc(x, y, diameter / 2 + (veil ? 0.5 : 3), 0, 2 * Math.PI);
      const color = veil && colorOf(i);
      if (color) {
        context.fillStyle = color;
        context.fill();
      }
      context.stroke();
    }
    context.restore();
  }
}
