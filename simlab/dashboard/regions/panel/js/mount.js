// The way in, called by the loader with every change of data.

import { addStyle, showView } from "../../../component/mounting.js";
import { PanelView } from "./panel_view.js";

/** Shows `data` in `root`; the same root keeps its panel. Returns what Streamlit calls when it is done. */
export function mount(root, data, setStateValue) {
  addStyle("panel", STYLE); // the style sheet's text, put in front of this module
  root.dataset.simlabPanel = "";
  return showView(root, data, setStateValue, (place) => new PanelView(place));
}
