"""The network that a part of a spec names; packages are imported when one of theirs is opened."""

from collections.abc import Callable
from dataclasses import asdict

from simlab.encoders.backbones.backbone import Backbone
from simlab.encoders.embedding_network import EmbeddingNetwork, NetworkShape, build_network
from simlab.encoders.model_files import model_folder, read_model
from simlab.encoders.preparation import Preparation, central_square
from simlab.encoders.spec import SpecPart
from simlab.errors import InputError
from simlab.workspace import Workspace


def open_backbone(part: SpecPart, workspace: Workspace | None = None) -> Backbone:
    """The network that `part` names, with its weights, on the processor; nothing is downloaded.

    Args:
        part: of prefix scratch, checkpoint, open_clip or timm.
        workspace: where `checkpoint:` looks for models by name.

    Raises:
        InputError: the part names no network, or one that is not known.
        NotFoundError: it names a trained model that does not exist.
        WeightsMissingError: its weights are not on this machine.
        WeightsError: they are damaged, or those of another network.
        MissingDependencyError: a package it needs is not installed.
    """
    if part.prefix not in _OPENERS:
        raise InputError(
            f"{part.text!r} is no network. Networks begin with {', '.join(f'{name}:' for name in _OPENERS)}"
        )
    return _OPENERS[part.prefix](part, workspace)


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


def _scratch(part: SpecPart, workspace: Workspace | None) -> Backbone:
    size, seed = part.options.get("size", 96), part.options.get("seed", 0)
    network = build_network(NetworkShape(part.name, size), seed)
    return _own(f"scratch:{part.name}?size={size}&seed={seed}", network)


def _checkpoint(part: SpecPart, workspace: Workspace | None) -> Backbone:
    return _own(part.text, read_model(model_folder(workspace, part.name)))


def _open_clip(part: SpecPart, workspace: Workspace | None) -> Backbone:
    from simlab.encoders.backbones.open_clip_towers import open_clip_backbone

    return open_clip_backbone(part)


def _timm(part: SpecPart, workspace: Workspace | None) -> Backbone:
    from simlab.encoders.backbones.timm_networks import timm_backbone

    return timm_backbone(part)


def _own(spec: str, network: EmbeddingNetwork) -> Backbone:
    shape = network.shape
    return Backbone(spec, network, network.outputs, central_square(shape.size), network.dimensions, asdict(shape))


_OPENERS: dict[str, Callable[[SpecPart, Workspace | None], Backbone]] = {
    "scratch": _scratch,
    "checkpoint": _checkpoint,
    "open_clip": _open_clip,
    "timm": _timm,
}
