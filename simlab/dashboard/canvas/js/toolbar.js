// The tools: always visible, one active. Icons are drawn here, so that no font or file is fetched.

import { htmlElement, svgElement } from "./overlay.js";

const ICONS = {
  pan: "M12 3v18M3 12h18M12 3l-3 3M12 3l3 3M12 21l-3-3M12 21l3-3M3 12l3-3M3 12l3 3M21 12l-3-3M21 12l-3 3",
  lasso: "M7 16c-3-1-4-3-4-5 0-4 4-7 9-7s9 3 9 7-4 7-9 7c-1 0-2 0-3-.3M7 16a2 2 0 1 0 2 2c0-1-1-2-2-2M8 20c0 1-1 2-3 2",
  box: "M4 4h4M11 4h3M17 4h3v3M20 10v4M20 17v3h-3M14 20h-4M7 20H4v-3M4 14v-4M4 7V4",
  polygon: "M5 9l7-5 8 6-3 9H8zM5 9m-1.5 0a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M17 19m-1.5 0a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0",
  reset: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5M9.5 12h5M12 9.5v5",
  clear: "M6 6l12 12M18 6L6 18",
  save: "M12 4v11M7.5 10.5L12 15l4.5-4.5M4 17v3h16v-3",
};

function button(name, title, onClick) {
  const element = htmlElement("button", "slc-button");
  element.type = "button";
  element.title = title;
  element.dataset.tool = name;
  element.setAttribute("aria-label", title);
  const icon = svgElement("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  icon.append(svgElement("path", { d: ICONS[name] }));
  element.append(icon);
  element.addEventListener("click", onClick);
  return element;
}

export class Toolbar {
  constructor(element, purpose, { onTool, onReset, onClear }) {
    const [verb, more] = purpose === "draw"
      ? ["draw a region", ""]
      : ["select references", "; Shift adds to the selection, Alt takes away"];
    this.tools = {
      pan: button("pan", "Pan: drag the map, scroll to zoom", () => onTool("pan")),
      lasso: button("lasso", `Lasso: ${verb} freehand${more}`, () => onTool("lasso")),
      box: button("box", `Box: ${verb} with a rectangle${more}`, () => onTool("box")),
      polygon: button("polygon", `Polygon: ${verb} corner by corner; Enter or a double click closes it${more}`,
        () => onTool("polygon")),
    };
    this.clear = button("clear", "Clear the selection (Escape)", onClear);
    element.setAttribute("role", "toolbar");
    element.setAttribute("aria-label", "Map tools");
    const reset = button("reset", "Reset view: show all points (double click)", onReset);
    this.save = button("save", "Save the map as a picture or a table"); // saving.js opens its menu
    element.append(...Object.values(this.tools), reset, this.save, ...(purpose === "select" ? [this.clear] : []));
  }

  /** `clearable`: there is a selection to clear. */
  show(active, clearable) {
    for (const [name, element] of Object.entries(this.tools)) {
      element.setAttribute("aria-pressed", String(name === active));
    }
    // Hidden, but with its place kept: a toolbar that grows would move the map.
    this.clear.style.visibility = clearable ? "visible" : "hidden";
  }
}
