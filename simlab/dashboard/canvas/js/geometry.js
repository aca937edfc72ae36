// Plane geometry on screen: pure functions on arrays of [x, y], tested through the browser.

/** Twice the signed area of a closed polygon. */
export function doubleArea(polygon) {
  let sum = 0;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    sum += polygon[j][0] * polygon[i][1] - polygon[i][0] * polygon[j][1];
  }
  return sum;
}

export function squaredDistanceToSegment(point, start, end) {
  const dx = end[0] - start[0];
  const dy = end[1] - start[1];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length;
  const t = Math.max(0, Math.min(1, along));
  const ex = point[0] - start[0] - t * dx;
  const ey = point[1] - start[1] - t * dy;
  return ex * ex + ey * ey;
}

/** Douglas–Peucker on an open path; iterative, because a long freehand path would overflow a recursion. */
export function simplifyPath(path, tolerance) {
  const keep = new Uint8Array(path.length);
  keep[0] = keep[path.length - 1] = 1;
  const open = [[0, path.length - 1]];
  while (open.length > 0) {
    const [first, last] = open.pop();
    let farthest = -1;
    let distance = tolerance * tolerance;
    for (let i = first + 1; i < last; i++) {
      const d = squaredDistanceToSegment(path[i], path[first], path[last]);
      if (d > distance) {
        distance = d;
        farthest = i;
      }
    }
    if (farthest >= 0) {
      keep[farthest] = 1;
      open.push([first, farthest], [farthest, last]);
    }
  }
  return path.filter((_, i) => keep[i]);
}

const SAME_SPOT = 3; // pixels

/** A freehand path in pixels as a polygon of at most `limit` vertices, or null when it encloses nothing. */
export function polygonFromPath(path, limit = 80) {
  let polygon = path;
  for (let tolerance = 1; polygon.length > limit || tolerance === 1; tolerance *= 1.5) {
    polygon = simplifyPath(path, tolerance);
  }
  const [[x0, y0], [x1, y1]] = [polygon[0], polygon[polygon.length - 1]];
  // Back where it began, the last vertex would lie on the first, and the two would be one handle.
  if (polygon.length > 3 && Math.hypot(x1 - x0, y1 - y0) <= SAME_SPOT) polygon = polygon.slice(0, -1);
  return encloses(polygon) ? polygon : null;
}

/** Whether a polygon in pixels is one that somebody meant to draw. */
export function encloses(polygon) {
  const distinct = new Set(polygon.map(([x, y]) => `${x},${y}`));
  const smallest = 30; // square pixels: less than the size of one drawn point is a slip of the hand
  // Area is taken of the absolute lobes only roughly: a figure of eight may cancel, so its box counts too.
  const width = extent(polygon, 0);
  const height = extent(polygon, 1);
  return distinct.size >= 3 && (Math.abs(doubleArea(polygon)) / 2 >= smallest || Math.min(width, height) >= 12);
}

function extent(polygon, axis) {
  const values = polygon.map((vertex) => vertex[axis]);
  return Math.max(...values) - Math.min(...values);
}

/** Even-odd membership of n points; only for highlighting, the server decides what counts. */
export function pointsInside(xs, ys, polygon) {
  const inside = new Uint8Array(xs.length);
  for (let p = 0; p < xs.length; p++) {
    const x = xs[p];
    const y = ys[p];
    let odd = 0;
    for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
      const [xi, yi] = polygon[i];
      const [xj, yj] = polygon[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd ^= 1;
    }
    inside[p] = odd;
  }
  return inside;
}

/** The topmost vertex of a polygon. */
export function topVertex(polygon) {
  return polygon.reduce((top, vertex) => (vertex[1] < top[1] ? vertex : top));
}

/** The lowest vertex of a polygon. */
export function bottomVertex(polygon) {
  return polygon.reduce((bottom, vertex) => (vertex[1] > bottom[1] ? vertex : bottom));
}

/** The widest stretch [from, to] of a horizontal line that lies in a polygon and between two bounds, or null. */
export function widestSpan(polygon, y, left, right) {
  const crossings = [];
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [xi, yi] = polygon[i];
    const [xj, yj] = polygon[j];
    if (yi > y !== yj > y) crossings.push(((xj - xi) * (y - yi)) / (yj - yi) + xi);
  }
  crossings.sort((a, b) => a - b);
  let widest = null;
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const span = [Math.max(left, crossings[i]), Math.min(right, crossings[i + 1])];
    if (span[1] > span[0] && (!widest || span[1] - span[0] > widest[1] - widest[0])) widest = span;
  }
  return widest;
}
