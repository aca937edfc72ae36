// What a canvas fetches: Plotly.js, points, their values, a heat map, a sheet of pictures.

import { fetchImage, fetchLayers, fetchPoints, fetchUnderlay } from "./binary.js";
import { loadPlotly } from "./plotly_source.js";

/** {Plotly, points, layers, underlay: or null} that data names. */
export async function fetchContent(data) {
  const [Plotly, points, layers, underlay] = await Promise.all([
    loadPlotly(data.plotly_url),
    fetchPoints(data.points_url),
    fetchLayers(data.layers_url),
    data.underlay_url ? fetchUnderlay(data.underlay_url) : null,
  ]);
  return { Plotly, points, layers, underlay };
}

/** The pictures of all points on one sheet, if there is one; hover goes on without it. */
export class SpriteSheet {
  constructor() {
    this.url = "";
    this.image = null;
  }

  load(url) {
    if (url === this.url) return;
    this.url = url;
    this.image = null;
    if (!url) return;
    fetchImage(url).then((image) => {
      if (url === this.url) this.image = image;
    }, console.error);
  }
}
