// Above the list: the ensemble against a baseline, what the last edit changed, and where the references are.

import { make, write } from "./elements.js";
import { optionLabel } from "./pending.js";
import { markedText, showDirection } from "./rule_menu.js";

const BASELINES = { "*best": "best single model", "*vote": "majority vote", "*mean": "uniform mean" };

function line(name) {
  const parts = { element: make("div", `sdp-line ${name}`), what: make("span", "sdp-what"), said: make("span", "sdp-change") };
  parts.element.append(parts.what, parts.said);
  return parts;
}

function show({ what, said }, found, prefix) {
  write(what, `${prefix}${found.what}`);
  what.title = found.what;
  write(said, `${markedText(found)}${found.cross ? "*" : ""}`);
  const titles = [found.direction === "same" && "Cannot be told from no difference", found.cross && "* cross-validated over references"];
  said.title = titles.filter(Boolean).join(". ");
  showDirection(said, found.direction);
}

export class Comparisons {
  /** `choose(key)`: another baseline. */
  constructor(choose) {
    this.element = make("div", "sdp-comparisons");
    this.against = line("sdp-against");
    this.edit = line("sdp-edit");
    this.share = make("div", "sdp-share");
    this.picker = make("select", "sdp-picker");
    this.picker.setAttribute("aria-label", "Compare with");
    this.picker.addEventListener("change", () => choose(this.picker.value));
    this.against.element.replaceChildren(make("span", "sdp-what", "against "), this.picker, this.against.what, this.against.said);
    this.element.append(this.against.element, this.edit.element, this.share);
  }

  update(data) {
    const keys = [...Object.keys(BASELINES), ...data.models];
    if (keys.join("\n") !== this.keys) {
      this.keys = keys.join("\n");
      this.picker.replaceChildren(...keys.map((key) => {
        const option = make("option", "", BASELINES[key] ?? optionLabel(key));
        option.value = key;
        return option;
      }));
    }
    if (document.activeElement !== this.picker) this.picker.value = data.against;
    show(this.against, data.compared, "");
    if (data.edit) show(this.edit, data.edit, "Last edit: ");
    this.edit.element.style.visibility = data.edit ? "visible" : "hidden"; // its place is kept: nothing jumps
    write(this.share, data.share);
  }
}
