"""Training on answers, as a user asks for it: a CS-model, a global model, or an image-free embedding."""

import re
from typing import Any

import numpy as np
from jaxtyping import Int

from simlab.encoders import StoredAs
from simlab.progress import SILENT, Progress
from simlab.training.course import NetworkRegister, Order, TrainingResult, run_training
from simlab.training.recipes import CSRecipe, OrdinalRecipe, TripletRecipe
from simlab.training.training_data import TrainingData, all_data, cluster_data
from simlab.workspace import ModelEntry, Workspace, check_name
from simlab.workspace.fingerprints import fingerprint


def train_cs(
    workspace: Workspace,
    context: str,
    recipe: CSRecipe,
    *,
    name: str | None = None,
    resume: bool = True,
    device: str = "auto",
    store: StoredAs = "fp32",
    progress: Progress = SILENT,
) -> TrainingResult:
    """Train a CS-model on one context cluster, embed all images with it, and register it.

    Args:
        workspace: images with pictures, and triples.
        context: a context cluster.
        recipe: every setting.
        name: of the model and its run; by default `cs-` and the context.
        resume: go on where a run of that name stopped; a finished one is left as it is.
        device: `auto`, `cpu`, `cuda`, …
        store: the numbers in which the vectors are stored.
        progress: hears of every step.

    Raises:
        NotFoundError: the context has no training triples whose images have pictures, or there is no such model as the
            recipe's `start_from`.
        InputError: the network of `start_from` is another, or timm knows no such backbone.
        ConflictError: a model of that name exists that was not trained here.
        FingerprintError: a run of that name was made with other settings or from other data.
        JobCancelled: the user asked to stop; call again to go on.
    """
    entry = ModelEntry(name or f"cs-{_slug(context)}", "cs", context=context)
    data = cluster_data(workspace, context, workspace.has_picture)
    return _train_on_pictures(workspace, entry, data, recipe, resume, device, store, progress)


def train_global(
    workspace: Workspace,
    recipe: CSRecipe,
    *,
    name: str = "global",
    resume: bool = True,
    device: str = "auto",
    store: StoredAs = "fp32",
    progress: Progress = SILENT,
) -> TrainingResult:
    """Train one model on the training triples of all clusters together; otherwise as `train_cs`."""
    data = all_data(workspace, workspace.has_picture)
    return _train_on_pictures(workspace, ModelEntry(name, "global"), data, recipe, resume, device, store, progress)


def train_ordinal(
    workspace: Workspace,
    recipe: OrdinalRecipe,
    *,
    name: str = "ordinal",
    resume: bool = True,
    progress: Progress = SILENT,
) -> TrainingResult:
    """Fit one vector per object to the answers, without pictures, and register it as a global model.

    It bounds what can be learned from the answers about the objects they show, and says nothing about others: only
    images whose object occurs in training get a vector.
    """
    objects = _object_of_image(workspace)
    known = np.zeros(len(workspace.images), dtype=bool)
    training = all_data(workspace, np.ones_like(known)).training
    known[np.isin(objects, objects[np.unique(training[["reference", "a", "b"]].to_numpy())])] = True
    numbers = np.full(len(objects), -1)
    numbers[known] = np.unique(objects[known], return_inverse=True)[1]
    data = all_data(workspace, known)
    entry = ModelEntry(name, "global", encoder="ordinal")

    order = _order(workspace, entry, data, recipe, resume, progress)

    import torch

    from simlab.training.embedders import ObjectEmbedder
    from simlab.training.triplet_problem import TripletProblem

    def begin() -> TripletProblem[ObjectEmbedder]:
        return TripletProblem(
            ObjectEmbedder(numbers, recipe.dimensions, recipe.seed), data, recipe, torch.device("cpu")
        )

    def register(problem: TripletProblem[ObjectEmbedder], description: dict[str, Any]) -> None:
        rows = np.flatnonzero(known)
        vectors = problem.embedder.vectors(rows)
        workspace.write_embedding(entry, vectors, rows, encoder="ordinal", preprocessing=description)

    return run_training(order, begin, register)


def _train_on_pictures(
    workspace: Workspace,
    entry: ModelEntry,
    data: TrainingData,
    recipe: CSRecipe,
    resume: bool,
    device: str,
    store: StoredAs,
    progress: Progress,
) -> TrainingResult:
    from simlab.encoders.devices import choose_device
    from simlab.encoders.embedding_network import NetworkShape
    from simlab.training.embedders import PictureEmbedder
    from simlab.training.image_bank import ImageBank
    from simlab.training.start_weights import network_to_train, read_start
    from simlab.training.triplet_problem import TripletProblem

    shape = NetworkShape(recipe.backbone, recipe.size, recipe.dimensions)
    start = read_start(workspace, recipe.start_from, shape, entry.name) if recipe.start_from else None
    order = _order(workspace, entry, data, recipe, resume, progress, start.fingerprint if start else None)
    registered = NetworkRegister(workspace, entry, device, store, progress)

    def begin() -> TripletProblem[PictureEmbedder]:
        network = network_to_train(shape, recipe.seed, start)
        training = ImageBank(
            workspace, _images_of(data.training), PictureEmbedder.bank_side(recipe.size), progress=progress
        )
        measured = [_images_of(triples) for triples in data.measured.values()]
        plain = ImageBank(workspace, np.concatenate([[], *measured]), recipe.size, progress=progress)
        embedder = PictureEmbedder(network, training, plain, recipe, choose_device(device))
        return TripletProblem(embedder, data, recipe, choose_device(device))

    def register(problem: TripletProblem[PictureEmbedder], description: dict[str, Any]) -> None:
        registered.add(problem.embedder.network, description)

    result = run_training(order, begin, register)
    registered.match_store()
    return result


def _order(
    workspace: Workspace,
    entry: ModelEntry,
    data: TrainingData,
    recipe: TripletRecipe,
    resume: bool,
    progress: Progress,
    start_weights: str | None = None,
) -> Order:
    """A run on answers, which begins with weights of this fingerprint where they are not random."""
    source = {"data": _data_fingerprint(workspace, data)}
    return Order(
        workspace=workspace,
        entry=entry,
        recipe=recipe,
        source=source if start_weights is None else {**source, "start_weights": start_weights},
        counts={"triples": len(data.training), "left_out": data.left_out},
        resume=resume,
        progress=progress,
    )


def _data_fingerprint(workspace: Workspace, data: TrainingData) -> str:
    """Of everything that a run learns from or is chosen by: answers and pictures."""
    columns = ["reference", "a", "b", "choice", "votes_a", "votes_b", "class_a", "class_b"]
    parts = [frame[columns].to_csv(index=False) for frame in (data.training, *data.measured.values())]
    images = np.unique(np.concatenate([_images_of(frame) for frame in (data.training, *data.measured.values())]))
    return fingerprint(parts, workspace.images["sha256"].fillna("").iloc[images].tolist())


def _images_of(triples: Any) -> Int[np.ndarray, " k"]:
    return np.unique(triples[["reference", "a", "b"]].to_numpy(dtype=np.int64))


def _object_of_image(workspace: Workspace) -> np.ndarray:
    """Per image the name of its object, and the image's own id where it has none."""
    images = workspace.images
    names: np.ndarray = ("object " + images["object"]).fillna("image " + images["id"]).to_numpy(dtype=str)
    return names


def _slug(context: str) -> str:
    return check_name(re.sub(r"[^A-Za-z0-9._+-]+", "-", context).strip("-").lower() or "context", "model")
