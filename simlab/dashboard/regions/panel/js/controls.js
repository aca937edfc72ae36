// What can be set of the place in hand besides its rule: weights, voters, the note. Applied when the hand lets go.

import { make, write } from "./elements.js";

const HIGHEST = 10;

function field(type, label) {
  const input = make("input", `sdp-${type}`);
  input.type = type;
  input.setAttribute("aria-label", label);
  return input;
}

/** `post(kind, parts)` sends an edit of the region in hand. */
export class Controls {
  constructor(post) {
    this.post = post;
    this.element = make("div", "sdp-controls");
  }

  /** `details`: {region, title, kind, weights: [[name, weight], …], note}. */
  update(details) {
    const shape = JSON.stringify([details.region, details.kind, details.weights?.map(([name]) => name)]);
    if (shape !== this.shape) this.build(details);
    this.shape = shape;
    this.region = details.region;
    const total = (details.weights ?? []).reduce((sum, [, weight]) => sum + weight, 0);
    details.weights?.forEach(([name, weight], i) => {
      const { input, value } = this.inputs[i];
      if (input.type === "checkbox") input.checked = weight > 0;
      else if (input !== this.held) input.value = weight;
      write(value, details.kind === "weights" ? `${weight} · ${(100 * weight / total).toFixed(0)} %` : "");
    });
    if (this.note && document.activeElement !== this.note) this.note.value = details.note;
  }

  build(details) {
    const relative = "Weights: relative; distances are put on one scale before they are averaged";
    const title = { weights: relative, vote: "Who votes" }[details.kind];
    this.inputs = (details.weights ?? []).map(([name, weight]) => this.weightRow(details, name, weight));
    const rows = this.inputs.map(({ element }) => element);
    this.note = null;
    if (details.note !== undefined) this.buildNote(details);
    this.element.replaceChildren(...(title ? [make("div", "sdp-note", title)] : []), ...rows, ...(this.note ? [this.note] : []));
  }

  weightRow({ kind, title }, name, weight) {
    const [element, value] = [make("label", "sdp-weight"), make("span", "sdp-bar-value")];
    const input = field(kind === "vote" ? "checkbox" : "range", kind === "vote" ? `${name} votes in ${title}` : `Weight of ${name} in ${title}`);
    if (kind === "weights") Object.assign(input, { min: 0, max: Math.max(HIGHEST, weight), step: 0.5 });
    input.addEventListener("input", () => {
      this.held = input;
      if (kind === "weights") write(value, input.value);
    });
    input.addEventListener("change", () => this.send(kind));
    const label = make("span", "sdp-bar-name", name);
    label.title = name;
    element.append(...(kind === "vote" ? [input, label] : [label, input, value]));
    return { element, input, value, name };
  }

  send(kind) {
    this.held = null;
    const chosen = this.inputs.map(({ input, name }) => [name, input.type === "checkbox" ? Number(input.checked) : Number(input.value)]);
    this.post(kind === "vote" ? "voters" : "weights", { region: this.region, weights: chosen.filter(([, weight]) => weight > 0) });
  }

  buildNote({ region, title }) {
    this.note = make("textarea", "sdp-text");
    this.note.rows = 2;
    this.note.maxLength = 2000;
    this.note.placeholder = "Note: what you see here, and why this rule";
    this.note.setAttribute("aria-label", `Note on ${title}`);
    this.note.addEventListener("change", () => this.post("note", { region, text: this.note.value }));
  }
}
