// The way in, called by the loader with every change of data.

import { addStyle, showView } from "../../../component/mounting.js";
import { PictureStrip } from "./picture_strip.js";

/** Shows `data` in `root`; the same root keeps its pictures while they stay the same. */
export function mount(root, data, setStateValue) {
  addStyle("pictures", STYLE); // the style sheet's text, put in front of this module
  root.dataset.simlabPictures = data.key;
  return showView(root, data, setStateValue, (place) => new PictureStrip(place));
}
