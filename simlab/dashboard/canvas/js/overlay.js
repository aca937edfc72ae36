// Our own layers around the points: the fills of regions below them, so that colours stay true; above them marked
// points on a 2-D canvas, panel frames and titles, outlines of regions and the path being drawn in SVG. All move with
// the view, none touches a WebGL point.

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

export const pathOf = (pixels, closed) =>
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

/** Moves what a panel's group holds so that its corner lies at a stage pixel. */
export function slide(group, { left, top }, [x, y]) {
  group.setAttribute("transform", `translate(${(x - 2 * left).toFixed(2)},${(y - 2 * top).toFixed(2)})`);
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
