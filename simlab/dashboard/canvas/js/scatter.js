// The points: one Plotly graph, one WebGL context, one subplot a panel on matched axes. Plotly draws no
// text and no shapes here, so that neither a region edit nor a change of theme redraws a point.

const CONFIG = {
  displayModeBar: false,
  scrollZoom: true,
  doubleClick: false, // a double click resets every panel, see canvas_view.js
  showAxisDragHandles: false,
  showTips: false,
};

/** Diameter in pixels at which n points fill a panel without hiding one another. */
export function pointDiameter(count, { width, height }) {
  return Math.max(3, Math.min(9, 0.4 * Math.sqrt((width * height) / Math.max(count, 1))));
}

const axisName = (letter, panel) => (panel === 0 ? letter : `${letter}${panel + 1}`);
const layoutName = (letter, panel) => (panel === 0 ? `${letter}axis` : `${letter}axis${panel + 1}`);

/** Traces of one panel: the points with a value, and below them the ones without, hollow. */
function panelTraces(panel, { points, layers, rectangle, muted }) {
  const values = layers.values[panel];
  const diameter = pointDiameter(points.count, rectangle);
  const known = [];
  const unknown = [];
  for (let i = 0; i < points.count; i++) (Number.isNaN(values[i]) ? unknown : known).push(i);
  const take = (array, rows) => (array ? Float32Array.from(rows, (row) => array[row]) : null);
  const trace = (rows, marker) => ({
    type: "scattergl",
    mode: "markers",
    x: take(points.x, rows),
    y: take(points.y, rows),
    xaxis: axisName("x", panel),
    yaxis: axisName("y", panel),
    hoverinfo: "skip", // hover is ours (hover.js): it must also work while a shape is being drawn
    marker: { size: take(layers.sizes, rows) ?? diameter, ...marker },
  });
  const { scale, categories } = layers.panels[panel];
  const color = scale
    ? { color: take(values, known), colorscale: scale.stops, cmin: scale.low, cmax: scale.high, showscale: false }
    : {
        color: known.map((row) => categories[values[row]].color),
        symbol: categories.some((category) => category.symbol !== "circle")
          ? known.map((row) => categories[values[row]].symbol)
          : "circle",
      };
  return [
    trace(unknown, { color: muted, symbol: "circle-open", opacity: 0.7 }),
    trace(known, { ...color, opacity: take(layers.opacities, known) ?? 0.85, line: { width: 0 } }),
  ];
}

export class Scatter {
  /** `onMove(during)` is called on every frame in which the reader pans or zooms, and at the end with false. */
  constructor(element, Plotly, onMove) {
    this.element = element;
    this.Plotly = Plotly;
    this.onMove = onMove;
    this.panels = 0;
  }

  async draw({ points, layers, rectangles, ranges, size, muted }) {
    const traces = layers.panels.flatMap((_, panel) =>
      panelTraces(panel, { points, layers, rectangle: rectangles[panel], muted }),
    );
    const first = this.panels === 0;
    this.panels = layers.panels.length;
    await this.Plotly.react(this.element, traces, this.layout(rectangles, ranges, size), {
      ...CONFIG,
      plotGlPixelRatio: window.devicePixelRatio || 1,
    });
    if (first) {
      this.element.on("plotly_relayouting", () => this.onMove(true));
      this.element.on("plotly_relayout", () => this.onMove(false));
    }
  }

  layout(rectangles, ranges, [width, height]) {
    const layout = {
      width,
      height,
      margin: { l: 0, r: 0, t: 0, b: 0, pad: 0 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      dragmode: "pan",
      hovermode: false,
      showlegend: false,
    };
    rectangles.forEach((rectangle, panel) => {
      const { left, top } = rectangle;
      const axis = { visible: false, zeroline: false, showgrid: false };
      layout[layoutName("x", panel)] = {
        ...axis,
        range: [...ranges.x],
        domain: [left / width, Math.min(1, (left + rectangle.width) / width)],
        anchor: axisName("y", panel),
        ...(panel > 0 && { matches: "x" }),
      };
      layout[layoutName("y", panel)] = {
        ...axis,
        range: [...ranges.y],
        domain: [Math.max(0, 1 - (top + rectangle.height) / height), 1 - top / height],
        anchor: axisName("x", panel),
        ...(panel > 0 && { matches: "y" }),
      };
    });
    return layout;
  }

  /** Shows other ranges, or the same in other rectangles, without touching the data. */
  moveTo(rectangles, ranges, size) {
    return this.Plotly.relayout(this.element, this.layout(rectangles, ranges, size));
  }

  /** The ranges on screen now; Plotly keeps them current while the reader drags. */
  ranges(panel = 0) {
    const { _fullLayout: layout } = this.element;
    return {
      x: layout[layoutName("x", panel)].range.map(Number),
      y: layout[layoutName("y", panel)].range.map(Number),
    };
  }

  /** Gives the WebGL context back: browsers keep few, and drop the oldest when they run out. */
  destroy() {
    this.element.querySelectorAll("canvas").forEach((canvas) => {
      const context = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
      context?.getExtension("WEBGL_lose_context")?.loseContext();
    });
    this.Plotly.purge(this.element);
  }
}
