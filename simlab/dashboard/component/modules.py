"""JavaScript of a component as one module.

The sources are ES modules that import one another. Media addresses are hashes, so relative imports cannot be resolved
in the browser: the sources are put together here, in the order in which they build on each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable

IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[a-z_./]*)/([a-z_]+)\.js";\n', re.MULTILINE)
"""An import of one of our own modules: its names, its folder, its module."""
_EXPORT = re.compile(r"^export (?=(async )?(function|class|const)\b)", re.MULTILINE)
_SHARED = files("simlab.dashboard.component")


def joined(
    folder: Traversable, modules: Sequence[str], style: str | None = None, constants: Mapping[str, object] | None = None
) -> bytes:
    """Modules of a folder, or else of this package, as one.

    Args:
        folder: where the sources are.
        modules: their names, each after those it imports; what the last one exports is exported.
        style: a style sheet of the folder, which the modules find as STYLE; None where they need none.
        constants: what never changes and so need not travel with every message, by the name that the modules use.
    """
    known = {} if style is None else {"STYLE": folder.joinpath(style).read_text(encoding="utf-8")}
    parts = [f"const {name} = {json.dumps(value)};\n" for name, value in (known | dict(constants or {})).items()]
    for name in modules:
        text = IMPORT.sub("", _source(folder, name))
        parts.append(text if name == modules[-1] else _EXPORT.sub("", text))
    return "".join(parts).encode()


def loader_text(folder: Traversable = _SHARED, name: str = "loader") -> str:
    """The few lines that Streamlit sends with every change of data, without comments and indents.

    They fetch the module that `data["module_url"]` names and call its `mount`.
    """
    return re.sub(r"^\s*//.*\n|^\s+", "", _source(folder, name), flags=re.MULTILINE)


def _source(folder: Traversable, name: str) -> str:
    own = folder.joinpath(f"{name}.js")
    found = own if own.is_file() else _SHARED.joinpath(f"{name}.js")
    return found.read_text(encoding="utf-8")
