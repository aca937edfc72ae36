// What is on the stage as one SVG: paper, heat map, points, regions with their names, legend, title and footer.

import { pointColor } from "./colors.js";
import { svgElement } from "./overlay.js";
import { laidPieces, legendPieces, legendWords, svgText, textWidth } from "./picture_legend.js";
import { symbolPath } from "./symbols.js";

const VECTOR_POINTS = 5000; // points on the stage; more are one picture in the picture, which every program still opens
const RASTER_SCALE = 2;
const PAD = 16;
const FONT = "Helvetica, Arial, sans-serif"; // a file is opened where the page's own font is not at hand
const HANDLES = ".slc-corner, .slc-middle, [data-offer]";
const LOOK = ["fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin",
  "opacity", "visibility", "font-size", "font-weight", "text-anchor", "dominant-baseline",
  "paint-order"];

/** A computed colour as every program reads it: mixed ones are told in a form of their own. */
const plain = (value) => value.replace(/color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)[^)]*\)/g, (_, ...channels) => (
  `rgb(${channels.slice(0, 3).map((channel) => Math.round(255 * channel)).join(", ")})`
));

/** A copy of an SVG over the stage that looks the same without the style sheet, and without handles. */
function frozen(original, [width, height]) {
  const copy = original.cloneNode(true);
  for (const [name, value] of Object.entries({ width, height })) copy.setAttribute(name, value);
  const [from, to] = [original, copy].map((root) => [root, ...root.querySelectorAll("*")]);
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    for (const name of LOOK) to[i].setAttribute(name, plain(style.getPropertyValue(name)));
    to[i].removeAttribute("style");
  });
  copy.querySelectorAll(HANDLES).forEach((handle) => handle.remove());
  return copy;
}

function clipped(id, { left, top, width, height }, children) {
  const clip = svgElement("clipPath", { id });
  clip.append(svgElement("rect", { x: left, y: top, width, height }));
  const group = svgElement("g", { "clip-path": `url(#${id})` });
  group.append(...children);
  return [clip, group];
}

/** Points of a panel that lie in it: [{x, y, r, color | null, symbol, opacity}], those without a value first. */
function pointMarks(view, panel, chosen) {
  const { points, layers } = view;
  const meta = layers.panels[panel];
  const { left, top, width, height } = view.rectangles[panel];
  const { toPixel } = view.projection(panel);
  const marks = [];
  for (let i = 0; i < points.count; i++) {
    if (chosen && !chosen[i]) continue;
    const [x, y] = toPixel([points.x[i], points.y[i]]);
    const r = view.diameter(i) / 2;
    if (x < left - r || x > left + width + r || y < top - r || y > top + height + r) continue;
    const value = layers.values[panel][i];
    const color = pointColor(meta, value);
    const symbol = (color && meta.categories?.[value].symbol) || "circle";
    marks.push({ x, y, r, color, symbol, opacity: color ? layers.opacities?.[i] ?? 0.85 : 0.7 });
  }
  return marks.sort((a, b) => Number(a.color !== null) - Number(b.color !== null));
}

function vectorPoints(marks, muted) {
  return marks.map(({ x, y, r, color, symbol, opacity }) => {
    const look = color ? { fill: color, opacity } : { fill: "none", stroke: muted, opacity };
    if (symbol !== "circle") return svgElement("path", { d: symbolPath(symbol, x, y, r), ...look });
    return svgElement("circle", { cx: x.toFixed(2), cy: y.toFixed(2), r: r.toFixed(2), ...look });
  });
}

function rasterPoints(marks, muted, [width, height]) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * RASTER_SCALE, height * RASTER_SCALE];
  const context = canvas.getContext("2d");
  context.scale(RASTER_SCALE, RASTER_SCALE);
  for (const { x, y, r, color, symbol, opacity } of marks) {
    const path = new Path2D(symbolPath(symbol, x, y, r));
    context.globalAlpha = opacity;
    [context.fillStyle, context.strokeStyle] = [color, muted];
    if (color) context.fill(path);
    else context.stroke(path);
  }
  return [svgElement("image", { href: canvas.toDataURL("image/png"), width, height })];
}

