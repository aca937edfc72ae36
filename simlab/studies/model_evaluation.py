"""Accuracy of single models: the rows that page, command line and Python share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from jaxtyping import Float64

from simlab.errors import InputError, NotFoundError
from simlab.evaluation import Estimate, accuracy_estimate, listed_first_score, margins, score, triple_distances
from simlab.studies.reveal import open_test_split, state_fingerprint
from simlab.studies.split_questions import Part, in_rendition, part_triples
from simlab.workspace import ModelEntry, Workspace

Scope = Literal["all", "local", "context"]
SUBJECT = "single models"


@dataclass(frozen=True)
class ModelRow:
    """One model's accuracy.

    Attributes:
        model: its entry in the manifest.
        estimate: accuracy with its interval.
        n_ties: human ties, left out of accuracy.
        n_missing: triples left out because the model lacks a vector.
        listed_first_accuracy: by the count of Lagunas et al. 2019, where the source says what it listed first; it
            takes human ties in, as right when the model picks the one listed first.
    """

    model: ModelEntry
    estimate: Estimate
    n_ties: int
    n_missing: int
    listed_first_accuracy: float | None

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {
            "model": self.model.name,
            "kind": self.model.kind,
            "context": self.model.context,
            **estimate_json(self.estimate),
            "n_ties": self.n_ties,
            "n_missing": self.n_missing,
            "listed_first_accuracy": self.listed_first_accuracy,
        }


@dataclass(frozen=True)
class Evaluation:
    """Single models on one split."""

    split: str
    scope: Scope
    rendition: str | None
    context: str | None
    synthetic: bool
    rows: tuple[ModelRow, ...]

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {
            "split": self.split,
            "scope": self.scope,
            "rendition": self.rendition,
            "context": self.context,
            "synthetic": self.synthetic,
            "models": [row.to_json() for row in self.rows],
        }


def estimate_json(estimate: Estimate) -> dict[str, Any]:
    """An estimate as on the command line; a value or end that is not there is null."""
    return {
        "accuracy": None if np.isnan(estimate.value) else estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "n_triples": estimate.n_triples,
        "n_references": estimate.n_references,
        "note": estimate.note,
    }


def evaluate_models(
    workspace: Workspace,
    split: Part,
    *,
    models: Sequence[str] = (),
    scope: Scope = "all",
    context: str | None = None,
    rendition: str | None = None,
    reveal: str | None = None,
) -> Evaluation:
    """Accuracy of each model on its own triples (comparisons, which need common triples, are made elsewhere).

    Args:
        workspace: the study.
        split: `check` is the part of validation that the study keeps apart.
        models: names; every scored model by default.
        scope: `all` triples of the split; `local`: the held-out training rows of each CS-model's own cluster,
            whatever the split; `context`: the split's references of each CS-model's own context.
        context: only triples whose reference is of this context, for every model alike: a CS-model's accuracy on its
            own context says little without the others' on the same references.
        rendition: answer with another picture of every object.
        reveal: the reason for looking at the test split.

    Raises:
        NotFoundError: no such model, context, rendition or triples.
        InputError: the test split is closed (see `reveal.open_test_split`), or a model serves features only.
    """
    entries = [workspace.model(name) for name in models] or workspace.scored_models()
    if not entries:
        raise NotFoundError(
            f"Workspace {workspace.manifest.name!r} has no model to score. Run `simlab embed`, `simlab train`, or "
            "`simlab import embeddings`."
        )
    for entry in entries:
        if entry.kind == "features":
            raise InputError(f"Model {entry.name!r} serves features only and is not scored.")
    asked_for = tuple(entry.name for entry in entries)
    if scope != "all":
        entries = [entry for entry in entries if entry.kind == "cs" and entry.context]
        if not entries:
            raise NotFoundError(
                f"None of these models is a CS-model of a known context, so there is no {scope} accuracy. Train some "
                "with `simlab train cs`, or ask for all triples."
            )
    triples = workspace.split("train") if scope == "local" else part_triples(workspace, split)
    if context is not None:
        triples = _of_context(workspace, triples, context)
    if rendition is not None:
        workspace.rendition_rows(rendition)
    if split == "test" and scope != "local":
        open_test_split(
            workspace, SUBJECT, state_fingerprint(workspace, asked_for, rendition or "", context or ""), reveal
        )
    rows = []
    for entry in entries:
        in_scope = _in_scope(workspace, triples, entry, scope)
        rows.append(_row(workspace, entry, in_scope, rendition))
    shown = "train" if scope == "local" else split
    return Evaluation(shown, scope, rendition, context, workspace.manifest.synthetic, tuple(rows))


def _of_context(workspace: Workspace, triples: pd.DataFrame, context: str) -> pd.DataFrame:
    contexts = workspace.images["context"].to_numpy(dtype=object)[triples["reference"].to_numpy()]
    chosen = triples[np.array([found is not pd.NA and found == context for found in contexts], dtype=bool)]
    if chosen.empty:
        known = ", ".join(workspace.manifest.contexts) or "none"
        raise NotFoundError(
            f"No triple here has a reference of context {context!r}. Contexts of the workspace: {known}."
        )
    return chosen


def _in_scope(workspace: Workspace, triples: pd.DataFrame, entry: ModelEntry, scope: Scope) -> pd.DataFrame:
    if scope == "local":
        return triples[(triples["cluster"] == entry.context).fillna(False) & triples["held_out"]]
    if scope == "context":
        of_context = (workspace.images["context"] == entry.context).fillna(False).to_numpy(dtype=bool)
        return triples[of_context[triples["reference"].to_numpy()]]
    return triples


def _row(workspace: Workspace, entry: ModelEntry, triples: pd.DataFrame, rendition: str | None) -> ModelRow:
    pictured = in_rendition(workspace, triples, rendition)
    margin = margins(triple_distances(workspace.embedding(entry.name), pictured))
    answered = ~np.isnan(margin)
    scores = score(margin, pictured["choice"])
    return ModelRow(
        model=entry,
        estimate=accuracy_estimate(scores, pictured["reference"].to_numpy(), pictured["row"].to_numpy()),
        n_ties=int((pictured["choice"] == "tie")[answered].sum()),
        n_missing=len(triples) - int(answered.sum()),
        listed_first_accuracy=listed_first_accuracy(margin, pictured),
    )


def listed_first_accuracy(margin: Float64[np.ndarray, " triples"], triples: pd.DataFrame) -> float | None:
    """Accuracy by the count of Lagunas et al. 2019, None where nothing says what the source listed first."""
    if not triples["listed_first"].notna().any():
        return None
    scores = listed_first_score(margin, triples["choice"], triples["listed_first"])
    scored = ~np.isnan(scores)
    return float(scores[scored].mean()) if scored.any() else None
