"""How well models find pictures of the same class: the rows of `simlab recall`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int
from scipy.spatial.distance import cdist

from simlab.errors import InputError, NotFoundError, first_few
from simlab.evaluation import Estimate, accuracy_estimate
from simlab.evaluation.class_retrieval import AT, ClassRetrieval, class_retrieval, class_retrieval_by
from simlab.studies.reveal import open_test_split, state_fingerprint
from simlab.workspace import SPLITS, ModelEntry, Workspace
from simlab.workspace.fingerprints import fingerprint

SUBJECT = "class retrieval of single models"


@dataclass(frozen=True)
class RecallRow:
    """One model's figures.

    Attributes:
        model: its entry in the manifest.
        figures: Recall@1, 2, 4 and 8, MAP@R and R-precision by name (`recall_at_1`, …, `map_at_r`, `r_precision`),
            each a mean over pictures with its 95 % interval over classes. `n_triples` and `n_references` of an estimate
            are pictures and classes here.
    """

    model: ModelEntry
    figures: dict[str, Estimate]

    def to_json(self) -> dict[str, Any]:
        """As on the command line; an end that is not there is null."""
        found = {
            name: {"value": each.value, "low": each.low, "high": each.high, "note": each.note}
            for name, each in self.figures.items()
        }
        return {"model": self.model.name, "kind": self.model.kind, "context": self.model.context, **found}


@dataclass(frozen=True)
class ClassRecall:
    """Models on the classes of one split.

    Attributes:
        split: whose pictures ask and are found.
        synthetic: of the workspace.
        n_pictures: that every model has a vector of.
        n_classes: of these pictures.
        n_alone: pictures that are alone in their class: they are found, and ask nothing.
        n_missing: pictures with a class that some model lacks a vector of; they are left out for all.
        rows: in manifest order.
    """

    split: str
    synthetic: bool
    n_pictures: int
    n_classes: int
    n_alone: int
    n_missing: int
    rows: tuple[RecallRow, ...]

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        counts = {name: getattr(self, name) for name in ("n_pictures", "n_classes", "n_alone", "n_missing")}
        return {
            "split": self.split,
            "synthetic": self.synthetic,
            **counts,
            "models": [row.to_json() for row in self.rows],
        }


def class_recall(
    workspace: Workspace, split: str, *, models: Sequence[str] = (), reveal: str | None = None
) -> ClassRecall:
    """Each picture of a split asks every other for its class, under each model.

    Args:
        workspace: its images have classes (`label`) and a split.
        split: `train`, `validation` or `test`.
        models: names; every scored model by default.
        reveal: the reason for looking at the test split.

    Raises:
        NotFoundError: no such model, or the split has no pictures with a class.
        InputError: no such split, the test split is closed (see `reveal.open_test_split`), a model serves features
            only, or no class has two pictures.
    """
    if split not in SPLITS:
        raise InputError(f"{split!r} is no split; the splits are {', '.join(SPLITS)}.")
    entries = [workspace.model(name) for name in models] or workspace.scored_models()
    if not entries:
        raise NotFoundError(
            f"Workspace {workspace.manifest.name!r} has no model to score. Run `simlab embed` or `simlab train proxy`."
        )
    features = [entry.name for entry in entries if entry.kind == "features"]
    if features:
        raise InputError(f"{first_few(features)}: serves features only and is not scored.")
    asked = _pictures(workspace, split)
    names = tuple(entry.name for entry in entries)
    vectors = {name: workspace.embedding(name) for name in names}
    common = asked[np.all([embedding.has(asked) for embedding in vectors.values()], axis=0)]
    if not len(common):
        raise NotFoundError(
            f"None of the {len(asked):,} pictures of split {split} has vectors in all of the models "
            f"{', '.join(names)}. Embed the missing ones (`simlab embed`), or name fewer models."
        )
    labels = workspace.images["label"].to_numpy(dtype=object)[common].astype(str)
    if split == "test":
        state = state_fingerprint(workspace, names, fingerprint(common, labels.tolist()))
        open_test_split(workspace, SUBJECT, state, reveal)
    found = {
        name: _retrieval(embedding.take(common), labels, embedding.sidecar.distance)
        for name, embedding in vectors.items()
    }
    return ClassRecall(
        split=split,
        synthetic=workspace.manifest.synthetic,
        n_pictures=len(common),
        n_classes=len(np.unique(labels)),
        n_alone=next(iter(found.values())).n_alone,
        n_missing=len(asked) - len(common),
        rows=tuple(RecallRow(entry, _estimates(found[entry.name])) for entry in entries),
    )


def _pictures(workspace: Workspace, split: str) -> Int[np.ndarray, " pictures"]:
    """Image rows of a split that have a class."""
    images = workspace.images
    labelled = images["split"].notna() & images["label"].notna()
    chosen = labelled & (images["split"] == split).fillna(False)
    if not chosen.any():
        have = ", ".join(f"{name} ({count:,})" for name, count in images["split"][labelled].value_counts().items())
        raise NotFoundError(
            f"Workspace {workspace.manifest.name!r} has no pictures with a class in its {split} split. Splits with "
            f"such pictures: {have or 'none'}. Import some with `simlab import folders`."
        )
    return np.flatnonzero(chosen.to_numpy(dtype=bool))


def _retrieval(vectors: Float[np.ndarray, "pictures d"], labels: np.ndarray, distance: str) -> ClassRetrieval:
    if distance == "cosine":
        return class_retrieval(vectors, labels, at=AT)
    exact = vectors.astype(np.float64)
    return class_retrieval_by(lambda rows: cdist(exact[rows], exact), labels, at=AT)


def _estimates(found: ClassRetrieval) -> dict[str, Estimate]:
    return {name: accuracy_estimate(values, found.classes) for name, values in found.figures().items()}
