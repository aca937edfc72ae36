// Keys of a presentation, as on a remote control. Each press is an event of its own, told to Python in its turn: two
// quick ones are two steps, which two quick clicks on one button would not be.

import { showView } from "../component/mounting.js";
import { Outbox } from "../component/outbox.js";

const MEANINGS = {
  ArrowRight: "next", PageDown: "next", " ": "next", ArrowDown: "next",
  ArrowLeft: "back", PageUp: "back", ArrowUp: "back",
  Home: "first", End: "last", Escape: "leave",
};

function meant(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable=true], [role=dialog]");
  const modified = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
  return typing || modified ? undefined : MEANINGS[event.key];
}

class Keys {
  constructor(root) {
    this.outbox = new Outbox((event) => this.setStateValue("event", event));
    this.listening = new AbortController();
    const how = { capture: true, signal: this.listening.signal };
    document.addEventListener("keydown", (event) => this.onDown(event), how);
    document.addEventListener("keyup", (event) => {
      if (event.key === " " && meant(event)) event.preventDefault(); // some browsers press a focused button here
    }, how);
    root.dataset.simlabKeys = "";
  }

  onDown(event) {
    const kind = meant(event);
    if (!kind) return;
    event.preventDefault(); // neither scroll, nor press the button that has the focus
    if (!event.repeat) this.outbox.post({ kind });
  }

  update(data) {
    this.outbox.acknowledge(data.ack);
  }

  destroy() {
    this.outbox.close();
    this.listening.abort();
  }
}

export function mount(root, data, setStateValue) {
  return showView(root, data, setStateValue, (place) => new Keys(place));
}
