// The component's elements, from top to bottom of the screen and from back to front.

import { htmlElement, svgElement } from "./overlay.js";

/** Fills the root once and returns its parts. */
export function buildStage(root) {
  const parts = {
    toolbar: htmlElement("div", "slc-toolbar"),
    legend: htmlElement("div", "slc-legend"),
    stage: htmlElement("div", "slc-stage"),
    frames: htmlElement("div", "slc-frames"),
    plot: htmlElement("div", "slc-plot"),
    selected: htmlElement("canvas", "slc-selected"),
    fills: svgElement("svg", { class: "slc-fills" }),
    svg: svgElement("svg", { class: "slc-regions" }),
    hover: htmlElement("div", "slc-hover"),
    message: htmlElement("div", "slc-message", "Drawing the map …"),
    footer: htmlElement("div", "slc-footer"),
  };
  parts.hover.append(htmlElement("div", "slc-ring"), htmlElement("div", "slc-card"));
  parts.hover.hidden = true;
  parts.message.setAttribute("role", "status");
  parts.stage.append(parts.fills, parts.plot, parts.selected, parts.frames, parts.svg, parts.message, parts.hover);
  const head = htmlElement("div", "slc-head");
  head.append(parts.toolbar, parts.legend);
  root.replaceChildren(head, parts.stage, parts.footer);
  root.classList.add("slc");
  return parts;
}

/** Adds the style sheet to the page, once for all canvases. */
export function addStyle(text) {
  const id = "simlab-canvas-style";
  if (document.getElementById(id)) return;
  const style = document.createElement("style");
  style.id = id;
  style.textContent = text;
  document.head.append(style);
}
