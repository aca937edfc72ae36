// The legend of a picture that is saved: what the page says in HTML, as SVG, in lines as wide as the picture.

import { formatNumber } from "./colors.js";
import { svgElement } from "./overlay.js";
import { symbolPath } from "./symbols.js";

const SIZE = 12; // pixels, of letters
const LINE = 22;
const RAMP = 150;

let ruler = null;

export function textWidth(text, font, size = SIZE) {
  ruler ??= document.createElement("canvas").getContext("2d");
  ruler.font = `${size}px ${font}`;
  return ruler.measureText(text).width;
}

export function svgText(text, x, y, { fill, font, size = SIZE, weight = 400, anchor = "start" }) {
  const element = svgElement("text", {
    x: x.toFixed(1), y: y.toFixed(1), fill, "font-family": font, "font-size": size, "font-weight": weight,
    "text-anchor": anchor,
  });
  element.textContent = text;
  return element;
}

/** A piece of the legend: {width, draw(x, y) → elements}, with its letters on the line y. */
function words(text, style) {
  return { width: textWidth(text, style.font), draw: (x, y) => [svgText(text, x, y, style)] };
}

function entry({ name, color, symbol }, style) {
  const mark = (x, y) => svgElement("path", {
    d: symbolPath(symbol, x + 5, y - 4, 4.5), ...(color ? { fill: color } : { fill: "none", stroke: style.fill }),
  });
  return {
    width: 15 + textWidth(name, style.font),
    draw: (x, y) => [mark(x, y), svgText(name, x + 15, y, style)],
  };
}

function ramp(scale, style, id) {
  const [low, high] = [scale.low, scale.high].map((value) => formatNumber(value, scale.number));
  const lead = textWidth(low, style.font) + 6;
  const draw = (x, y) => {
    const gradient = svgElement("linearGradient", { id });
    gradient.append(...scale.stops.map(([offset, color]) => svgElement("stop", { offset, "stop-color": color })));
    const bar = svgElement("rect", { x: x + lead, y: y - 10, width: RAMP, height: 10, rx: 3, fill: `url(#${id})` });
    const drawn = [gradient, svgText(low, x, y, style), bar, svgText(high, x + lead + RAMP + 6, y, style)];
    if (scale.mark !== null) {
      const at = x + lead + (RAMP * (scale.mark - scale.low)) / (scale.high - scale.low);
      const label = [scale.mark_label, formatNumber(scale.mark, scale.number)].filter(Boolean).join(" ");
      drawn.push(svgElement("rect", { x: at - 1, y: y - 12, width: 2, height: 14, fill: style.fill }));
      drawn.push(svgText(label, at, y + 11, { ...style, size: 10, anchor: "middle" }));
    }
    return drawn;
  };
  return { width: lead + RAMP + 6 + textWidth(high, style.font), draw };
}

/** The pieces that explain some panels, each meaning once. */
export function legendPieces(panels, style, name, blank = false) {
  const keyed = panels.map(({ scale, categories }) => [JSON.stringify(scale ?? categories), { scale, categories }]);
  const known = new Map(keyed);
  const pieces = [...known.values()].flatMap(({ scale, categories }, number) => (
    scale
      ? [...(scale.title ? [words(scale.title, style)] : []), ramp(scale, style, `${name}-${number}`)]
      : categories.map((category) => entry(category, style))
  ));
  return blank ? [...pieces, entry({ name: "no data", symbol: "circle" }, style)] : pieces;
}

export const legendWords = words;

/** Lays pieces in lines of at most `width`, the first line at `top`. Returns [elements, where the next line begins]. */
export function laidPieces(pieces, left, top, width) {
  const drawn = [];
  let [x, y] = [left, top + 14];
  for (const piece of pieces) {
    if (x > left && x + piece.width > left + width) [x, y] = [left, y + LINE];
    drawn.push(...piece.draw(x, y));
    x += piece.width + 16;
  }
  return [drawn, pieces.length ? y + LINE - 8 : top];
}
