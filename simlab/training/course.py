"""The course that all training takes: open the run, train, register the model; a finished run is only read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from simlab.encoders import StoredAs, extract, open_encoder
from simlab.errors import NotFoundError
from simlab.progress import Progress
from simlab.training.recipes import LoopRecipe
from simlab.training.run_folder import open_run, write_run
from simlab.workspace import ModelEntry, Workspace

if TYPE_CHECKING:
    from simlab.encoders.embedding_network import EmbeddingNetwork
    from simlab.training.loop import Problem

P = TypeVar("P", bound="Problem")


@dataclass(frozen=True)
class TrainingResult:
    """What came of a training run.

    Attributes:
        model: the name under which it is registered.
        run: the folder of the run.
        epochs: how many were trained.
        best_epoch: whose weights were kept.
        figures: of that epoch, in 0…1, as far as they can be measured: accuracies `local`, `context`, `validation`;
            `view_retrieval` where training saw no answers.
        selection: the figure that chose the epoch, or None.
        triples: training triples used; 0 where training saw no answers.
        left_out: what could not be used: training triples with an image that has no picture, or, where training saw no
            answers, their images that have no picture or occur in validation or test triples too.
        seconds: spent in training, embedding not included.
        images: images trained on where training saw no answers, else None.
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
    images: int | None = None


@dataclass(frozen=True)
class Order:
    """One training run as it was ordered.

    Attributes:
        workspace: where.
        entry: the model to be.
        recipe: every setting.
        source: fingerprints of what the run learns from; with the recipe they say whether a run may be continued.
        counts: `triples`, `left_out` and the like, for the result.
        resume: go on where a run of that name stopped; a finished one is left as it is.
        progress: hears of every step.
    """

    workspace: Workspace
    entry: ModelEntry
    recipe: LoopRecipe
    source: Mapping[str, str]
    counts: Mapping[str, int]
    resume: bool
    progress: Progress


def run_training(order: Order, begin: Callable[[], P], register: Callable[[P, dict[str, Any]], None]) -> TrainingResult:
    """Train as ordered, or read what came of it before.

    Args:
        order: what to train.
        begin: makes the problem, with its weights as they are at first.
        register: is given the trained problem and its description, and makes it a model of the workspace.

    Raises:
        ConflictError: a model of that name exists that was not trained here.
        FingerprintError: a run of that name was made with other settings or from other data.
        JobCancelled: the user asked to stop; call again to go on.
    """
    workspace, entry, recipe = order.workspace, order.entry, order.recipe
    asked = {
        "kind": entry.kind,
        "context": entry.context,
        "recipe": {"name": type(recipe).__name__, **recipe.as_json()},
        **order.source,
    }
    folder, run = open_run(workspace, entry.name, asked, resume=order.resume)
    if not (run["finished"] and _is_registered(workspace, entry)):
        from simlab.training.loop import CHECKPOINT, best_record, run_loop

        problem = begin()
        history = run_loop(problem, recipe, folder, repr(entry.name), order.progress)
        best = best_record(history, problem.selection)
        outcome = {
            "epochs": len(history),
            "best_epoch": best.epoch,
            "selection": problem.selection,
            "figures": dict(best.figures),
            **order.counts,
            "seconds": history[-1].seconds,
        }
        register(problem, {**asked, "outcome": outcome})
        run = {**run, "finished": True, "outcome": outcome}
        write_run(folder, run)
        (folder / CHECKPOINT).unlink(missing_ok=True)
    return TrainingResult(model=entry.name, run=folder, **run["outcome"])


@dataclass(frozen=True)
class NetworkRegister:
    """Makes a trained network a model of a workspace: its files, and the vectors of all images.

    Attributes:
        workspace: where.
        entry: name, kind and context.
        device: on which images are embedded.
        store: the numbers of the vectors.
        progress: hears one step per image.
    """

    workspace: Workspace
    entry: ModelEntry
    device: str
    store: StoredAs
    progress: Progress

    def add(self, network: "EmbeddingNetwork", description: dict[str, Any]) -> None:
        """Write the model's files, and embed."""
        from simlab.encoders.model_files import write_model

        write_model(self.workspace.path / "models" / self.entry.name, network, description)
        self._embed()

    def match_store(self) -> None:
        """Embed again where the vectors of a finished model are stored as other numbers than asked for."""
        wanted = np.float16 if self.store == "fp16" else np.float32
        if self.workspace.embedding(self.entry.name).vectors.dtype != wanted:
            self._embed()

    def _embed(self) -> None:
        name = self.entry.name
        encoder = open_encoder(f"checkpoint:{name}", self.workspace)
        extract(
            self.workspace,
            encoder,
            self.entry,
            device=self.device,
            store=self.store,
            checkpoint=f"models/{name}",
            progress=self.progress,
        )


def _is_registered(workspace: Workspace, entry: ModelEntry) -> bool:
    try:
        workspace.embedding(entry.name)
    except NotFoundError:
        return False
    return True
