// The component's elements, from top to bottom of the screen and from back to front.

import { htmlElement, svgElement } from "./overlay.js";

/** Fills the root once and returns its parts; a stage to draw on takes keys. */
export function buildStage(root, purpose) {
  const parts = {
    toolbar: htmlElement("div", "slc-toolbar"),
    legend: htmlElement("div", "slc-legend"),
    map: htmlElement("div", "slc-map"),
    stage: htmlElement("div", "slc-stage"),
    frames: htmlElement("div", "slc-frames"),
    underlay: htmlElement("canvas", "slc-underlay"),
    plot: htmlElement("div", "slc-plot"),
    selected: htmlElement("canvas", "slc-selected"),
    fills: svgElement("svg", { class: "slc-fills" }),
    svg: svgElement("svg", { class: "slc-regions" }),
    say: htmlElement("div", "slc-say"),
    hover: htmlElement("div", "slc-hover"),
    message: htmlElement("div", "slc-message", "Drawing the map …"),
    footer: htmlElement("div", "slc-footer"),
    under: htmlElement("div", "slc-legend slc-under"),
  };
  const marks = ["slc-window", "slc-ring", "slc-card"];
  parts.hover.append(...marks.map((name) => htmlElement("div", name)));
  parts.hover.hidden = true;
  parts.message.setAttribute("role", "status");
  parts.say.setAttribute("aria-live", "polite");
  const { underlay, fills, plot, selected, frames, svg, message, hover } = parts;
  parts.stage.append(underlay, fills, plot, selected, frames, svg, message, hover);
  if (purpose === "draw") {
    parts.stage.tabIndex = 0;
    parts.stage.setAttribute("role", "application"); // keys mean what the hint says
    parts.stage.setAttribute("aria-label", "Map: Tab goes through its regions");
  }
  const head = htmlElement("div", "slc-head");
  head.append(parts.toolbar, parts.legend);
  parts.map.append(head, parts.say, parts.stage, parts.footer);
  root.replaceChildren(parts.map, parts.under); // below the map's own height, so that it never moves the map
  root.classList.add("slc");
  return parts;
}
