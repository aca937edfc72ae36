"""What a training run is asked for, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from simlab.encoders import StoredAs
from simlab.progress import Progress
from simlab.training.recipes import LoopRecipe
from simlab.workspace import ModelEntry, Workspace


@dataclass(frozen=True)
class TrainingResult:
    """What came of a training run.

    Attributes:
        model: its name.
        run: the folder of the run.
        epochs: how many were trained.
        best_epoch: whose weights were kept.
        figures: of that epoch, in 0…1, as far as they can be measured: accuracies `local`, `context`, `validation`;
            `view_retrieval` and the like where training saw no answers.
        selection: the figure that chose the epoch, or None.
        triples: training triples used; 0 where training saw no answers.
        left_out: what could not be used: training triples with an image that has no picture, or, where training saw no
            answers, their images that have no picture or occur in validation or test triples too.
        seconds: spent in training, embedding not included.
        images: images trained on where training saw no answers, else None.
        weights: how many numbers the modules have, and how many of them are trained; None in older runs.
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
    weights: dict[str, int] | None = None


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
        register: whether the trained model also embeds all images and joins the workspace's models.
    """

    workspace: Workspace
    entry: ModelEntry
    recipe: LoopRecipe
    source: Mapping[str, str]
    counts: Mapping[str, int]
    resume: bool
    progress: Progress
    register: bool = True


class Terms(TypedDict, total=False):
    """How a training run is carried out, whatever it trains.

    Attributes:
        resume: go on where a run of that name stopped; a finished one is left as it is. True by default.
        device: `auto` (the default), `cpu`, `cuda`, …
        store: the numbers in which vectors are stored, fp32 by default.
        register: whether the trained model embeds all images and joins the workspace's models. True by default.
        progress: hears of every step; nobody by default.
    """

    resume: bool
    device: str
    store: StoredAs
    register: bool
    progress: Progress