/** Every layer of the stage, from back to front. */
function stageLayers(view, { paper, ink, muted, line, font }) {
  const { size, parts, layers, rectangles } = view;
  const mask = view.selectedMask();
  const all = rectangles.map((_, panel) => pointMarks(view, panel, null));
  const drawPoints = all.flat().length > VECTOR_POINTS ? rasterPoints : vectorPoints;
  const drawn = [];
  if (view.underlay.data) {
    const look = { opacity: getComputedStyle(parts.underlay).opacity, width: size[0], height: size[1] };
    drawn.push(svgElement("image", { href: parts.underlay.toDataURL("image/png"), ...look }));
  }
  drawn.push(frozen(parts.fills, size));
  rectangles.forEach((rectangle, panel) => {
    const veil = svgElement("rect", { width: size[0], height: size[1], fill: paper, opacity: 0.62 });
    const above = mask ? [veil, ...drawPoints(pointMarks(view, panel, mask), muted, size)] : [];
    drawn.push(...clipped(`panel-${panel}`, rectangle, [...drawPoints(all[panel], muted, size), ...above]));
    const { left: x, top: y, width, height } = rectangle;
    drawn.push(svgElement("rect", { x, y, width, height, rx: 6, fill: "none", stroke: line }));
    const { title, subtitle } = layers.panels[panel];
    if (!title) return;
    const name = [title, subtitle].filter(Boolean).join(" · ");
    drawn.push(svgText(name, x + 2, y - 8, { fill: ink, font, weight: 600 }));
  });
  const [across, up] = view.points.axes;
  if (rectangles.length === 1 && across) {
    const style = { fill: muted, font, size: 11 };
    const name = svgText(`${up} →`, 0, 0, { ...style, anchor: "end" });
    name.setAttribute("transform", `translate(16,${rectangles[0].top + 8}) rotate(-90)`);
    drawn.push(svgText(`${across} →`, size[0] - 8, size[1] - 6, { ...style, anchor: "end" }), name);
  }
  return [...drawn, frozen(parts.svg, size)];
}

/** {element, width, height}: the picture of a canvas; `title` stands at its head. */
export function pictureOf(view, title) {
  const style = getComputedStyle(view.root);
  const read = (name) => style.getPropertyValue(`--slc-${name}`).trim();
  const muted = view.data.dark ? "#a2a9b3" : "#5d6470";
  const line = view.data.dark ? "#323b48" : "#d9dee6";
  const look = { paper: read("paper"), ink: read("ink"), muted, line, font: FONT };
  const quiet = { fill: muted, font: look.font };
  const [stageWidth, stageHeight] = view.size;
  const width = stageWidth + 2 * PAD;
  const size = 15 * Math.min(1, stageWidth / textWidth(title, look.font, 16)); // 16: semibold letters are wider
  const heading = svgText(title, PAD, PAD + 14, { fill: look.ink, font: look.font, size, weight: 600 });
  const blank = view.layers.values.some((values) => values.some(Number.isNaN));
  const [{ title: panelTitle, subtitle }, ...others] = view.layers.panels;
  const meaning = others.length === 0 && !panelTitle && subtitle ? [legendWords(`${subtitle}:`, quiet)] : [];
  const pieces = [...meaning, ...legendPieces(view.layers.panels, quiet, "scale", blank)];
  const [legend, top] = laidPieces(pieces, PAD, PAD + 26, stageWidth);
  const stage = svgElement("g", { transform: `translate(${PAD},${top + 8})` });
  stage.append(...stageLayers(view, look));
  const under = view.underlay.data;
  const words = [`n = ${view.points.count.toLocaleString("en-US")} references drawn`, view.data.notice];
  const notes = words.filter(Boolean).map((text) => legendWords(text, quiet));
  if (under) {
    notes.push(legendWords([`Under the points: ${under.title}`, under.note].filter(Boolean).join(" · "), quiet));
    notes.push(...legendPieces(under.panels, quiet, "under"));
  }
  const [foot, bottom] = laidPieces(notes, PAD, top + 8 + stageHeight + 6, stageWidth);
  const height = Math.ceil(bottom + PAD);
  const box = `0 0 ${width} ${height}`;
  const element = svgElement("svg", { width, height, viewBox: box, "font-family": FONT });
  element.append(svgElement("rect", { width, height, fill: look.paper }), heading, ...legend, stage, ...foot);
  return { element, width, height };
}
