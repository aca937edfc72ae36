// One canvas on the page: what Python last said (data), where the reader looks (view), what is drawn where.

import { fetchImage, fetchLayers, fetchPoints, fetchUnderlay } from "./binary.js";
import { pointColor } from "./colors.js";
import { Tooltip, nearestPoint, nearestPoints } from "./hover.js";
import { drawLegend } from "./legend.js";
import { selectedMask, visibleShapes } from "./marked.js";
import { Outbox } from "./outbox.js";
import { drawFills, drawFrames, drawPath, drawRegions, drawSelected, layRegionPanels } from "./overlay.js";
import { deskOf } from "./picture_desk.js";
import { loadPlotly } from "./plotly_source.js";
import { connectPointer } from "./pointer.js";
import { Scatter, pointDiameter } from "./scatter.js";
import { buildStage } from "./stage.js";
import { Toolbar } from "./toolbar.js";
import { UnderlayLayer } from "./underlay.js";
import { fittingView, panelAt, panelRectangles, projection, rangesOf, viewOf } from "./view.js";

const NEIGHBOURS = 8; // pictures asked for ahead of the pointer

// Views outlive their canvas: who leaves a page and comes back looks at the same place.
const rememberedViews = new Map();

export class CanvasView {
  constructor(root, data) {
    this.root = root;
    this.parts = buildStage(root);
    this.outbox = new Outbox((event) => this.send(event));
    this.pending = []; // drawn and posted, not yet answered by Python
    this.rectangles = [];
    this.drawn = ""; // what the points on screen were drawn from
    this.underlay = new UnderlayLayer(this.parts.underlay, this.parts.under);
    this.wanted = 0;
    this.toolbar = new Toolbar(this.parts.toolbar, data.purpose, {
      onTool: (tool) => this.use(tool),
      onReset: () => this.reset(),
      onClear: () => this.clear(),
    });
    this.tooltip = new Tooltip(this.parts.hover);
    this.listening = new AbortController();
    this.drawing = connectPointer(this.parts, this, this.listening.signal);
    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(this.parts.stage);
    this.data = data;
    this.use(data.tool);
  }

  /** Shows new data; points are drawn again only when they, their colours or the theme changed. */
  async update(data) {
    this.data = data;
    this.parts.map.style.height = `${data.height}px`;
    this.root.style.minHeight = ""; // the loader kept the room until now
    this.root.dataset.theme = data.dark ? "dark" : "light";
    this.desk = data.desk ? deskOf(data.desk) : null;
    if (this.desk) this.desk.arrived = () => this.hoverAgain();
    this.outbox.acknowledge(data.ack);
    this.pending = this.pending.filter(({ seq }) => this.outbox.has(seq));
    const wanted = ++this.wanted;
    this.loadSprite();
    try {
      const [Plotly, points, layers, underlay] = await Promise.all([
        loadPlotly(data.plotly_url),
        fetchPoints(data.points_url),
        fetchLayers(data.layers_url),
        data.underlay_url ? fetchUnderlay(data.underlay_url) : null,
      ]);
      if (wanted !== this.wanted || this.destroyed) return; // newer data is on its way
      await this.show(Plotly, points, layers, underlay);
    } catch (error) {
      console.error(error);
      this.parts.message.textContent = `The map could not be drawn (${error.message}). Reload the page.`;
      this.parts.message.hidden = false;
    }
  }

  async show(Plotly, points, layers, underlay) {
    const { data, parts } = this;
    this.lieUnder(underlay);
    const source = [data.points_url, data.layers_url, data.dark].join(" ");
    if (source !== this.drawn) {
      this.drawn = source;
      this.root.dataset.ready = "false";
      this.points = points;
      this.layers = layers;
      this.scatter ??= new Scatter(parts.plot, Plotly, () => this.moved());
      drawLegend(parts.legend, layers);
      this.footer(); // before lay(): its height is part of the stage's
      this.lay();
      await this.drawPoints();
      parts.message.hidden = points.count > 0;
      parts.message.textContent = "No points to draw.";
      this.root.dataset.ready = "true";
      this.root.dataset.revision = data.revision;
    }
    this.footer();
    this.refresh();
  }

