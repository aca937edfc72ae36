// What the colours mean: one bar for panels that share a scale, one list for categories.

import { formatNumber } from "./colors.js";
import { htmlElement } from "./overlay.js";

function scaleBar(scale) {
  const bar = htmlElement("div", "slc-scale");
  if (scale.title) bar.append(htmlElement("span", "slc-legend-title", scale.title));
  bar.append(htmlElement("span", "slc-scale-end", formatNumber(scale.low, scale.number)));
  const ramp = htmlElement("span", "slc-ramp");
  const stops = scale.stops.map(([position, color]) => `${color} ${(100 * position).toFixed(2)}%`);
  ramp.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
  if (scale.mark !== null) {
    const mark = htmlElement("span", "slc-mark");
    mark.style.left = `${(100 * (scale.mark - scale.low)) / (scale.high - scale.low)}%`;
    const label = [scale.mark_label, formatNumber(scale.mark, scale.number)].filter(Boolean).join(" ");
    mark.append(htmlElement("span", "slc-mark-label", label));
    ramp.append(mark);
  }
  bar.append(ramp, htmlElement("span", "slc-scale-end", formatNumber(scale.high, scale.number)));
  return bar;
}

function categoryList(categories) {
  const list = htmlElement("div", "slc-categories");
  for (const { name, color, symbol } of categories) {
    const entry = htmlElement("span", "slc-category", name);
    entry.style.setProperty("--category", color);
    entry.dataset.symbol = symbol;
    list.append(entry);
  }
  return list;
}

/** One entry for each meaning among the panels. */
function meanings(panels) {
  const keyed = panels.map(({ scale, categories }) => [JSON.stringify(scale ?? categories), { scale, categories }]);
  const found = new Map(keyed);
  return [...found.values()].map(({ scale, categories }) => (scale ? scaleBar(scale) : categoryList(categories)));
}

export function drawLegend(element, layers) {
  element.replaceChildren(...meanings(layers.panels));
  const blank = layers.values.some((values) => values.some(Number.isNaN));
  if (blank) element.append(htmlElement("span", "slc-no-data", "no data"));
}

/** What lies under the points; nothing where nothing does. */
export function drawUnderlayLegend(element, underlay) {
  element.replaceChildren();
  if (!underlay) return;
  element.append(htmlElement("span", "slc-legend-title", `Under the points: ${underlay.title}`));
  element.append(htmlElement("span", "slc-legend-note", underlay.note));
  element.append(...meanings(underlay.panels));
}
