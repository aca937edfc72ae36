// Pointer and keys on the stage: what the reader means, told to the canvas in its own words.

import { CLICK, Drawing } from "./drawing.js";

const DOUBLE_CLICK = 350; // milliseconds

/**
 * Connects the stage to `canvas`, which answers to hoverAt, leave, clickAt, reset, escape, progress and shape.
 * Returns the Drawing; `signal` disconnects everything.
 */
export function connectPointer(parts, canvas, signal) {
  const { stage, svg } = parts;
  const drawing = new Drawing(svg, {
    rectangles: () => canvas.rectangles,
    onProgress: (panel, outline) => canvas.progress(panel, outline),
    onShape: (panel, polygon, tool) => canvas.shape(panel, polygon, tool),
    onClick: (panel, point) => canvas.clickAt(point),
  });
  const at = ({ clientX, clientY }) => {
    const { left, top } = stage.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };

  stage.addEventListener("pointermove", (event) => {
    if (drawing.busy || event.buttons) canvas.leave();
    else canvas.hoverAt(at(event));
  }, { signal });
  stage.addEventListener("pointerleave", () => canvas.leave(), { signal });

  // While panning, Plotly lays a cover over the page, so the end of a press is seen on the window only.
  let press = null;
  let lastClick = -Infinity;
  stage.addEventListener("pointerdown", (event) => {
    press = drawing.tool === null && event.button === 0 ? at(event) : null;
  }, { capture: true, signal });
  window.addEventListener("pointerup", (event) => {
    if (!press) return;
    const [x, y] = at(event);
    const still = Math.hypot(x - press[0], y - press[1]) < CLICK;
    press = null;
    if (!still) return;
    if (!canvas.clickAt([x, y]) && event.timeStamp - lastClick < DOUBLE_CLICK) canvas.reset();
    lastClick = event.timeStamp;
  }, { signal });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable=true], [role=dialog]");
    if (event.key !== "Escape" || typing) return;
    if (drawing.busy) drawing.cancel();
    else canvas.escape();
  }, { signal });
  return drawing;
}