  /** Takes another heat map, or none; it is drawn with the next refresh, and no point moves for it. */
  lieUnder(data) {
    if (!this.underlay.take(data)) return;
    this.leave();
    this.root.dataset.underlay = data ? data.title : "";
  }

  footer() {
    const axes = this.layers.panels.length > 1 ? this.points.axes.filter(Boolean).join(" × ") : "";
    this.parts.footer.textContent = [axes, this.data.notice].filter(Boolean).join(" · ");
  }

  loadSprite() {
    const { sprite_url: url } = this.data;
    if (url === this.spriteUrl) return;
    this.spriteUrl = url;
    this.sprite = null;
    if (!url) return;
    fetchImage(url).then((image) => {
      if (url === this.spriteUrl) this.sprite = image;
    }, console.error); // hover goes on without pictures
  }

  // -- where things stand ----------------------------------------------------------------------------

  get viewKey() {
    return `${this.data.key} ${this.points.map}`;
  }

  lay() {
    const { clientWidth: width, clientHeight: height } = this.parts.stage;
    this.size = [width, height];
    const { panels } = this.layers;
    this.rectangles = panelRectangles(panels.length, width, height, panels.some(({ title }) => title));
    drawFrames(this.parts.frames, this.rectangles, panels, this.points.axes);
    this.groups = layRegionPanels(this.parts.svg, this.rectangles);
    this.fills = layRegionPanels(this.parts.fills, this.rectangles);
    let view = rememberedViews.get(this.viewKey);
    if (!view || view.fitted) view = fittingView(this.points.x, this.points.y, this.rectangles[0]);
    rememberedViews.set(this.viewKey, view);
    this.ranges = rangesOf(view, this.rectangles[0]);
  }

  async drawPoints() {
    const muted = this.data.dark ? "#7d8590" : "#9aa1ab";
    const { points, layers, rectangles, ranges, size } = this;
    await this.still(() => this.scatter.draw({ points, layers, rectangles, ranges, size, muted }));
  }

  /** Runs a movement of ours, which Plotly would report as the reader's. */
  async still(move) {
    this.moving = true;
    await move();
    this.moving = false;
  }

  moved() {
    if (this.moving || this.destroyed) return;
    this.ranges = this.scatter.ranges();
    rememberedViews.set(this.viewKey, viewOf(this.ranges, this.rectangles[0]));
    this.leave();
    this.refreshSoon();
  }

  async resize() {
    const { clientWidth: width, clientHeight: height } = this.parts.stage;
    if (!this.scatter || !width || !height || (width === this.size[0] && height === this.size[1])) return;
    this.tooltip.hide();
    this.lay();
    this.refresh();
    await this.still(() => this.scatter.moveTo(this.rectangles, this.ranges, this.size));
  }

  async reset() {
    rememberedViews.delete(this.viewKey);
    this.lay();
    this.refresh();
    await this.still(() => this.scatter.moveTo(this.rectangles, this.ranges, this.size));
  }

  projection(panel) {
    return projection(this.ranges, this.rectangles[panel]);
  }

  // -- what lies above the points --------------------------------------------------------------------

