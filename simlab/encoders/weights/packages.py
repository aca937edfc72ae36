"""What the installed open_clip and timm say about where weights are; imports torch.

`python -m simlab.encoders.weights.packages` writes `listed.json` anew.
"""

import json
from importlib import metadata
from typing import Any

import open_clip
from open_clip.pretrained import get_pretrained_cfg as open_clip_entry
from timm.models import get_pretrained_cfg as timm_entry
from timm.models import is_model, list_models, list_pretrained

from simlab.encoders.weights.source import LIST, Source, split_place
from simlab.errors import InputError, WeightsError


def open_clip_source(name: str) -> Source:
    """See `listed_source`; `name` is MODEL/WEIGHTS."""
    model, _, tag = name.rpartition("/")
    known = open_clip.list_pretrained_tags_by_model(model)
    if not known:
        raise InputError(f"open_clip lists no model {model or name!r} with weights. It should read MODEL/WEIGHTS.")
    found = open_clip_entry(model, tag)
    if not found:
        raise InputError(f"open_clip lists no weights {tag!r} of {model}. It lists: {', '.join(known)}.")
    if not found.get("hf_hub"):
        raise WeightsError(_elsewhere(f"open_clip:{name}", found.get("url", "")))
    return split_place(found["hf_hub"])


def timm_source(name: str) -> Source:
    """See `listed_source`; `name` has a tag or not."""
    found = timm_entry(name) if is_model(name) else None
    if found is None:
        raise InputError(f"timm lists no model {name!r}.")
    if found.hf_hub_id:
        return found.hf_hub_id, found.hf_hub_filename or ""
    if found.url:
        url = found.url if isinstance(found.url, str) else found.url[0]
        raise WeightsError(_elsewhere(f"timm:{name}", url))
    raise InputError(
        f"timm lists no weights of {name!r}. Name some of your own (timm:{name}@/path/to/model.safetensors), or take "
        f"random ones (scratch:{name})."
    )


def listed_by_packages() -> dict[str, Any]:
    """What belongs into `listed.json`: each timm model with its tags, the default first, and each pair of open_clip."""
    tags: dict[str, list[str]] = {}
    elsewhere = {}
    for model in list_models():
        for name in _default_first(model):
            found = timm_entry(name)
            if found is not None and found.hf_hub_id:
                tags.setdefault(model, []).append(name.removeprefix(model).removeprefix("."))
                if found.hf_hub_id != f"timm/{name}" or found.hf_hub_filename:
                    elsewhere[name] = f"{found.hf_hub_id}/{found.hf_hub_filename or ''}"
    pairs = {f"{model}/{tag}": open_clip_entry(model, tag) for model, tag in open_clip.list_pretrained()}
    return {
        "made_from": {package: metadata.version(package) for package in ("timm", "open_clip_torch")},
        "open_clip": {name: found["hf_hub"] for name, found in pairs.items() if found.get("hf_hub")},
        "timm": {model: ",".join(names) for model, names in tags.items()},
        "timm_elsewhere": elsewhere,
    }


_NAMES_OF: dict[str, list[str]] = {}


def _default_first(model: str) -> list[str]:
    if not _NAMES_OF:
        for name in list_pretrained():
            _NAMES_OF.setdefault(name.split(".")[0], []).append(name)
    default = timm_entry(model)
    first = f"{model}.{default.tag}" if default is not None and default.tag else model
    return sorted(_NAMES_OF.get(model, []), key=lambda name: name != first)


def _elsewhere(spec: str, url: str) -> str:
    return f"The weights of {spec!r} are not on the hub but at {url}. Fetch that file and name it: {spec}@/path/to/file"


if __name__ == "__main__":
    LIST.write_text(json.dumps(listed_by_packages(), indent=1) + "\n", encoding="utf-8")
