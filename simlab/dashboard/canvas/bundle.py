"""The canvas's JavaScript as one module, and Plotly.js as one compressed file.

The sources beside this file are ES modules that import one another. Media addresses are hashes, so relative imports
cannot be resolved in the browser: the sources are put together here, in the order in which they build on each other.
"""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from importlib.resources import files

_MODULES = (
    "geometry", "binary", "plotly_source", "view", "colors", "overlay", "stage", "legend", "underlay", "toolbar",
    "outbox", "drawing", "pointer", "picture_desk", "hover", "marked", "scatter", "canvas_view", "mount",
)  # fmt: skip
_ENTRY = "mount"
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./[a-z_]+\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(async )?(function|class|const)\b)", re.MULTILINE)


def _source(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def canvas_module() -> bytes:
    """The whole canvas as one ES module, exporting `mount` and `answerPictures`; it holds the style sheet as STYLE."""
    parts = [f"const STYLE = {json.dumps(_source('canvas.css'))};\n"]
    for name in _MODULES:
        text = _IMPORT.sub("", _source(f"{name}.js"))
        parts.append(text if name == _ENTRY else _EXPORT.sub("", text))
    return "".join(parts).encode()


@cache
def loader(name: str = "loader") -> str:
    """The few lines that Streamlit sends with every change of data; they fetch the module."""
    return re.sub(r"^\s*//.*\n|^\s+", "", _source(f"{name}.js"), flags=re.MULTILINE)


@cache
def plotly_gzip() -> bytes:
    """Plotly.js as the installed plotly package ships it, compressed once: 4.8 MB become 1.4 MB."""
    text = files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()
    return gzip.compress(text, compresslevel=6, mtime=0)
