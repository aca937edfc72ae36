// Plotly.js, loaded once a page from the server itself: the dashboard works without a network.

let loading = null;

/**
 * The Plotly object. The file arrives gzipped, because Streamlit would compress its 4.8 MB anew for every
 * reader, and runs with `module` and `define` shadowed, so that a module loader on the page cannot catch it.
 */
export function loadPlotly(url) {
  loading ??= fetch(new URL(url, location.origin))
    .then((response) => {
      if (!response.ok) throw new Error(`${response.status} for Plotly.js`);
      return new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).text();
    })
    .then((source) => run(["(function (module, exports, define) {", source, "\n}).call(window);"]))
    .then(() => window.Plotly);
  loading.catch(() => (loading = null));
  return loading;
}

function run(parts) {
  const address = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => reject(new Error("Plotly.js did not run"));
    document.head.append(script);
  }).finally(() => URL.revokeObjectURL(address));
}
