// Names of regions on the map: where they stand, and the marks by which a suggestion is accepted or dismissed.

import { bottomVertex, pointsInside, topVertex, widestSpan } from "./geometry.js";
import { svgElement } from "./overlay.js";

const MOST_LETTERS = 32; // shown of a name
const NUMBER_GAP = 4; // pixels between a number and its name
const OFFER = 9; // pixels, radius of a mark
const VERBS = {
  accept: { title: "Make this suggestion a region (Enter)", path: "M-4,0L-1,3L4,-3" },
  dismiss: { title: "Dismiss this suggestion (Delete)", path: "M-3,-3L3,3M3,-3L-3,3" },
};

const shortened = (name) => (name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS - 1)}…` : name);

/** Measures text as the group's names are written. */
function typeOf(group) {
  const { fontFamily, fontSize } = getComputedStyle(group);
  const context = document.createElement("canvas").getContext("2d");
  context.font = `600 ${fontSize} ${fontFamily}`;
  const size = parseFloat(fontSize);
  return { size, line: 1.35 * size, widthOf: (text) => context.measureText(text).width };
}

/**
 * Places where a name may stand, the best first: above the topmost vertex and below the lowest one, where it hides none
 * of the region's points, but not on another region's ground; then in the region, from its top down, where it has room.
 */
function* spots(pixels, others, { left, top, width, height }, [wide, high]) {
  const half = Math.min(wide, width) / 2 + 4;
  const within = (x) => Math.max(left + half, Math.min(left + width - half, x));
  const [highest, lowest] = [topVertex(pixels), bottomVertex(pixels)];
  for (const [x, y] of [[highest[0], highest[1] - 0.77 * high], [lowest[0], lowest[1] + 0.77 * high]]) {
    const along = [-wide / 2, 0, wide / 2].map((step) => within(x) + step);
    const foreign = others.some((other) => pointsInside(along, [y, y, y], other).includes(1));
    if (y >= top + high / 2 + 2 && y <= top + height - high / 2 - 2 && !foreign) yield [within(x), y];
  }
  for (let y = Math.max(top, highest[1]) + 0.8 * high; y < Math.min(top + height, lowest[1]) - high / 2; y += 6) {
    const span = widestSpan(pixels, y, left, left + width);
    if (span && span[1] - span[0] >= wide + 8) yield [(span[0] + span[1]) / 2, y];
  }
}

function boxAt([x, y], [wide, high]) {
  return [x - wide / 2 - 1, y - high / 2, x + wide / 2 + 1, y + high / 2];
}

const meet = (one, other) => one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];

function offer(id, verb, x) {
  const { title, path } = VERBS[verb];
  const mark = svgElement("g", {
    class: `slc-offer slc-offer-${verb}`, "data-offer": verb, "data-ghost": id,
    transform: `translate(${x.toFixed(1)},0)`,
  });
  const text = svgElement("title");
  text.textContent = title;
  mark.append(text, svgElement("circle", { r: OFFER }), svgElement("path", { d: path }));
  return mark;
}

function textAt(x, text, className) {
  const element = svgElement("text", { x: x.toFixed(1), y: 0, class: className });
  element.textContent = text;
  return element;
}

/** A name and what stands around it, from left to right, around [0, 0]; {size: [width, height], parts}. */
function laid({ number, name, marked, id }, type) {
  const badge = number ? 0.65 * type.size + type.widthOf(number) : 0;
  const gap = badge && name ? NUMBER_GAP : 0;
  const written = type.widthOf(name);
  const size = [badge + gap + written + (marked ? 4.6 * OFFER : 0), type.line];
  const from = -size[0] / 2;
  const parts = [];
  if (badge) {
    const frame = { x: from.toFixed(1), y: (-0.6 * type.size).toFixed(1), width: badge.toFixed(1),
      height: (1.2 * type.size).toFixed(1), rx: 4, class: "slc-badge" };
    parts.push(svgElement("rect", frame), textAt(from + badge / 2, number, "slc-number"));
  }
  const end = from + badge + gap + written;
  if (name) parts.push(textAt(end - written / 2, name, "slc-words"));
  if (marked) parts.push(offer(id, "accept", end + 1.3 * OFFER), offer(id, "dismiss", end + 3.6 * OFFER));
  return { size, parts };
}

/** The place of the first of some labels that meets none of the taken boxes; else of the last one, all the same. */
function placed(labels, pixels, others, view, taken) {
  for (const label of labels) {
    for (const spot of spots(pixels, others, view, label.size)) {
      const box = boxAt(spot, label.size);
      if (!taken.some((other) => meet(box, other))) return { label, spot, box };
    }
  }
  const label = labels[labels.length - 1];
  const [spot = topVertex(pixels)] = spots(pixels, others, view, label.size);
  return { label, spot, box: boxAt(spot, label.size) };
}

/**
 * Names of the regions of a panel, none on another as far as there is room: a region whose name finds none keeps its
 * number. `outlines`: of all regions, in pixels; `single`: one panel; small ones show numbers alone.
 */
export function regionNames(group, regions, outlines, view, single) {
  const type = typeOf(group);
  const taken = [];
  const first = ({ chosen }) => (chosen ? 0 : 1);
  const order = [...regions.keys()].sort((a, b) => first(regions[a]) - first(regions[b]));
  return order.filter((at) => regions[at].name).map((at) => {
    const { id, name, number, color, style, chosen, offered } = regions[at];
    const marked = offered && (single || chosen);
    const words = number && !single ? [""] : [shortened(name), ...(number ? [""] : [])];
    const labels = words.map((text) => laid({ number, name: text, marked, id }, type));
    const others = outlines.filter((_, other) => other !== at);
    const { label, spot, box } = placed(labels, outlines[at], others, view, taken);
    taken.push(box);
    const place = spot.map((value) => value.toFixed(1));
    const element = svgElement("g", { class: "slc-region-name", transform: `translate(${place})` });
    element.append(...label.parts);
    if (id && (style === "kept" || offered)) element.setAttribute("data-region", id);
    if (chosen) element.classList.add("slc-chosen");
    if (color) element.style.setProperty("--region", color);
    return element;
  });
}
