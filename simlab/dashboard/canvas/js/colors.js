// Colours of points as CSS strings, and values as text: what Plotly does on the GPU, again for our own layers.

function channels(hex) {
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

/** The colour of a value on a scale {stops: [[position, '#rrggbb'], …], low, high}. */
export function scaleColor({ stops, low, high }, value) {
  const position = Math.max(0, Math.min(1, (value - low) / (high - low)));
  const upper = Math.max(1, stops.findIndex(([stop]) => stop >= position));
  const [from, to] = [stops[upper - 1], stops[upper]];
  const t = to[0] === from[0] ? 1 : (position - from[0]) / (to[0] - from[0]);
  const [a, b] = [channels(from[1]), channels(to[1])];
  return `rgb(${a.map((channel, i) => Math.round(channel + t * (b[i] - channel))).join(",")})`;
}

/** The colour of one point in one panel, or null where it has no value. */
export function pointColor({ scale, categories }, value) {
  if (Number.isNaN(value)) return null;
  return scale ? scaleColor(scale, value) : categories[value].color;
}

const MINUS = "−"; // the sign, not a hyphen

function signed(number, digits) {
  const text = Math.abs(number).toFixed(digits);
  if (Number(text) === 0) return text;
  return (number < 0 ? MINUS : "+") + text;
}

export function formatNumber(value, style) {
  if (style === "percent") return `${(100 * value).toFixed(0)} %`;
  if (style === "points") return `${signed(100 * value, 1)} points`;
  if (style === "count") return value.toLocaleString("en-US");
  return Number(value.toPrecision(3)).toString().replace("-", MINUS);
}

/** The value of a point as the tooltip says it. */
export function valueText({ scale, categories }, value) {
  if (Number.isNaN(value)) return "no data";
  return scale ? formatNumber(value, scale.number) : categories[value].name;
}
