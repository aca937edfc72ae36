"""Training on answers, as a user asks for it: a CS-model, a global model, or an image-free embedding."""

import re
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from simlab.progress import SILENT, Progress
from simlab.training.course import Training
from simlab.training.network_training import network_training
from simlab.training.order import Order, Terms, TrainingResult
from simlab.training.recipes import CSRecipe, OrdinalRecipe
from simlab.training.training_data import TrainingData, all_data, cluster_data, object_names
from simlab.workspace import ModelEntry, Workspace, check_name

if TYPE_CHECKING:
    from simlab.training.embedders import NetworkEmbedder, ObjectEmbedder
    from simlab.training.triplet_problem import TripletProblem


def train_cs(
    workspace: Workspace,
    context: str,
    recipe: CSRecipe,
    *,
    name: str | None = None,
    **terms: Unpack[Terms],
) -> TrainingResult:
    """Train a CS-model on one context cluster; embed all images with it and register it, if asked to.

    Args:
        workspace: images with pictures, and triples.
        context: a context cluster.
        recipe: every setting.
        name: of the model and its run; by default `cs-` and the context.
        terms: see `Terms`.

    Raises:
        NotFoundError: the context has no training triples whose images have pictures, or there is no such model as the
            recipe's `start_from`.
        InputError: the network of `start_from` is another, there is no such backbone, or it cannot be trained so.
        WeightsMissingError: published weights that the recipe names are not on this machine.
        ConflictError: a model of that name exists that was not trained here.
        FingerprintError: a run of that name was made with other settings or from other data.
        JobCancelled: the user asked to stop; call again to go on.
    """
    return cs_training(workspace, context, recipe, name=name, **terms).run()


def cs_training(
    workspace: Workspace, context: str, recipe: CSRecipe, *, name: str | None = None, **terms: Unpack[Terms]
) -> "Training[TripletProblem[NetworkEmbedder]]":
    """What `train_cs` runs, ready to be run or estimated."""
    entry = ModelEntry(name or f"cs-{_slug(context)}", "cs", context=context)
    data = cluster_data(workspace, context, workspace.has_picture)
    return _training_on_pictures(workspace, entry, data, recipe, **terms)


def train_global(
    workspace: Workspace, recipe: CSRecipe, *, name: str = "global", **terms: Unpack[Terms]
) -> TrainingResult:
    """Train one model on the training triples of all clusters together; otherwise as `train_cs`."""
    return global_training(workspace, recipe, name=name, **terms).run()


def global_training(
    workspace: Workspace, recipe: CSRecipe, *, name: str = "global", **terms: Unpack[Terms]
) -> "Training[TripletProblem[NetworkEmbedder]]":
    """What `train_global` runs, ready to be run or estimated."""
    data = all_data(workspace, workspace.has_picture)
    return _training_on_pictures(workspace, ModelEntry(name, "global"), data, recipe, **terms)


def train_ordinal(
    workspace: Workspace,
    recipe: OrdinalRecipe,
    *,
    name: str = "ordinal",
    resume: bool = True,
    progress: Progress = SILENT,
) -> TrainingResult:
    """Fit one vector per object to the answers, without pictures, and register it as a global model, on the processor.

    It bounds what can be learned from the answers about the objects they show, and says nothing about others: only
    images whose object occurs in training get a vector.
    """
    return ordinal_training(workspace, recipe, name=name, resume=resume, progress=progress).run()


def ordinal_training(
    workspace: Workspace,
    recipe: OrdinalRecipe,
    *,
    name: str = "ordinal",
    resume: bool = True,
    progress: Progress = SILENT,
) -> "Training[TripletProblem[ObjectEmbedder]]":
    """What `train_ordinal` runs, ready to be run or estimated."""
    objects = object_names(workspace)
    training = all_data(workspace, np.ones(len(objects), dtype=bool)).training_images
    known = np.isin(objects, objects[training])
    numbers = np.full(len(objects), -1)
    numbers[known] = np.unique(objects[known], return_inverse=True)[1]
    data = all_data(workspace, known)
    entry = ModelEntry(name, "global", encoder="ordinal")

    order = Order(
        workspace=workspace,
        entry=entry,
        recipe=recipe,
        source={"data": data.fingerprint(workspace)},
        counts=_counts(data),
        resume=resume,
        progress=progress,
    )

    import torch

    from simlab.training.embedders import ObjectEmbedder
    from simlab.training.triplet_problem import TripletProblem

    def begin() -> TripletProblem[ObjectEmbedder]:
        return TripletProblem(
            ObjectEmbedder(numbers, recipe.dimensions, recipe.seed), data, recipe, torch.device("cpu")
        )

    def keep(problem: TripletProblem[ObjectEmbedder], description: dict[str, Any]) -> None:
        rows = np.flatnonzero(known)
        vectors = problem.embedder.vectors(rows)
        workspace.write_embedding(entry, vectors, rows, encoder="ordinal", preprocessing=description)

    return Training(order, begin, keep, _nothing)


def _training_on_pictures(
    workspace: Workspace, entry: ModelEntry, data: TrainingData, recipe: CSRecipe, **terms: Unpack[Terms]
) -> "Training[TripletProblem[NetworkEmbedder]]":
    from simlab.training.triplet_problem import TripletProblem

    return network_training(
        workspace,
        entry,
        recipe,
        lambda embedder, device: TripletProblem(embedder, data, recipe, device),
        data=data.fingerprint(workspace),
        counts=_counts(data),
        training_rows=data.training_images,
        plain_rows=data.measured_images,
        **terms,
    )


def _counts(data: TrainingData) -> dict[str, int]:
    return {"triples": len(data.training), "left_out": data.left_out}


def _nothing() -> None:
    """Free vectors are stored as the model's when they are kept."""


def _slug(context: str) -> str:
    return check_name(re.sub(r"[^A-Za-z0-9._+-]+", "-", context).strip("-").lower() or "context", "model")
