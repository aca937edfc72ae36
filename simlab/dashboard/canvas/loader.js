// Streamlit sends this text with every change of data, so it only fetches the canvas itself, once a page.
export default async function ({ data, parentElement, setStateValue }) {
  if (!parentElement.querySelector("[data-simlab-canvas]")) {
    const root = document.createElement("div");
    root.dataset.simlabCanvas = data.key;
    root.style.minHeight = `${data.height}px`;
    root.textContent = "Drawing the map …";
    parentElement.append(root);
  }
  const root = parentElement.querySelector("[data-simlab-canvas]");
  try {
    const { mount } = await import(new URL(data.module_url, location.origin));
    return mount(root, data, setStateValue);
  } catch (error) {
    console.error(error);
    root.textContent = "The map could not be loaded. Reload the page; if that does not help, restart SimLab.";
  }
}
