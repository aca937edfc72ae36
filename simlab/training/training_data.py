"""Which triples a model is trained on, on which it is measured, and which figure chooses its best epoch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Bool, Int, Shaped

from simlab.errors import NotFoundError
from simlab.workspace import Workspace
from simlab.workspace.check_set import is_check
from simlab.workspace.fingerprints import fingerprint


@dataclass(frozen=True)
class TrainingData:
    """Triples of one training run; the test split is never among them.

    Attributes:
        training: of the training split, without held-out rows.
        measured: by name of the figure. `local`: held-out rows of the model's cluster (of all clusters for a global
            model). `context`: validation triples whose reference is of the model's context. `validation`: all
            validation triples, without those of the check set where the study keeps one. Empty ones are left out.
        selection: the figure that chooses the best epoch, or None where nothing can be measured. For a CS-model it is
            `context` where contexts of validation references are known, else `local`; for a global model it is
            `validation`; each falls back on what there is.
        left_out: training triples that cannot be used because an image has no file.
    """

    training: pd.DataFrame
    measured: Mapping[str, pd.DataFrame]
    selection: str | None
    left_out: int

    @property
    def training_images(self) -> Int[np.ndarray, " training"]:
        """Image rows of the training triples, ascending."""
        return _images_of([self.training])

    @property
    def measured_images(self) -> Int[np.ndarray, " measured"]:
        """Image rows of all measured triples, ascending."""
        return _images_of(self.measured.values())

    def fingerprint(self, workspace: Workspace) -> str:
        """Of everything that a run learns from or is chosen by: answers and pictures."""
        frames = [self.training, *self.measured.values()]
        columns = ["reference", "a", "b", "choice", "votes_a", "votes_b", "class_a", "class_b"]
        parts = [frame[columns].to_csv(index=False) for frame in frames]
        return fingerprint(parts, workspace.images["sha256"].fillna("").iloc[_images_of(frames)].tolist())


def cluster_data(workspace: Workspace, context: str, usable: Bool[np.ndarray, " images"]) -> TrainingData:
    """What a CS-model of this context is trained on.

    Args:
        workspace: whose triples.
        context: the name of a context cluster.
        usable: per image row whether it can be embedded.

    Raises:
        NotFoundError: no training triple is of that cluster, or none can be used.
    """
    triples = workspace.triples
    of_cluster = (triples["split"] == "train") & (triples["cluster"] == context).fillna(False)
    if not of_cluster.any():
        known = ", ".join(str(name) for name in triples["cluster"].dropna().unique()) or "none"
        raise NotFoundError(
            f"Workspace {workspace.manifest.name!r} has no training triples in context {context!r}. Its context "
            f"clusters: {known}. Make some with `simlab contexts`."
        )
    of_context = (workspace.images["context"] == context).fillna(False).to_numpy(dtype=bool)
    validation = _validation(workspace)
    measured = {
        "local": of_cluster & triples["held_out"],
        "context": validation & of_context[triples["reference"]],
        "validation": validation,
    }
    order = ("context", "local", "validation")
    return _data(workspace, of_cluster & ~triples["held_out"], measured, order, usable, f"in context {context!r}")


def all_data(workspace: Workspace, usable: Bool[np.ndarray, " images"]) -> TrainingData:
    """What a global model is trained on: all clusters together, held-out rows left out so that they stay comparable.

    Args:
        workspace: whose triples.
        usable: per image row whether it can be embedded.

    Raises:
        NotFoundError: there are no training triples, or none can be used.
    """
    triples = workspace.triples
    training = triples["split"] == "train"
    measured = {"local": training & triples["held_out"], "validation": _validation(workspace)}
    return _data(workspace, training & ~triples["held_out"], measured, ("validation", "local"), usable, "at all")


def object_names(workspace: Workspace) -> Shaped[np.ndarray, " images"]:
    """Per image the name of its object, and the image's own id where it has none, as text."""
    images = workspace.images
    names: np.ndarray = ("object " + images["object"]).fillna("image " + images["id"]).to_numpy(dtype=str)
    return names


def _images_of(frames: Iterable[pd.DataFrame]) -> Int[np.ndarray, " images"]:
    images = [frame[["reference", "a", "b"]].to_numpy(dtype=np.int64).ravel() for frame in frames]
    return np.unique(np.concatenate([np.empty(0, dtype=np.int64), *images]))


def _validation(workspace: Workspace) -> pd.Series:
    """bool per triple: what may choose an epoch."""
    triples = workspace.triples
    return (triples["split"] == "validation") & ~is_check(workspace, triples["reference"].to_numpy())


def _data(
    workspace: Workspace,
    training: pd.Series,
    measured: Mapping[str, pd.Series],
    order: tuple[str, ...],
    usable: Bool[np.ndarray, " images"],
    where: str,
) -> TrainingData:
    triples = workspace.triples
    complete = usable[triples[["reference", "a", "b"]].to_numpy()].all(axis=1)
    if not (training & complete).any():
        raise NotFoundError(
            f"Workspace {workspace.manifest.name!r} has {int(training.sum()):,} training triples {where}, and of none "
            "of them all three images have a file. Import triples of the training split, with --images."
        )
    answered = complete & (triples["choice"] != "tie")
    sets = {name: triples[chosen & answered] for name, chosen in measured.items()}
    sets = {name: frame for name, frame in sets.items() if len(frame)}
    selection = next((name for name in order if name in sets), None)
    return TrainingData(triples[training & complete], sets, selection, int((training & ~complete).sum()))
