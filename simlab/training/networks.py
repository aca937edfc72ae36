"""The network that a recipe asks for, and what its weights come from."""

from dataclasses import replace
from pathlib import Path

from simlab.encoders.base_networks import require_trainable
from simlab.encoders.embedding_network import EmbeddingNetwork
from simlab.encoders.model_files import model_folder, weights_fingerprint
from simlab.encoders.network_shape import NetworkShape
from simlab.encoders.networks import build_network
from simlab.encoders.spec import SpecPart, parse_spec
from simlab.encoders.weights import require_weights, weights_of
from simlab.errors import InputError
from simlab.training.recipes import PictureRecipe
from simlab.training.start_weights import load_start, read_start, require_startable
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import file_fingerprint, fingerprint


def network_for(workspace: Workspace, recipe: PictureRecipe, name: str) -> EmbeddingNetwork:
    """The network to be trained, with the weights that training begins with.

    Args:
        workspace: where models are looked for by name.
        recipe: every setting.
        name: of the model to be.

    Raises:
        InputError: there is no such network, it cannot be trained so, or that of `start_from` is another.
        NotFoundError: there is no such model as the recipe names.
        WeightsMissingError: published weights are not on this machine.
        WeightsError: they are damaged, or those of another network.
        MissingDependencyError: a package it needs is not installed.
    """
    network = build_network(_shape(recipe), recipe.seed, workspace.path / "models")
    if recipe.start_from:
        load_start(network, read_start(workspace, recipe.start_from, name))
    return network


def network_source(workspace: Workspace, recipe: PictureRecipe, name: str) -> dict[str, str]:
    """Fingerprints of the weights that training begins with, where they are not random: part of a run's identity.

    `backbone_weights` is of the weights that a spec names, `start_weights` of the model that `start_from` names. What
    is not there, or does not fit, is refused here, before anything is written.

    Raises:
        SimLabError: as `network_for`.
    """
    shape = _shape(recipe)
    source = {}
    if shape.is_spec:
        parts = parse_spec(shape.backbone).parts
        require_trainable(shape, parts)
        weights = [_fingerprint(part, workspace.path / "models", name) for part in parts]
        if any(weights):
            source["backbone_weights"] = weights[0] if len(weights) == 1 else fingerprint(weights)
    if recipe.start_from:
        start = read_start(workspace, recipe.start_from, name)
        found = start.network.shape
        require_startable(start, replace(shape, backbone=found.backbone, size=found.size) if shape.is_spec else shape)
        source["start_weights"] = start.fingerprint
    return source


def _fingerprint(part: SpecPart, models: Path, name: str) -> str:
    """Of the file that holds the weights of a part, "" where they are random."""
    if part.prefix == "scratch":
        return ""
    if part.prefix == "checkpoint":
        folder = model_folder(models, part.name)
        if folder.resolve() == (models / name).resolve():
            raise InputError(f"Model {name!r} cannot stand on itself. Give the new model another --name.")
        return weights_fingerprint(folder)
    return file_fingerprint(require_weights(weights_of(part.text)[0]))


def _shape(recipe: PictureRecipe) -> NetworkShape:
    backbone = recipe.backbone
    if recipe.tuning != "full" and ":" not in backbone:  # what is not stored with the model must have a spec
        backbone = f"scratch:{backbone}?size={recipe.size}&seed={recipe.seed}"
    return NetworkShape(
        backbone=backbone,
        size=recipe.size,
        dimensions=recipe.dimensions,
        head=recipe.head,
        hidden=recipe.hidden,
        tuning=recipe.tuning,
        lora_rank=recipe.lora_rank,
        lora_alpha=recipe.lora_alpha,
        lora_targets=recipe.lora_targets,
    )
