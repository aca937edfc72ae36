// Regions in SVG: fills below the points, outlines and names above them.

import { regionNames } from "./names.js";
import { pathOf, svgElement } from "./overlay.js";

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
 * Outlines and names of regions in priority order, the first on top. Each: {id, name, number, color, polygon in data
 * units, style, chosen, offered} with style 'kept', 'hint', 'selection', 'taken' or 'pending'. `named`: names are shown;
 * `single`: there is one panel, with room for all of them.
 */
export function drawRegions(group, regions, toPixel, view, { single, named }) {
  group.replaceChildren();
  const outlines = regions.map(({ polygon }) => polygon.map(toPixel));
  for (let at = regions.length - 1; at >= 0; at--) {
    const region = regions[at];
    const shape = svgElement("path", { d: pathOf(outlines[at], true), class: `slc-region slc-${region.style}` });
    if (region.chosen) shape.classList.add("slc-chosen");
    if (region.offered) shape.classList.add("slc-offered");
    if (region.color) shape.style.setProperty("--region", region.color);
    if (region.id) shape.setAttribute("data-region", region.id);
    group.append(shape);
  }
  if (named) group.append(...regionNames(group, regions, outlines, view, single)); // above every outline
}
