// Dragging a row to another place: a line shows where it would go.

import { make } from "./elements.js";

const STEP = 4; // pixels; a shorter way is a click

/** Follows the pointer until it is let go; `drop(place)` hears of a new place among the regions. */
export function dragRow(list, rows, from, event, drop) {
  if (event.button !== 0) return;
  event.preventDefault();
  const marker = make("div", "sdp-marker");
  const moving = rows[from].element;
  const grip = event.currentTarget;
  let place = null;

  const follow = (moved) => {
    if (place === null && Math.abs(moved.clientY - event.clientY) < STEP) return;
    const middles = rows.map(({ element }) => {
      const { top, height } = element.getBoundingClientRect();
      return top + height / 2;
    });
    const before = middles.filter((middle) => middle < moved.clientY).length;
    place = before > from ? before - 1 : before;
    moving.classList.add("sdp-moving");
    const edge = before < rows.length ? rows[before].element.offsetTop : rows.at(-1).element.offsetTop + rows.at(-1).element.offsetHeight;
    marker.style.top = `${edge}px`;
    list.append(marker);
  };
  const end = (ended) => {
    grip.removeEventListener("pointermove", follow);
    grip.removeEventListener("pointerup", end);
    grip.removeEventListener("pointercancel", end);
    removeEventListener("keydown", giveUp, true);
    marker.remove();
    moving.classList.remove("sdp-moving");
    if (ended.type === "pointerup" && place !== null && place !== from) drop(place);
  };
  const giveUp = (pressed) => {
    if (pressed.key !== "Escape") return;
    pressed.stopPropagation();
    end(pressed);
  };
  grip.setPointerCapture(event.pointerId);
  grip.addEventListener("pointermove", follow);
  grip.addEventListener("pointerup", end);
  grip.addEventListener("pointercancel", end);
  addEventListener("keydown", giveUp, true);
}
