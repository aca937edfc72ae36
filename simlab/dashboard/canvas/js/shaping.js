// What is in hand: a region that is chosen, moved and reshaped, or a suggestion. While the hand moves only the browser
// draws; at its end one small event goes to Python.

import { drawGrips, gripHint } from "./grips.js";
import { editedPolygon } from "./region_edits.js";

const rounded = (place) => place.map((value) => Number(value.toPrecision(9)));

export class Shaping {
  /** `canvas` answers to shapes, keptRegions, ghosts, post, refresh, tool, points and data. */
  constructor(canvas) {
    this.canvas = canvas;
    this.chosen = null; // id of the region in hand
    this.ghost = null; // id of the suggestion in hand
    this.corner = null; // index of the region's corner that keys move
    this.hold = null; // what the pointer holds
    this.live = null; // the edit that is not posted yet
    this.resting = null; // the timer that posts it
  }

  get active() {
    return this.canvas.data.purpose === "draw" && this.canvas.points !== undefined;
  }

  /** With the polygon tool, clicks are corners of another region. */
  get hasGrips() {
    return this.active && this.canvas.tool !== "polygon";
  }

  /** The region in hand as it is drawn now, or null. */
  region() {
    return this.canvas.keptRegions().find(({ id }) => id === this.chosen) ?? null;
  }

  /** Takes a region or a suggestion in hand; null lets go. */
  choose(id) {
    this.settle();
    const offered = this.canvas.ghosts().some((ghost) => ghost.id === id);
    const region = offered ? null : id;
    const told = region !== this.chosen;
    this.ghost = offered ? id : null;
    this.chosen = region;
    this.corner = null;
    if (told) this.canvas.post({ kind: "choose-region", region });
    else this.canvas.refresh();
  }

  /** Takes in hand what Python has in hand: a region drawn just now, or one that was chosen beside the map. */
  follow(id) {
    if (id === this.chosen || this.hold || this.live) return;
    this.chosen = id;
    this.corner = null;
    if (id !== null) this.ghost = null;
  }

  /** Lets go of everything; true when there was something. */
  letGo() {
    this.settle();
    const held = this.chosen !== null || this.ghost !== null;
    this.chosen = this.ghost = this.corner = null;
    return held;
  }

  /** Lets go of what newer data took away. */
  check(shapes) {
    const region = shapes.find(({ id, style }) => style === "kept" && id === this.chosen);
    if (!region) this.chosen = null;
    if (!shapes.some(({ id, offered }) => offered && id === this.ghost)) this.ghost = null;
    const vertices = region?.polygon.length ?? 0;
    const taken = this.live?.vertices ?? this.hold?.polygon.length ?? vertices;
    if (taken !== vertices) this.drop();
    const shown = this.live ? editedPolygon(region.polygon, this.live).length : vertices;
    if (this.corner !== null && this.corner >= shown) this.corner = null;
  }

  /** A shape as it is drawn: in hand, and with the edit that is being made. */
  shown(shape) {
    if (!shape.id || (shape.id !== this.chosen && shape.id !== this.ghost)) return shape;
    return { ...shape, chosen: true, polygon: this.live ? editedPolygon(shape.polygon, this.live) : shape.polygon };
  }

  draw(group, toPixel, shapes) {
    const region = this.hasGrips && shapes.find(({ id }) => id === this.chosen);
    if (region) drawGrips(group, region.polygon.map(toPixel), this.corner);
  }

  hint(regions, ghosts) {
    const chosen = regions.find(({ id }) => id === this.chosen);
    const ghost = ghosts.find(({ id }) => id === this.ghost);
    return this.active ? gripHint({ regions, ghosts, chosen, ghost, focused: this.corner, tool: this.canvas.tool }) : "";
  }

  /** An edit of the region in hand, as it is posted. */
  edit(kind, panel, points, polygon, index = null) {
    return { kind, panel, region: this.chosen, index, vertices: polygon.length, points: points.map(rounded) };
  }

  removeCorner(index, panel) {
    const { polygon } = this.region();
    if (polygon.length <= 3) return;
    if (this.corner !== null) this.corner = index % (polygon.length - 1); // Delete again means the next corner
    this.canvas.post(this.edit("remove-vertex", panel, [], polygon, index));
  }

  /** Accepts or dismisses a suggestion. */
  answer(verb, id) {
    this.settle();
    this.canvas.post({ kind: `${verb}-suggestion`, region: id });
  }

  /** Steps back by one: the drag, the corner, what is in hand. True when there was one of them. */
  escape() {
    if (this.hold) this.corner = null;
    if (this.hold || this.live) this.drop();
    else if (this.corner !== null) this.corner = null;
    else if (this.chosen !== null || this.ghost !== null) this.choose(null);
    else return false;
    this.canvas.refresh();
    return true;
  }

  /** Posts the edit that is being made, if there is one. */
  settle() {
    const { live } = this;
    if (this.hold) return;
    this.drop();
    if (live) this.canvas.post(live);
  }

  /** Forgets the edit that is being made. */
  drop() {
    clearTimeout(this.resting);
    this.hold = this.live = null;
  }
}
