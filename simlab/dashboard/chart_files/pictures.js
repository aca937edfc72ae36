// Presses the camera of a Plotly chart, which saves what it shows, once for each format.

const FORMATS = { PNG: "Save the chart as a picture", SVG: "Save the chart as a drawing that can be edited" };

function save(chart, format) {
  const graph = document.querySelector(`.${chart} .js-plotly-plot`);
  const options = graph?._context?.toImageButtonOptions;
  if (!options) return;
  const usual = options.format;
  options.format = format.toLowerCase();
  graph.querySelector(".modebar-btn").click(); // reads the options at once
  options.format = usual;
}

export default function ({ data, parentElement }) {
  const row = document.createElement("div");
  row.className = "slf-row";
  for (const [format, title] of Object.entries(FORMATS)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "slf-button";
    button.textContent = format;
    button.title = title;
    button.addEventListener("click", () => save(data.chart, format));
    row.append(button);
  }
  parentElement.querySelector(".slf-row")?.remove();
  parentElement.append(row);
}
