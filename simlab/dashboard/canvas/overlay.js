// Our own layers around the points: the fills of regions below them, so that colours stay true; above them selected
// points on a 2-D canvas, panel frames and titles, outlines of regions and the path being drawn in SVG. All are
// re-projected when the view moves, none touches a WebGL point.

import { pointsInside, topVertex, widestSpan } from "./geometry.js";

const SVG = "http://www.w3.org/2000/svg";

export function svgElement(name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

export function htmlElement(name, className, text = "") {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text; // never markup: names and labels are the user's data
  return element;
}

const pathOf = (pixels, closed) =>
  pixels.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)},${y.toFixed(1)}`).join("") + (closed ? "Z" : "");

/** Frames, titles and axis names, above the veil. */
export function drawFrames(layer, rectangles, panels, axes) {
  layer.replaceChildren();
  rectangles.forEach(({ left, top, width, height }, i) => {
    const frame = htmlElement("div", "slc-frame");
    Object.assign(frame.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    layer.append(frame);
    if (panels[i].title) {
      const title = htmlElement("div", "slc-title", panels[i].title);
      title.title = [panels[i].title, panels[i].subtitle].filter(Boolean).join(" · ");
      if (panels[i].subtitle) title.append(htmlElement("span", "slc-subtitle", panels[i].subtitle));
      Object.assign(title.style, { left: `${left}px`, top: `${top - 24}px`, width: `${width}px` });
      layer.append(title);
    }
  });
  // Small panels have no room for axis names; the footer tells them then.
  if (rectangles.length === 1) {
    frameAxis(layer.firstChild, "slc-axis-x", axes[0]);
    frameAxis(layer.firstChild, "slc-axis-y", axes[1]);
  }
}

function frameAxis(frame, className, name) {
  if (name) frame.append(htmlElement("span", className, `${name} →`));
}

/** One clipped SVG group a panel, so that a region outside the view does not spill into its neighbour. */
export function layRegionPanels(svg, rectangles) {
  svg.replaceChildren();
  return rectangles.map(({ left, top, width, height }) => {
    const clip = svgElement("svg", { x: left, y: top, width, height, overflow: "hidden" });
    const shifted = svgElement("g", { transform: `translate(${-left},${-top})` });
    clip.append(shifted);
    svg.append(clip);
    return shifted;
  });
}

/** Fills of regions in priority order. They hide one another, so that each place shows the region it belongs to. */
export function drawFills(group, regions, toPixel) {
  group.replaceChildren();
  for (const region of [...regions].reverse()) {
    const shape = svgElement("path", { d: pathOf(region.polygon.map(toPixel), true), class: `slc-${region.style}` });
    if (region.color) shape.style.setProperty("--region", region.color);
    group.append(shape);
  }
}

/**
 * Outlines and names of regions in priority order, the first on top. Each: {id, name, color, polygon in data units,
 * style} with style 'kept', 'selection' or 'pending'.
 */
export function drawRegions(group, regions, toPixel, view, showNames) {
  group.replaceChildren();
  const names = [];
  const outlines = regions.map(({ polygon }) => polygon.map(toPixel));
  for (let number = regions.length - 1; number >= 0; number--) {
    const [region, pixels] = [regions[number], outlines[number]];
    const shape = svgElement("path", { d: pathOf(pixels, true), class: `slc-region slc-${region.style}` });
    if (region.color) shape.style.setProperty("--region", region.color);
    if (region.id) shape.setAttribute("data-region", region.id);
    group.append(shape);
    if (showNames && region.name) {
      const others = outlines.filter((_, other) => other !== number);
      names.push(regionName(region, nameSpot(pixels, others, view, shownName(region.name).length * LETTER_WIDTH)));
    }
  }
  group.append(...names); // above every outline
}

const LETTER_WIDTH = 7.5; // pixels
const shownName = (name) => (name.length > 32 ? `${name.slice(0, 31)}…` : name);

/**
 * Where a region's name stands: above its topmost vertex, so that it hides none of the region's points; where that is
 * out of view or another region's ground, as high in the region as it has room.
 */
function nameSpot(pixels, others, { left, top, width, height }, nameWidth) {
  const [x, y] = topVertex(pixels);
  const above = [Math.max(left + 40, Math.min(left + width - 40, x)), y - 10];
  const foreign = others.some((other) => pointsInside([above[0]], [above[1]], other)[0]);
  if (above[1] >= top + 12 && !foreign) return above;
  for (let line = Math.max(top, y) + 14; line < top + height - 8; line += 6) {
    const span = widestSpan(pixels, line, left, left + width);
    if (span && span[1] - span[0] >= nameWidth + 8) return [(span[0] + span[1]) / 2, line];
  }
  return [above[0], Math.max(top + 12, above[1])];
}

function regionName({ name, color }, [x, y]) {
  const text = svgElement("text", { x: x.toFixed(1), y: y.toFixed(1), class: "slc-region-name" });
  text.textContent = shownName(name);
  if (color) text.style.setProperty("--region", color);
  return text;
}

/** The path under the hand, in pixels. */
export function drawPath(group, pixels, closed) {
  let path = group.querySelector(".slc-drawing");
  if (!pixels) return path?.remove();
  if (!path) group.append((path = svgElement("path", { class: "slc-drawing" })));
  path.setAttribute("d", pathOf(pixels, closed));
}

/** The context of a canvas over the whole stage, empty, in stage pixels. */
export function clearedContext(canvas, [width, height]) {
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Veils the panels and draws the selected points again above the veil, so that the rest steps back. */
export function drawSelected(canvas, { size, panels, mask, points, veil, ink }) {
  const context = clearedContext(canvas, size);
  if (!mask) return;
  const chosen = [];
  for (let i = 0; i < mask.length; i++) if (mask[i]) chosen.push(i);
  for (const { rectangle, toPixel, colorOf, diameterOf } of panels) {
    context.save();
    context.beginPath();
    context.rect(rectangle.left, rectangle.top, rectangle.width, rectangle.height);
    context.clip();
    context.fillStyle = veil;
    context.globalAlpha = 0.62;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = ink;
    for (const i of chosen) {
      const diameter = diameterOf(i);
      context.lineWidth = diameter < 5 ? 0.4 : 1; // a full line would hide the colour of a small point
      const [x, y] = toPixel([points.x[i], points.y[i]]);
      context.beginPath();
      context.arc(x, y, diameter / 2 + 0.5, 0, 2 * Math.PI);
      const color = colorOf(i);
      if (color) {
        context.fillStyle = color;
        context.fill();
      }
      context.stroke();
    }
    context.restore();
  }
}
