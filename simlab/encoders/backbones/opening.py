"""The network that a part of a spec names; packages are imported when one of theirs is opened."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from simlab.encoders.backbones.backbone import Backbone
from simlab.encoders.network_shape import NetworkShape
from simlab.encoders.preparation import Preparation
from simlab.encoders.spec import SpecPart
from simlab.errors import InputError

if TYPE_CHECKING:
    from simlab.encoders.embedding_network import EmbeddingNetwork


def open_backbone(part: SpecPart, models: Path | None = None, *, weights: bool = True) -> Backbone:
    """The network that `part` names, with its weights, on the processor; nothing is downloaded.

    Args:
        part: of prefix scratch, checkpoint, open_clip or timm.
        models: the folder in which `checkpoint:` looks for models by name.
        weights: False leaves published weights out, which then need not be here; those of the network are random.

    Raises:
        InputError: the part names no network, or one that is not known.
        NotFoundError: it names a trained model that does not exist.
        WeightsMissingError: its weights are not on this machine.
        WeightsError: they are damaged, or those of another network.
        MissingDependencyError: a package it needs is not installed.
    """
    require_network(part)
    return _OPENERS[part.prefix](part, models, weights)


def require_network(part: SpecPart) -> None:
    """Refuse a part that names no network.

    Raises:
        InputError: it names none.
    """
    if part.prefix not in _OPENERS:
        raise InputError(
            f"{part.text!r} is no network. Networks begin with {', '.join(f'{name}:' for name in _OPENERS)}"
        )


def preparation_of(part: SpecPart) -> Preparation:
    """How pictures are prepared for published weights, which need not be on this machine.

    Args:
        part: of prefix open_clip or timm.

    Raises:
        InputError: the package lists no such network or weights.
    """
    if part.prefix == "open_clip":
        from simlab.encoders.backbones.open_clip_towers import open_clip_preparation

        return open_clip_preparation(part)
    from simlab.encoders.backbones.timm_networks import timm_preparation

    return timm_preparation(part)


def _scratch(part: SpecPart, models: Path | None, weights: bool) -> Backbone:
    from simlab.encoders.embedding_network import build_network

    size, seed = part.options.get("size", 96), part.options.get("seed", 0)
    return _own(f"scratch:{part.name}?size={size}&seed={seed}", build_network(NetworkShape(part.name, size), seed))


def _checkpoint(part: SpecPart, models: Path | None, weights: bool) -> Backbone:
    from simlab.encoders.model_files import model_folder, read_model

    return _own(part.text, read_model(model_folder(models, part.name)))


def _open_clip(part: SpecPart, models: Path | None, weights: bool) -> Backbone:
    from simlab.encoders.backbones.open_clip_towers import open_clip_backbone

    return open_clip_backbone(part, weights=weights)


def _timm(part: SpecPart, models: Path | None, weights: bool) -> Backbone:
    from simlab.encoders.backbones.timm_networks import timm_backbone

    return timm_backbone(part, weights=weights)


def _own(spec: str, network: "EmbeddingNetwork") -> Backbone:
    shape = network.shape.as_json()
    return Backbone(spec, network, network.outputs, network.preparation, network.dimensions, shape)


_OPENERS: dict[str, Callable[[SpecPart, Path | None, bool], Backbone]] = {
    "scratch": _scratch,
    "checkpoint": _checkpoint,
    "open_clip": _open_clip,
    "timm": _timm,
}
