// The place that is in hand: what can be set of it, and every model there as a bar with its interval.

import { Controls } from "./controls.js";
import { make } from "./elements.js";

const CHANCE = 0.5;

function share(value) {
  return `${(100 * value).toFixed(2)}%`;
}

function bar([name, color, baseline, value, low, high, best]) {
  const row = make("div", "sdp-bar");
  const track = make("span", "sdp-track");
  row.style.setProperty("--model", color);
  if (value !== null) {
    const fill = make("span", baseline ? "sdp-fill sdp-hatched" : "sdp-fill");
    fill.style.width = share(value);
    track.append(fill);
  }
  const chance = make("span", "sdp-chance");
  chance.style.left = share(CHANCE);
  track.append(chance);
  if (low !== null) {
    const whisker = make("span", "sdp-whisker");
    whisker.style.left = share(low);
    whisker.style.width = share(high - low);
    track.append(whisker);
  }
  const ends = low === null ? "" : ` [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
  const text = value === null ? "–" : `${(100 * value).toFixed(1)} %`;
  const label = make("span", "sdp-bar-name", name);
  label.title = name;
  if (best) label.append(make("span", "sdp-best", " ★"));
  const figure = make("span", "sdp-bar-value", text);
  figure.append(make("small", "", ends));
  row.append(label, track, figure);
  return row;
}

export class Details {
  constructor(post) {
    this.element = make("section", "sdp-details");
    this.title = make("h4", "");
    this.controls = new Controls(post);
    this.figures = make("div", "sdp-bars");
    this.element.append(this.title, this.figures, this.controls.element);
  }

  /** `details`: see `PlaceDetails.message`; null while nothing is in hand. */
  update(details) {
    this.element.hidden = !details;
    const shown = JSON.stringify(details);
    if (!details || shown === this.shown) return;
    this.shown = shown;
    this.title.textContent = details.title;
    this.controls.update(details);
    const best = details.bars.some((found) => found[6]);
    const legend = `┆ chance 50 % · ├─┤ 95 % interval · ${
      best ? "★ told from every other member" : "no member can be told from every other"}`;
    this.figures.replaceChildren(
      make("div", "sdp-note", "Every model there"), ...details.bars.map(bar), make("div", "sdp-note", legend),
      ...details.notes.map((text) => make("div", "sdp-note", text)));
  }
}
