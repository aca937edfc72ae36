// What a component's `mount` does: one view a root, with the component's style sheet, until the root leaves the page.

const views = new WeakMap();

/**
 * Shows `data` in the view of a root, which `make(root, data)` makes when it is first asked for. A view answers to
 * update(data) and destroy(), and finds setStateValue set. Returns what Streamlit calls when it is done.
 */
export function showView(root, data, setStateValue, make) {
  if (!views.has(root)) views.set(root, { view: make(root, data), call: 0 });
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

/** Adds a style sheet to the page, once for all components of its name. */
export function addStyle(name, text) {
  const id = `simlab-${name}-style`;
  if (document.getElementById(id)) return;
  const style = document.createElement("style");
  style.id = id;
  style.textContent = text;
  document.head.append(style);
}
