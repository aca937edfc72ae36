// One canvas on the page: what Python last said (data), what the reader does with it, and what waits for an answer.

import { Above } from "./above.js";
import { SpriteSheet, fetchContent } from "./content.js";
import { Deeds } from "./deeds.js";
import { Hovering } from "./hovering.js";
import { drawLegend } from "./legend.js";
import { markedMask, visibleShapes } from "./marked.js";
import { Outbox } from "../../component/outbox.js";
import { deskOf } from "./picture_desk.js";
import { connectPointer } from "./pointer.js";
import { SaveMenu } from "./saving.js";
import { pointDiameter } from "./scatter.js";
import { Shaping } from "./shaping.js";
import { ShapingKeys } from "./shaping_keys.js";
import { ShapingPointer } from "./shaping_pointer.js";
import { Sight } from "./sight.js";
import { buildStage } from "./stage.js";
import { Toolbar } from "./toolbar.js";
import { UnderlayLayer } from "./underlay.js";

export class CanvasView {
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.parts = buildStage(root, data.purpose);
    this.outbox = new Outbox((event) => this.setStateValue("event", event));
    this.pending = []; // events posted and not yet answered by Python
    this.drawn = ""; // what the points on screen were drawn from
    this.wanted = 0;
    this.sight = new Sight(this.parts, (during) => this.moved(during));
    this.above = new Above(this);
    this.underlay = new UnderlayLayer(this.parts.underlay, this.parts.under);
    this.toolbar = new Toolbar(this.parts.toolbar, data.purpose, {
      onTool: (tool) => this.use(tool), onReset: () => this.reset(), onClear: () => this.deeds.clear(),
    });
    this.sprites = new SpriteSheet();
    this.deeds = new Deeds(this);
    this.hovering = new Hovering(this.parts.hover, this);
    this.shaping = new Shaping(this);
    this.grips = new ShapingPointer(this.parts.stage, this.shaping, this);
    this.keys = new ShapingKeys(this.shaping, this);
    this.listening = new AbortController();
    this.saving = new SaveMenu(this.toolbar.save, this, this.listening.signal);
    this.drawing = connectPointer(this.parts, this, this.listening.signal);
    this.resizing = new ResizeObserver(() => this.sight.outgrown && this.layAgain());
    this.resizing.observe(this.parts.stage);
    this.use(data.tool);
  }

  /** Shows new data; points are drawn again only when they, their colours or the theme changed. */
  async update(data) {
    this.data = data;
    this.parts.map.style.height = `${data.height}px`;
    this.root.style.minHeight = ""; // the loader kept the room until now
    this.root.dataset.purpose = data.purpose;
    this.root.dataset.theme = data.dark ? "dark" : "light";
    this.desk = data.desk ? deskOf(data.desk) : null;
    if (this.desk) this.desk.arrived = () => this.destroyed || this.hovering.again();
    this.outbox.acknowledge(data.ack);
    this.pending = this.pending.filter(({ seq }) => this.outbox.has(seq));
    if (this.pending.length === 0) this.shaping.follow(data.chosen); // else the browser knows better
    const wanted = ++this.wanted;
    this.sprites.load(data.sprite_url);
    try {
      const content = await fetchContent(data);
      if (wanted === this.wanted && !this.destroyed) await this.show(content); // else newer data is on its way
    } catch (error) {
      console.error(error);
      this.parts.message.textContent = `The map could not be drawn (${error.message}). Reload the page.`;
      this.parts.message.hidden = false;
    }
  }

  async show({ Plotly, points, layers, underlay }) {
    const { data, parts } = this;
    if (this.underlay.take(underlay)) {
      this.hovering.leave();
      this.root.dataset.underlay = underlay ? underlay.title : "";
    }
    const source = [data.points_url, data.layers_url, data.dark].join(" ");
    if (source !== this.drawn) {
      this.drawn = source;
      this.root.dataset.ready = "false";
      this.points = points;
      this.layers = layers;
      drawLegend(parts.legend, layers);
      this.footer(); // before lay(): its height is part of the stage's
      this.lay();
      await this.sight.drawPoints(Plotly, { points, layers, muted: data.dark ? "#7d8590" : "#9aa1ab" });
      parts.message.hidden = points.count > 0;
      parts.message.textContent = "No points to draw.";
      this.root.dataset.ready = "true";
      this.root.dataset.revision = data.revision;
    }
    this.refresh();
  }

  footer() {
    const axes = this.layers.panels.length > 1 ? this.points.axes.filter(Boolean).join(" × ") : "";
    this.parts.footer.textContent = [axes, this.data.notice].filter(Boolean).join(" · ");
  }

  get rectangles() {
    return this.sight.rectangles;
  }

  get size() {
    return this.sight.size;
  }

  projection(panel) {
    return this.sight.projection(panel);
  }

  diameter(i) {
    return this.layers.sizes?.[i] ?? pointDiameter(this.points.count, this.rectangles[0]);
  }

  lay() {
    this.sight.lay(`${this.data.key} ${this.points.map}`, this.points, this.layers.panels);
    this.above.lay();
  }

  moved(during) {
    if (this.destroyed) return;
    this.hovering.leave();
    if (during) this.above.follow();
    else this.refreshSoon();
  }

  async reset() {
    this.sight.forget();
    await this.layAgain();
  }

  async layAgain() {
    this.hovering.leave();
    this.lay();
    this.refresh();
    await this.sight.movePoints();
  }

  refreshSoon() {
    this.above.drawSoon();
  }

  refresh() {
    if (!this.points || !this.above.groups || this.destroyed) return;
    this.shaping.check(visibleShapes(this.data, this.pending));
    this.above.draw();
    this.footer();
    this.toolbar.show(this.tool, this.selectedMask() !== null);
  }

  /** Everything outlined on the map as it is drawn now, from top to bottom. */
  shapes() {
    return visibleShapes(this.data, this.pending).map((shape) => this.shaping.shown(shape));
  }

  keptRegions() {
    return this.shapes().filter(({ style }) => style === "kept");
  }

  ghosts() {
    return this.shapes().filter(({ offered }) => offered);
  }

  selectedMask() {
    const selecting = this.data.purpose === "select" && this.points;
    return selecting ? markedMask(this.data, this.pending, this.points) : null;
  }

  use(tool) {
    this.tool = tool;
    this.drawing.use(tool === "pan" ? null : tool);
    this.toolbar.show(tool, this.selectedMask() !== null);
    this.refresh();
  }

  /** Posts an event, and shows what it means until Python has answered. */
  post(event) {
    const whole = { panel: null, points: [], reference: null, tool: null, ...event };
    this.pending.push({ ...whole, seq: this.outbox.post(whole) });
    this.refresh();
  }

  destroy() {
    this.shaping.settle();
    this.destroyed = true;
    this.outbox.close();
    this.listening.abort();
    this.resizing.disconnect();
    this.above.destroy();
    this.sight.destroy();
  }
}
