// Where panels stand on the stage, and which part of the map they show. Pixels here are stage pixels.

const GAP = 10;
const TITLE = 24;

/** Columns that keep panels near square: one row up to four panels when it is wide, then rows of four. */
export function columnCount(count, width, height) {
  let best = 1;
  let bestSide = 0;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const side = Math.min((width - GAP * (columns - 1)) / columns, (height - GAP * (rows - 1)) / rows - TITLE);
    // An uneven last row looks unfinished, so it must win clearly.
    const weighed = count % columns === 0 ? side : side * 0.85;
    if (weighed > bestSide) {
      bestSide = weighed;
      best = columns;
    }
  }
  return best;
}

/** One rectangle {left, top, width, height} per panel for its plot area; titles stand above it. */
export function panelRectangles(count, width, height, titled) {
  const columns = columnCount(count, width, height);
  const rows = Math.ceil(count / columns);
  const title = titled ? TITLE : 0;
  const cellWidth = (width - GAP * (columns - 1)) / columns;
  const cellHeight = (height - GAP * (rows - 1)) / rows;
  return Array.from({ length: count }, (_, i) => ({
    left: (i % columns) * (cellWidth + GAP),
    top: Math.floor(i / columns) * (cellHeight + GAP) + title,
    width: Math.max(cellWidth, 20),
    height: Math.max(cellHeight - title, 20),
  }));
}

/** The view that shows all points: centre, and data units across a panel's shorter side. */
export function fittingView(xs, ys, { width, height }) {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < xs.length; i++) {
    if (xs[i] < left) left = xs[i];
    if (xs[i] > right) right = xs[i];
    if (ys[i] < bottom) bottom = ys[i];
    if (ys[i] > top) top = ys[i];
  }
  if (xs.length === 0) [left, right, bottom, top] = [-1, 1, -1, 1];
  const perPixel = Math.max((right - left) / width, (top - bottom) / height) || 1 / Math.min(width, height);
  return { x: (left + right) / 2, y: (bottom + top) / 2, span: 1.1 * perPixel * Math.min(width, height), fitted: true };
}

/** Axis ranges of a view in a panel of this size; one data unit is as long on both axes. */
export function rangesOf(view, { width, height }) {
  const perPixel = view.span / Math.min(width, height);
  const halfX = (perPixel * width) / 2;
  const halfY = (perPixel * height) / 2;
  return { x: [view.x - halfX, view.x + halfX], y: [view.y - halfY, view.y + halfY] };
}

/** The view that axis ranges show: the inverse of rangesOf. */
export function viewOf({ x, y }, { width, height }) {
  return {
    x: (x[0] + x[1]) / 2,
    y: (y[0] + y[1]) / 2,
    span: (Math.abs(y[1] - y[0]) / height) * Math.min(width, height),
    fitted: false,
  };
}

/** Data to stage pixels and back, for one panel. */
export function projection({ x, y }, { left, top, width, height }) {
  const scaleX = width / (x[1] - x[0]);
  const scaleY = height / (y[1] - y[0]);
  return {
    toPixel: ([dataX, dataY]) => [left + (dataX - x[0]) * scaleX, top + height - (dataY - y[0]) * scaleY],
    toData: ([px, py]) => [x[0] + (px - left) / scaleX, y[0] + (top + height - py) / scaleY],
  };
}

export function panelAt(rectangles, [px, py]) {
  return rectangles.findIndex(
    ({ left, top, width, height }) => px >= left && px <= left + width && py >= top && py <= top + height,
  );
}
