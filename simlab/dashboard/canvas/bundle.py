"""The canvas's JavaScript as one module, and Plotly.js as one compressed file."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files

from simlab.dashboard.component.modules import joined, loader_text

SOURCES = files("simlab.dashboard.canvas").joinpath("js")
MODULES = (
    "geometry", "region_edits", "binary", "plotly_source", "content", "view", "colors", "overlay", "names",
    "outlines", "marked", "stage", "legend", "underlay", "toolbar", "outbox", "mounting", "clicked_corners",
    "drawing", "grips", "shaping", "shaping_pointer", "shaping_keys", "pointer", "picture_desk", "hover",
    "hovering", "scatter", "sight", "above", "deeds", "symbols", "picture_legend", "picture", "saving",
    "canvas_view", "mount",
)  # fmt: skip
"""In the order in which they build on each other."""


@cache
def canvas_module() -> bytes:
    """The whole canvas as one ES module, exporting `mount` and `answerPictures`."""
    return joined(SOURCES, MODULES, "canvas.css")


@cache
def picture_loader() -> str:
    """The few lines that Streamlit sends with every change of the picture desk."""
    return loader_text(SOURCES, "picture_loader")


@cache
def plotly_gzip() -> bytes:
    """Plotly.js as the installed plotly package ships it, compressed once: 4.8 MB become 1.4 MB."""
    text = files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()
    return gzip.compress(text, compresslevel=6, mtime=0)
