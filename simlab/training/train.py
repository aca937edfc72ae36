"""Training as a user asks for it: a CS-model, a global model, or an image-free embedding of a workspace."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from jaxtyping import Bool, Int

from simlab.encoders import extract, open_encoder
from simlab.errors import NotFoundError
from simlab.progress import SILENT, Progress
from simlab.training.recipe import CSRecipe, OrdinalRecipe, TripletRecipe
from simlab.training.run_folder import open_run, write_run
from simlab.training.training_data import TrainingData, all_data, cluster_data
from simlab.workspace import ModelEntry, Workspace, check_name
from simlab.workspace.fingerprints import fingerprint

if TYPE_CHECKING:
    from simlab.training.embedders import Embedder

E = TypeVar("E", bound="Embedder")


@dataclass(frozen=True)
class TrainingResult:
    """What came of a training run.

    Attributes:
        model: the name under which it is registered.
        run: the folder of the run.
        epochs: how many were trained.
        best_epoch: whose weights were kept.
        figures: accuracies of that epoch in 0…1: `local`, `context`, `validation`, as far as they can be measured.
        selection: the figure that chose the epoch, or None.
        triples: training triples used.
        left_out: training triples not used because an image has no file.
        seconds: spent in training, embedding not included.
    """

    model: str
    run: Path
    epochs: int
    best_epoch: int
    figures: dict[str, float]
    selection: str | None
    triples: int
    left_out: int
    seconds: float


def train_cs(
    workspace: Workspace,
    context: str,
    recipe: CSRecipe,
    *,
    name: str | None = None,
    resume: bool = True,
    device: str = "auto",
    progress: Progress = SILENT,
) -> TrainingResult:
    """Train a CS-model on one context cluster, embed all images with it, and register it.

    Args:
        workspace: images with files, and triples.
        context: a context cluster.
        recipe: every setting.
        name: of the model and its run; by default `cs-` and the context.
        resume: go on where a run of that name stopped; a finished one is left as it is.
        device: `auto`, `cpu`, `cuda`, …
        progress: hears of every step.

    Raises:
        NotFoundError: the context has no training triples whose images have files.
        ConflictError: a model of that name exists that was not trained here.
        FingerprintError: a run of that name was made with other settings or from other data.
        JobCancelled: the user asked to stop; call again to go on.
    """
    entry = ModelEntry(name or f"cs-{_slug(context)}", "cs", context=context)
    data = cluster_data(workspace, context, _has_file(workspace))
    return _train_on_pictures(workspace, entry, data, recipe, resume, device, progress)


def train_global(
    workspace: Workspace,
    recipe: CSRecipe,
    *,
    name: str = "global",
    resume: bool = True,
    device: str = "auto",
    progress: Progress = SILENT,
) -> TrainingResult:
    """Train one model on the training triples of all clusters together; otherwise as `train_cs`."""
    data = all_data(workspace, _has_file(workspace))
    return _train_on_pictures(workspace, ModelEntry(name, "global"), data, recipe, resume, device, progress)


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

    from simlab.training.embedders import ObjectEmbedder

    def embedder() -> ObjectEmbedder:
        return ObjectEmbedder(numbers, recipe.dimensions, recipe.seed)

    def register(fitted: ObjectEmbedder, description: dict[str, Any]) -> None:
        rows = np.flatnonzero(known)
        workspace.write_embedding(entry, fitted.vectors(rows), rows, encoder="ordinal", preprocessing=description)

    return _train(workspace, entry, data, recipe, resume, "cpu", progress, embedder, register)


def _train_on_pictures(
    workspace: Workspace,
    entry: ModelEntry,
    data: TrainingData,
    recipe: CSRecipe,
    resume: bool,
    device: str,
    progress: Progress,
) -> TrainingResult:
    from simlab.encoders.devices import choose_device
    from simlab.encoders.embedding_network import NetworkShape, build_network
    from simlab.encoders.model_files import write_model
    from simlab.training.embedders import PictureEmbedder
    from simlab.training.image_bank import ImageBank

    def embedder() -> PictureEmbedder:
        network = build_network(NetworkShape(recipe.backbone, recipe.size, recipe.dimensions), recipe.seed)
        training = ImageBank(
            workspace, _images_of(data.training), PictureEmbedder.bank_side(recipe.size), progress=progress
        )
        measured = [_images_of(triples) for triples in data.measured.values()]
        plain = ImageBank(workspace, np.concatenate([[], *measured]), recipe.size, progress=progress)
        return PictureEmbedder(network, training, plain, recipe, choose_device(device))

    def register(fitted: PictureEmbedder, description: dict[str, Any]) -> None:
        write_model(workspace.path / "models" / entry.name, fitted.network, description)
        encoder = open_encoder(f"checkpoint:{entry.name}", workspace)
        extract(workspace, encoder, entry, device=device, checkpoint=f"models/{entry.name}", progress=progress)

    return _train(workspace, entry, data, recipe, resume, device, progress, embedder, register)


def _train(
    workspace: Workspace,
    entry: ModelEntry,
    data: TrainingData,
    recipe: TripletRecipe,
    resume: bool,
    device: str,
    progress: Progress,
    embedder: Callable[[], E],
    register: Callable[[E, dict[str, Any]], None],
) -> TrainingResult:
    """The course that all training takes: open the run, train, register; a finished run is only read."""
    asked = {
        "kind": entry.kind,
        "context": entry.context,
        "recipe": {"name": type(recipe).__name__, **recipe.as_json()},
        "data": _data_fingerprint(workspace, data),
    }
    folder, run = open_run(workspace, entry.name, asked, resume=resume)
    if not (run["finished"] and _is_registered(workspace, entry)):
        from simlab.encoders.devices import choose_device
        from simlab.training.loop import CHECKPOINT, best_record, run_loop
        from simlab.training.triplet_problem import TripletProblem

        fitted = embedder()
        problem = TripletProblem(fitted, data, recipe, choose_device(device))
        history = run_loop(problem, recipe, folder, repr(entry.name), progress)
        best = best_record(history, data.selection)
        outcome = {
            "epochs": len(history),
            "best_epoch": best.epoch,
            "selection": data.selection,
            "figures": dict(best.figures),
            "triples": len(data.training),
            "left_out": data.left_out,
            "seconds": history[-1].seconds,
        }
        register(fitted, {**asked, "outcome": outcome})
        run = {**run, "finished": True, "outcome": outcome}
        write_run(folder, run)
        (folder / CHECKPOINT).unlink(missing_ok=True)
    return TrainingResult(model=entry.name, run=folder, **run["outcome"])


def _is_registered(workspace: Workspace, entry: ModelEntry) -> bool:
    try:
        workspace.embedding(entry.name)
    except NotFoundError:
        return False
    return True


def _data_fingerprint(workspace: Workspace, data: TrainingData) -> str:
    """Of everything that a run learns from or is chosen by: answers and pictures."""
    columns = ["reference", "a", "b", "choice", "votes_a", "votes_b", "class_a", "class_b"]
    parts = [frame[columns].to_csv(index=False) for frame in (data.training, *data.measured.values())]
    images = np.unique(np.concatenate([_images_of(frame) for frame in (data.training, *data.measured.values())]))
    return fingerprint(parts, workspace.images["sha256"].fillna("").iloc[images].tolist())


def _images_of(triples: Any) -> Int[np.ndarray, " k"]:
    return np.unique(triples[["reference", "a", "b"]].to_numpy(dtype=np.int64))


def _has_file(workspace: Workspace) -> Bool[np.ndarray, " images"]:
    result: np.ndarray = workspace.images["path"].notna().to_numpy()
    return result


def _object_of_image(workspace: Workspace) -> np.ndarray:
    """Per image the name of its object, and the image's own id where it has none."""
    images = workspace.images
    names: np.ndarray = ("object " + images["object"]).fillna("image " + images["id"]).to_numpy(dtype=str)
    return names


def _slug(context: str) -> str:
    return check_name(re.sub(r"[^A-Za-z0-9._+-]+", "-", context).strip("-").lower() or "context", "model")
