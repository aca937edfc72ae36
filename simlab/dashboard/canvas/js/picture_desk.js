// Pictures that Python makes when they are asked for: what is known, what is wanted next, one question at a time.

import { inTurn } from "../../component/outbox.js";

const ANSWER_PATIENCE = 2000; // milliseconds; a run that broke off never answers, so the next wish asks again
const KEPT_DESKS = 4; // desks; another map or workspace has one of its own

class PictureDesk {
  constructor() {
    this.known = new Map(); // image row → data: address, or null where there is no picture
    this.asked = 0;
    this.askedAt = -Infinity;
    this.open = new Set(); // rows asked for and not yet answered
    this.wish = null;
    this.ask = null; // how to reach Python; null until the desk is on the page
    this.arrived = () => {};
  }

  /** The address of a row's picture, null where it has none, undefined where nobody has asked. */
  picture(row) {
    return this.known.get(row);
  }

  /** Asks for these rows now, or as soon as the open question is answered; a newer wish replaces an older one. */
  want(rows) {
    this.wish = rows.filter((row) => !this.known.has(row));
    const waiting = this.open.size > 0 && performance.now() - this.askedAt < ANSWER_PATIENCE;
    if (!this.ask || waiting || this.wish.length === 0) return;
    this.open = new Set(this.wish);
    this.wish = null;
    this.askedAt = performance.now();
    this.asked += 1;
    const wish = { seq: this.asked, rows: [...this.open] };
    inTurn(() => this.ask(wish));
  }

  answer(pictures) {
    for (const [row, address] of Object.entries(pictures)) {
      this.known.set(Number(row), address);
      this.open.delete(Number(row));
    }
    if (this.open.size === 0 && this.wish) this.want(this.wish);
    this.arrived();
  }
}

const desks = new Map();

/** The desk of that name; the one used longest ago is given up when there are many. */
export function deskOf(name) {
  const desk = desks.get(name) ?? new PictureDesk();
  desks.delete(name);
  desks.set(name, desk);
  if (desks.size > KEPT_DESKS) desks.delete(desks.keys().next().value);
  return desk;
}
