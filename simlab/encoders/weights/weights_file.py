"""Which file holds the weights that a spec needs."""

from dataclasses import dataclass
from pathlib import Path

from simlab.encoders.presets import spec_of
from simlab.encoders.spec import SpecPart, parse_spec
from simlab.encoders.weights.listed import listed_source

_NAMES = {
    "open_clip": ("open_clip_model.safetensors", "open_clip_pytorch_model.bin"),
    "timm": ("model.safetensors", "pytorch_model.bin"),
}


@dataclass(frozen=True)
class WeightsFile:
    """A file of weights: on the hub and in its cache, or a path of the user's own.

    Attributes:
        spec: the part of a spec that needs it.
        names: what it may be called, preferred first: in the repository, or in the folder `path`.
        repo: "owner/name" on the hub; None where `path` is given.
        revision: branch, tag or commit of the repository.
        path: a file, or a folder that holds one; None where `repo` is given.
    """

    spec: str
    names: tuple[str, ...]
    repo: str | None = None
    revision: str = "main"
    path: Path | None = None

    @property
    def named_by_path(self) -> str:
        """The spec with a path of the user's own in it, for messages."""
        return f"{self.spec}@/path/to/{self.names[0]}"


def weights_of(spec: str) -> tuple[WeightsFile, ...]:
    """The files that an encoder needs, one for each part of its spec that has any, in the order of the parts.

    Args:
        spec: an encoder spec, or the label of a preset.

    Raises:
        InputError: the spec is not known or not complete, or open_clip or timm lists no weights of that name.
        MissingDependencyError: that package is not installed.
    """
    return tuple(_file_of(part) for part in parse_spec(spec_of(spec)).parts if part.prefix in _NAMES)


def _file_of(part: SpecPart) -> WeightsFile:
    names = _NAMES[part.prefix]
    if part.path is not None:
        return WeightsFile(part.text, names, path=part.path)
    repo, name = listed_source(part.prefix, part.name)
    return WeightsFile(part.text, _with_safetensors(name) if name else names, repo)


def _with_safetensors(name: str) -> tuple[str, ...]:
    stem, dot, ending = name.rpartition(".")
    return (f"{stem}.safetensors", name) if dot and ending in ("bin", "pth", "pt") else (name,)
