// Elements of the panel. Whatever a person wrote goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  grip: "M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01",
  duplicate: "M9 9h10v11H9zM5 15V4h10",
  remove: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5",
  open: "M7 10l5 5 5-5",
};

export function make(tag, name, text = "") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

export function makeIcon(name) {
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  icon.append(path);
  return icon;
}

export function makeButton(icon, title, onClick) {
  const button = make("button", "sdp-button");
  button.type = "button";
  button.title = title;
  button.append(makeIcon(icon));
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    onClick();
  });
  return button;
}

/** Writes text only where it changed, so that screen readers and selections are left alone. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
