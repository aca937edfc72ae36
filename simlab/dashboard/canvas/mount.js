// The way in, called by loader.js with every change of data.

import { CanvasView } from "./canvas_view.js";
import { deskOf } from "./picture_desk.js";
import { addStyle } from "./stage.js";

const views = new WeakMap();

/** Shows `data` in `root`; the same root keeps its canvas. Returns what Streamlit calls when it is done. */
export function mount(root, data, setStateValue) {
  addStyle(STYLE); // the style sheet's text, put in front of this module by bundle.py
  if (!views.has(root)) {
    views.set(root, { view: new CanvasView(root, data), call: 0 });
  }
  const entry = views.get(root);
  const call = ++entry.call;
  entry.view.setStateValue = setStateValue;
  entry.view.update(data);
  // Streamlit also ends a call that newer data overtook; only an element that left the page is torn down.
  return () => setTimeout(() => {
    if (entry.call === call && !root.isConnected) {
      entry.view.destroy();
      views.delete(root);
    }
  });
}

/** Passes pictures to the desk they belong to, and its wishes on; called by picture_loader.js. */
export function answerPictures({ desk: name, pictures }, ask) {
  const desk = deskOf(name);
  desk.ask = ask;
  desk.answer(pictures);
}
