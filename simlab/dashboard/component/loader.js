// Streamlit sends this text with every change of data, so it only fetches the component itself, once a page.
export default async ({ data, parentElement, setStateValue }) => {
  let root = parentElement.querySelector("[data-simlab]");
  if (!root) {
    root = document.createElement("div");
    root.dataset.simlab = "";
    root.style.minHeight = `${data.height ?? 0}px`;
    parentElement.append(root);
  }
  try {
    const { mount } = await import(new URL(data.module_url, location.origin));
    return mount(root, data, setStateValue);
  } catch (error) {
    console.error(error);
    root.textContent = "This part of the page could not be loaded. Reload it, or restart SimLab.";
  }
};
