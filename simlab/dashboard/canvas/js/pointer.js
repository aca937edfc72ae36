// Pointer and keys on the stage: what the reader means, told to the canvas in its own words.

import { CLICK, Drawing, modeOf } from "./drawing.js";

const DOUBLE_CLICK = 350; // milliseconds

/**
 * Connects the stage to `canvas`, which answers to hovering, deeds, shaping, grips, keys, above, rectangles, refresh and
 * reset. Returns the Drawing; `signal` disconnects everything.
 */
export function connectPointer(parts, canvas, signal) {
  const { stage, svg } = parts;
  const { shaping, grips, keys, hovering, deeds } = canvas;
  const drawing = new Drawing(svg, {
    rectangles: () => canvas.rectangles,
    onProgress: (panel, outline) => {
      if (outline) hovering.leave();
      canvas.above.progress(panel, outline);
    },
    onShape: (panel, polygon, tool, mode) => deeds.shape(panel, polygon, tool, mode),
    onClick: (point, mode) => deeds.clickAt(point, mode),
  });
  const at = ({ clientX, clientY }) => {
    const { left, top } = stage.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };

  stage.addEventListener("pointermove", (event) => {
    grips.drag(event, at(event));
    if (!event.buttons) {
      stage.dataset.grip = drawing.busy ? "" : grips.meant(at(event));
      stage.title = stage.dataset.grip === "pick" ? grips.nameUnder(at(event)) : "";
    }
    const onHandle = ["corner", "middle", "outline"].includes(stage.dataset.grip);
    if (drawing.busy || event.buttons || onHandle) hovering.leave();
    else hovering.at(at(event));
  }, { signal });
  stage.addEventListener("pointerleave", () => hovering.leave(), { signal });
  stage.addEventListener("pointerup", (event) => grips.release(event, at(event)), { signal });
  stage.addEventListener("pointercancel", () => {
    shaping.drop();
    canvas.refresh();
  }, { signal });
  stage.addEventListener("keydown", (event) => {
    if (drawing.key(event) || (!drawing.busy && keys.key(event))) event.preventDefault();
  }, { signal });
  stage.addEventListener("blur", () => shaping.settle(), { signal });

  // While panning, Plotly lays a cover over the page, so the end of a press is seen on the window only.
  let press = null; // {place, offer: the mark of a suggestion that was pressed}
  let lastClick = -Infinity;
  stage.addEventListener("pointerdown", (event) => {
    stage.focus({ preventScroll: true });
    const offer = event.target.closest("[data-offer]")?.dataset;
    if (offer || (!drawing.busy && grips.press(event, at(event)))) {
      press = offer && event.button === 0 ? { place: at(event), offer } : null;
      event.preventDefault(); // neither Plotly nor a drawing tool is meant
      event.stopPropagation();
      return;
    }
    press = drawing.tool === null && event.button === 0 ? { place: at(event) } : null;
  }, { capture: true, signal });
  window.addEventListener("pointerup", (event) => {
    if (!press) return;
    const { place, offer } = press;
    const [x, y] = at(event);
    press = null;
    if (Math.hypot(x - place[0], y - place[1]) >= CLICK) return;
    if (offer) return shaping.answer(offer.offer, offer.ghost);
    const hit = deeds.clickAt([x, y], modeOf(event));
    if (!hit && event.timeStamp - lastClick < DOUBLE_CLICK) canvas.reset();
    lastClick = event.timeStamp;
  }, { signal });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable=true], [role=dialog]");
    if (event.key !== "Escape" || typing) return;
    if (drawing.busy) drawing.cancel();
    else deeds.escape();
  }, { signal });
  return drawing;
}
