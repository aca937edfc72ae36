"""From a spec, a shape or a folder to a network. Trained networks stand on others, which may be trained ones again."""

from collections.abc import Callable
from pathlib import Path

import torch

from simlab.encoders.backbones import PUBLISHED, Backbone, published_backbone
from simlab.encoders.base_networks import BaseNetwork, base_from_scratch, base_on, parts_under, require_network
from simlab.encoders.embedding_network import EmbeddingNetwork
from simlab.encoders.model_files import load_weights, model_folder, refusing_damage, stored_model
from simlab.encoders.network_shape import NetworkShape
from simlab.encoders.spec import SpecPart


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
    if part.prefix in PUBLISHED:
        return published_backbone(part, weights=weights)
    return _OWN[part.prefix](part, models)


def build_network(
    shape: NetworkShape, seed: int, models: Path | None = None, *, weights: bool = True
) -> EmbeddingNetwork:
    """A network whose random weights are drawn from `seed`; torch's own generator is left as it was.

    Args:
        shape: what to build; the network's own is complete with size and defaults.
        seed: of a backbone without a spec, of the head and of adapters.
        models: the folder in which `checkpoint:` looks for models by name.
        weights: False where weights that are stored with the model will replace the published ones.

    Raises:
        InputError: there is no such network, or it cannot be trained so, or it cannot take pictures of this size; see
            also `add_adapters`.
        NotFoundError: it is a model that does not exist.
        WeightsMissingError: its weights are not on this machine.
        WeightsError: they are damaged, or those of another network.
        MissingDependencyError: a package it needs is not installed.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        base = _base(shape, models, weights=weights or shape.tuning != "full")
        return EmbeddingNetwork(base.shape, base)


def read_model(folder: Path) -> EmbeddingNetwork:
    """The network stored in `folder`, on the processor.

    Raises:
        NotFoundError: there is none, or the model that it stands on is not beside it any more.
        WorkspaceError: it is damaged.
        FingerprintError: what it stands on is another network than the one that it was trained on.
        FormatVersionError: a newer SimLab wrote it.
        WeightsMissingError: published weights that it stands on are not on this machine.
    """
    stored = stored_model(folder)
    with refusing_damage(folder):
        network = build_network(stored.shape, seed=0, models=folder.parent, weights=False)
    load_weights(stored, network)
    return network


def _base(shape: NetworkShape, models: Path | None, *, weights: bool) -> BaseNetwork:
    if not shape.is_spec:
        return base_from_scratch(shape)
    return base_on(shape, [open_backbone(part, models, weights=weights) for part in parts_under(shape)])


def _scratch(part: SpecPart, models: Path | None) -> Backbone:
    size, seed = part.options.get("size", 96), part.options.get("seed", 0)
    return _own(f"scratch:{part.name}?size={size}&seed={seed}", build_network(NetworkShape(part.name, size), seed))


def _checkpoint(part: SpecPart, models: Path | None) -> Backbone:
    return _own(part.text, read_model(model_folder(models, part.name)))


def _own(spec: str, network: EmbeddingNetwork) -> Backbone:
    shape = network.shape.as_json()
    return Backbone(spec, network, network.outputs, network.preparation, network.dimensions, shape)


_OWN: dict[str, Callable[[SpecPart, Path | None], Backbone]] = {"scratch": _scratch, "checkpoint": _checkpoint}