  refreshSoon() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.refresh();
    });
  }

  refresh() {
    if (!this.points || this.destroyed) return;
    const shapes = visibleShapes(this.data, this.pending);
    this.groups.forEach((group, panel) => {
      const drawing = group.querySelector(".slc-drawing");
      const { toPixel } = this.projection(panel);
      drawFills(this.fills[panel], shapes, toPixel);
      drawRegions(group, shapes, toPixel, this.rectangles[panel], this.groups.length === 1);
      if (drawing) group.append(drawing);
    });
    this.underlay.draw(this.size, this.rectangles, (panel) => this.projection(panel));
    this.showTools();
    this.outlineSelected();
  }

  selectedMask() {
    return selectedMask(this.data, this.pending, this.points);
  }

  outlineSelected() {
    const style = getComputedStyle(this.root);
    drawSelected(this.parts.selected, {
      size: this.size,
      mask: this.selectedMask(),
      points: this.points,
      veil: style.getPropertyValue("--slc-paper"),
      ink: style.getPropertyValue("--slc-ink"),
      panels: this.rectangles.map((rectangle, panel) => ({
        rectangle,
        toPixel: this.projection(panel).toPixel,
        colorOf: (i) => pointColor(this.layers.panels[panel], this.layers.values[panel][i]),
        diameterOf: (i) => this.diameter(i),
      })),
    });
  }

  showTools() {
    this.toolbar.show(this.tool, this.points !== undefined && this.selectedMask() !== null);
  }

  diameter(i) {
    return this.layers.sizes?.[i] ?? pointDiameter(this.points.count, this.rectangles[0]);
  }

  // -- what the reader does --------------------------------------------------------------------------

  use(tool) {
    this.tool = tool;
    this.drawing.use(tool === "pan" ? null : tool);
    this.showTools();
  }

  hoverAt(pixel) {
    const found = this.pointAt(pixel);
    if (!found) return this.hoverPlace(pixel);
    this.pointer = pixel;
    const { i, panel } = found;
    const { points, layers, sprite, desk } = this;
    const centre = this.projection(panel).toPixel([points.x[i], points.y[i]]);
    this.tooltip.show(i, panel, centre, { points, layers, sprite, desk, diameter: this.diameter(i) });
    this.wantPictures(i);
  }

  /** Where no point is: what the heat map says there. */
  hoverPlace(pixel) {
    const panel = panelAt(this.rectangles, pixel);
    const found = panel < 0 ? null : this.underlay.at(pixel, this.rectangles[panel], this.projection(panel));
    if (!found) return this.leave();
    this.pointer = null;
    this.tooltip.showCell(found.cell, panel, pixel, found.frame, this.underlay.data);
  }

  /** The picture under the pointer first; once it is there, those that the pointer may go to next. */
  wantPictures(i) {
    const { desk, points } = this;
    if (!desk) return;
    const unknown = (j) => desk.picture(points.rows[j]) === undefined;
    const wanted = unknown(i) ? [i] : nearestPoints(points, i, NEIGHBOURS + 1).filter(unknown);
    desk.want(wanted.map((j) => points.rows[j]));
  }

  hoverAgain() {
    if (this.pointer && !this.drawing.busy && !this.destroyed) this.hoverAt(this.pointer);
  }

  leave() {
    this.pointer = null;
    this.tooltip.hide();
  }

  pointAt(pixel) {
    const panel = this.points ? panelAt(this.rectangles, pixel) : -1;
    const i = panel < 0 ? -1 : nearestPoint(this.points, this.projection(panel).toPixel, pixel);
    return i < 0 ? null : { i, panel };
  }

  /** True when a point was there to be clicked. */
  clickAt(pixel) {
    const found = this.pointAt(pixel);
    if (!found) return false;
    const { i, panel } = found;
    const { points } = this;
    const place = [points.x[i], points.y[i]];
    this.outbox.post({ kind: "click", panel, points: [place], reference: points.rows[i], tool: null });
    return true;
  }

  progress(panel, outline) {
    if (outline) this.tooltip.hide();
    if (this.groups) drawPath(this.groups[panel], outline, true);
  }

  shape(panel, pixels, tool) {
    const { toData } = this.projection(panel);
    const polygon = pixels.map((pixel) => toData(pixel).map((value) => Number(value.toPrecision(9))));
    const kind = this.data.purpose === "draw" ? "region" : "select";
    const seq = this.outbox.post({ kind, panel, points: polygon, reference: null, tool });
    this.pending.push({ seq, polygon });
    this.refresh();
  }

  clear() {
    const seq = this.outbox.post({ kind: "clear", panel: null, points: [], reference: null, tool: null });
    this.pending.push({ seq, polygon: null });
    this.refresh();
  }

  escape() {
    if (this.data.purpose === "select" && this.points && this.selectedMask()) this.clear();
  }

  send(event) {
    this.setStateValue("event", event);
  }

  destroy() {
    this.destroyed = true;
    this.listening.abort();
    this.resizing.disconnect();
    cancelAnimationFrame(this.frame);
    this.scatter?.destroy();
  }
}
