// Plotly's symbols as SVG paths, for pictures that are saved.

const polygon = (corners) => `M${corners.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join("L")}Z`;

const around = (x, y, r, count, inner = 1) => Array.from({ length: count }, (_, i) => {
  const angle = (2 * Math.PI * i) / count - Math.PI / 2;
  const reach = i % 2 ? r * inner : r;
  return [x + reach * Math.cos(angle), y + reach * Math.sin(angle)];
});

/** A plus with arms as wide as plotly.js draws them, turned by an angle. */
function cross(x, y, r, angle) {
  const arm = 0.4 * r;
  const corners = [[arm, -r], [arm, -arm], [r, -arm], [r, arm], [arm, arm], [arm, r],
    [-arm, r], [-arm, arm], [-r, arm], [-r, -arm], [-arm, -arm], [-arm, -r]];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return corners.map(([dx, dy]) => [x + dx * cos - dy * sin, y + dx * sin + dy * cos]);
}

const SHAPES = {
  square: (x, y, r) => polygon([[x - r, y - r], [x + r, y - r], [x + r, y + r], [x - r, y + r]]),
  diamond: (x, y, r) => polygon(around(x, y, 1.3 * r, 4)),
  "triangle-up": (x, y, r) => polygon(around(x, y, 1.2 * r, 3)),
  cross: (x, y, r) => polygon(cross(x, y, r, 0)),
  x: (x, y, r) => polygon(cross(x, y, r, Math.PI / 4)),
  star: (x, y, r) => polygon(around(x, y, 1.4 * r, 10, 0.4)),
};

/** The path of a symbol other than the circle; of a circle, two arcs. */
export function symbolPath(symbol, x, y, r) {
  const shape = SHAPES[symbol];
  if (shape) return shape(x, y, r);
  const [left, right, middle, radius] = [x - r, x + r, y, r].map((value) => value.toFixed(2));
  return `M${left},${middle}A${radius},${radius} 0 1 1 ${right},${middle}A${radius},${radius} 0 1 1 ${left},${middle}Z`;
}
