// The keys of the map: Tab walks, arrows nudge, Enter, Delete, Ctrl+D, Ctrl+Z and Ctrl+Y.

const REST = 400; // milliseconds after the last arrow key until the nudges are one step
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const REMOVING = ["Delete", "Backspace"];

export class ShapingKeys {
  /** `canvas` answers to keptRegions, ghosts, post, refresh and sight. */
  constructor(shaping, canvas) {
    this.shaping = shaping;
    this.canvas = canvas;
  }

  /** True when a key pressed on the stage was meant for regions. */
  key(event) {
    const { shaping, canvas } = this;
    if (!shaping.active || shaping.hold) return false;
    if (event.ctrlKey || event.metaKey) return this.command(event.key.toLowerCase(), event.shiftKey);
    if (event.key === "Tab") return this.walk(event.shiftKey ? -1 : 1);
    if (event.altKey) return false;
    if (shaping.ghost !== null) return this.answer(event.key);
    const region = shaping.region();
    if (!region) return false;
    if (event.key === "Enter") this.enter();
    else if (REMOVING.includes(event.key)) this.remove();
    else if (ARROWS[event.key]) this.nudge(region, ARROWS[event.key].map((way) => way * (event.shiftKey ? 10 : 1)));
    else return false;
    canvas.refresh();
    return true;
  }

  command(letter, shift) {
    const { shaping, canvas } = this;
    const duplicating = letter === "d" && shaping.chosen !== null;
    if (!duplicating && letter !== "z" && letter !== "y") return false;
    shaping.settle();
    if (duplicating) canvas.post({ kind: "duplicate-region", region: shaping.chosen });
    else canvas.post({ kind: letter === "y" || shift ? "redo" : "undo" });
    return true;
  }

  /** The suggestion in hand is taken or dismissed; true when the key says so. */
  answer(key) {
    const { shaping } = this;
    if (key !== "Enter" && !REMOVING.includes(key)) return false;
    shaping.answer(key === "Enter" ? "accept" : "dismiss", shaping.ghost);
    return true;
  }

  /** To the next corner, region or suggestion; past the last the focus leaves the map, as Tab does everywhere. */
  walk(step) {
    const { shaping, canvas } = this;
    shaping.settle();
    const stops = [...canvas.keptRegions(), ...canvas.ghosts()];
    const at = stops.findIndex(({ id }) => id === (shaping.ghost ?? shaping.chosen));
    if (shaping.corner !== null) {
      const next = shaping.corner + step;
      shaping.corner = next >= 0 && next < stops[at].polygon.length ? next : null;
      canvas.refresh();
      return true;
    }
    const next = at < 0 && step < 0 ? null : stops[at + step];
    shaping.choose(next?.id ?? null);
    return Boolean(next);
  }

  /** From the region to its corners. */
  enter() {
    this.shaping.settle();
    this.shaping.corner ??= 0;
  }

  remove() {
    const { shaping } = this;
    shaping.settle();
    if (shaping.corner !== null) return shaping.removeCorner(shaping.corner, 0);
    this.canvas.post({ kind: "delete-region", region: shaping.chosen });
  }

  nudge({ polygon }, [right, down]) {
    const { shaping } = this;
    const { toData } = this.canvas.sight.projection(0);
    const [[x0, y0], [x1, y1]] = [toData([0, 0]), toData([right, down])];
    const [dx, dy] = [x1 - x0, y1 - y0];
    if (shaping.corner !== null) {
      const [x, y] = polygon[shaping.corner];
      shaping.live = shaping.edit("move-vertex", 0, [[x + dx, y + dy]], polygon, shaping.corner);
    } else {
      const [x, y] = shaping.live?.points[0] ?? [0, 0];
      shaping.live = shaping.edit("move-region", 0, [[x + dx, y + dy]], polygon);
    }
    clearTimeout(shaping.resting);
    shaping.resting = setTimeout(() => shaping.settle(), REST);
  }
}
