// The way in, called by the loader with every change of data.

import { addStyle, showView } from "../../component/mounting.js";
import { CanvasView } from "./canvas_view.js";
import { deskOf } from "./picture_desk.js";

/** Shows `data` in `root`; the same root keeps its canvas. Returns what Streamlit calls when it is done. */
export function mount(root, data, setStateValue) {
  addStyle("canvas", STYLE); // the style sheet's text, put in front of this module
  root.dataset.simlabCanvas = data.key;
  return showView(root, data, setStateValue, (place, first) => new CanvasView(place, first));
}

/** Passes pictures to the desk they belong to, and its wishes on; called by picture_loader.js. */
export function answerPictures({ desk: name, pictures }, ask) {
  const desk = deskOf(name);
  desk.ask = ask;
  desk.answer(pictures);
}
