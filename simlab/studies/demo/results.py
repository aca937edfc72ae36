"""What the study on a demo world came to: every model and ensemble on one split, and whether the world is fair."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float64

from simlab.ensembles.constant_strategies import best_member, member_mask
from simlab.evaluation import Difference, Estimate, accuracy_estimate, paired_difference
from simlab.studies.demo.build import BACKBONE, GLOBAL
from simlab.studies.demo.ceiling import noise_ceiling
from simlab.studies.demo.designs import GOOD, NAIVE
from simlab.studies.ensemble_evaluation import difference_json, evaluate_ensemble
from simlab.studies.model_evaluation import estimate_json, evaluate_models
from simlab.studies.split_questions import Part, SplitQuestions, ensemble_members, split_questions
from simlab.workspace import ModelEntry, Workspace

NEIGHBOURS = 10


@dataclass(frozen=True)
class DemoRow:
    """One line of the table.

    Attributes:
        name: of the model or ensemble.
        what: what it is, for people.
        accuracy: over all references of the split.
        own: of a CS-model, on references of its own context.
        gain: of a CS-model, on these references, over the backbone that it was fine-tuned from.
    """

    name: str
    what: str
    accuracy: Estimate
    own: Estimate | None = None
    gain: Difference | None = None


@dataclass(frozen=True)
class DemoResults:
    """A demo world on one split.

    Attributes:
        split: which.
        rows: CS-models, global model, vote, mean, designs, backbone, baselines, and last the noise ceiling.
        best: the CS-model with the highest validation accuracy.
        differences: pairs (of the well drawn design, against what) with their paired differences.
        purity: share of the 10 nearest images in the backbone's features that are of the same context.
        seed, size: of the world.
    """

    split: Part
    rows: tuple[DemoRow, ...]
    best: str
    differences: dict[str, Difference]
    purity: float

    def row(self, name: str) -> DemoRow:
        """The line of that name."""
        return next(row for row in self.rows if row.name == name)

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {
            "split": self.split,
            "synthetic": True,
            "best": self.best,
            "purity": self.purity,
            "rows": [
                {
                    "name": row.name,
                    "what": row.what,
                    "all": estimate_json(row.accuracy),
                    "own_context": estimate_json(row.own) if row.own else None,
                    "gain_over_backbone": difference_json(row.gain) if row.gain else None,
                }
                for row in self.rows
            ],
            "differences": {name: difference_json(difference) for name, difference in self.differences.items()},
        }


def demo_results(workspace: Workspace, split: Part, reveal: str | None = None) -> DemoResults:
    """The table of a built demo.

    Args:
        workspace: made by `build_demo`.
        split: validation or test.
        reveal: the reason for looking at the test split; recorded for the models and every ensemble.

    Raises:
        NotFoundError: the workspace is no demo world, or not built to its end.
        InputError: the test split is closed.
    """
    models = evaluate_models(workspace, split, reveal=reveal)
    members = ensemble_members(workspace)
    asked = split_questions(workspace, split, [entry.name for entry in workspace.scored_models()])
    scores = dict(zip(asked.questions.models, asked.questions.model_scores, strict=True))
    ensembles: dict[str, Estimate] = {}
    for name in ("vote", "mean", GOOD, NAIVE):
        design = name if name in (GOOD, NAIVE) else None
        strategy = "design" if design else name
        done = evaluate_ensemble(workspace, strategy, split, members=members, design=design, reveal=reveal)  # type: ignore[arg-type]
        ensembles[name] = done.estimate
        scores[name] = done.asked.questions.scores(done.prediction.margin)
    best = _best_member(workspace, members)
    rows = [_model_row(workspace, row.model, row.estimate, asked, scores) for row in models.rows]
    after_models = [row for row in rows if row.what.startswith("baseline")]
    drawn = [DemoRow(name, _ENSEMBLES[name], ensembles[name]) for name in ensembles]
    ceiling = DemoRow("noise ceiling", "the annotator without its noise", noise_ceiling(workspace, asked.triples))
    return DemoResults(
        split=split,
        rows=(*(row for row in rows if row not in after_models), *drawn, *after_models, ceiling),
        best=best,
        differences={
            against: _difference(asked, scores[GOOD], scores[against])
            for against in (best, GLOBAL, "vote", "mean", NAIVE)
        },
        purity=context_purity(workspace, BACKBONE),
    )


_ENSEMBLES = {
    "vote": "ensemble: vote of the CS-models",
    "mean": "ensemble: uniform mean of the CS-models",
    GOOD: "ensemble: regions on the global model's map",
    NAIVE: "ensemble: quarters of the backbone's map",
}


def context_purity(workspace: Workspace, model: str) -> float:
    """Mean share of an image's 10 nearest neighbours (cosine) in a model's vectors that show the same context."""
    from sklearn.neighbors import NearestNeighbors

    contexts = workspace.images["context"].to_numpy(dtype=object)
    embedding = workspace.embedding(model)
    rows = np.flatnonzero(embedding.has(np.arange(len(contexts))))
    vectors = embedding.take(rows).astype(np.float32)
    search = NearestNeighbors(n_neighbors=NEIGHBOURS + 1, metric="cosine").fit(vectors)
    found = search.kneighbors(vectors, return_distance=False)
    others = np.where(found == np.arange(len(rows))[:, None], -1, found)
    # Drop each image itself, or the farthest where twins hide it.
    others = np.take_along_axis(others, np.argsort(others == -1, axis=1, kind="stable"), axis=1)[:, :NEIGHBOURS]
    return float(np.mean(contexts[rows][others] == contexts[rows][:, None]))


def _model_row(
    workspace: Workspace,
    model: ModelEntry,
    estimate: Estimate,
    asked: SplitQuestions,
    scores: dict[str, Float64[np.ndarray, " triples"]],
) -> DemoRow:
    if model.kind != "cs":
        return DemoRow(model.name, "global model" if model.kind == "global" else "baseline", estimate)
    references = asked.triples["reference"].to_numpy()
    of_context = (workspace.images["context"] == model.context).fillna(False).to_numpy(dtype=bool)[references]
    return DemoRow(
        model.name,
        "CS-model",
        estimate,
        own=_estimate(asked, scores[model.name], of_context),
        gain=_difference(asked, scores[model.name], scores[BACKBONE], of_context),
    )


def _estimate(
    asked: SplitQuestions, scores: Float64[np.ndarray, " triples"], chosen: Bool[np.ndarray, " t"]
) -> Estimate:
    triples = asked.triples[chosen]
    return accuracy_estimate(scores[chosen], triples["reference"].to_numpy(), triples["row"].to_numpy())


def _difference(
    asked: SplitQuestions,
    first: Float64[np.ndarray, " triples"],
    second: Float64[np.ndarray, " triples"],
    chosen: Bool[np.ndarray, " t"] | None = None,
) -> Difference:
    where = np.ones(len(first), dtype=bool) if chosen is None else chosen
    triples = asked.triples[where]
    return paired_difference(first[where], second[where], triples["reference"].to_numpy(), triples["row"].to_numpy())


def _best_member(workspace: Workspace, members: Sequence[str]) -> str:
    validation = split_questions(workspace, "validation", members).questions
    return validation.models[best_member(validation, member_mask(validation, tuple(members)))]
