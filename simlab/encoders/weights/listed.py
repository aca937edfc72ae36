"""Where open_clip and timm say that their weights are, without importing torch.

`listed.json` repeats what one version of each lists. A name that it does not know is asked of the installed package,
which may be newer.
"""

import json
from functools import cache

from simlab.encoders.weights.source import LIST, Source, split_place
from simlab.errors import MissingDependencyError


def listed_source(prefix: str, name: str) -> Source:
    """The repository and file of the weights that a package lists under a name.

    Args:
        prefix: `open_clip` or `timm`.
        name: `MODEL/WEIGHTS` for open_clip; a timm model with or without tag.

    Raises:
        InputError: the package lists no such weights.
        WeightsError: it lists them, but not on the hub.
        MissingDependencyError: the list does not have the name, and the package is not installed.
    """
    known = _listed()[prefix].get(name if prefix == "timm" else _clean(name))
    if known is not None:
        return known
    try:
        from simlab.encoders.weights import packages

        return packages.open_clip_source(name) if prefix == "open_clip" else packages.timm_source(name)
    except ImportError as error:
        raise MissingDependencyError(
            f"'{prefix}:{name}' needs the package {error.name!r}. Install it: pip install -r requirements.txt"
        ) from None


@cache
def _listed() -> dict[str, dict[str, Source]]:
    content = json.loads(LIST.read_text(encoding="utf-8"))
    timm: dict[str, Source] = {}
    for model, tags in content["timm"].items():
        names = [f"{model}.{tag}" if tag else model for tag in tags.split(",")]
        timm.update({name: split_place(content["timm_elsewhere"].get(name, f"timm/{name}/")) for name in names})
        timm[model] = timm[names[0]]
    return {"timm": timm, "open_clip": {name: split_place(place) for name, place in content["open_clip"].items()}}


def _clean(name: str) -> str:
    """As open_clip reads the tag of weights."""
    model, _, tag = name.rpartition("/")
    return f"{model}/{tag.lower().replace('-', '_')}"
