"""Whom a design is held against when it is presented: what needs no drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float64

from simlab.ensembles import ConstantStrategy
from simlab.evaluation import Difference, Estimate, accuracy_estimate, distance_table, paired_difference
from simlab.studies.split_questions import SplitQuestions
from simlab.workspace import Workspace

RivalKind = Literal["best", "vote", "mean", "global", "baseline"]


@dataclass(frozen=True)
class Rival:
    """What the design is held against.

    Attributes:
        kind: best single member, majority vote, uniform mean, the best global model, or the best baseline.
        model: its name; None for vote and mean.
        accuracy: its own.
        ahead: accuracy of the design minus its, on the triples that both can answer.
    """

    kind: RivalKind
    model: str | None
    accuracy: Estimate
    ahead: Difference


def rivals_of(
    workspace: Workspace,
    asked: SplitQuestions,
    members: tuple[str, ...],
    best: int,
    scores: Float64[np.ndarray, " triples"],
) -> list[Rival]:
    """All rivals that the study has: best single, vote, mean, the best global model, the best baseline.

    Args:
        workspace: the study.
        asked: the validation triples that may be seen.
        members: who may answer, and who votes.
        best: number of the best member among the models of the questions.
        scores: of the design.
    """
    questions = asked.questions
    found: list[tuple[RivalKind, str | None, Float64[np.ndarray, " triples"]]] = [
        ("best", questions.models[best], questions.model_scores[best])
    ]
    if len(members) > 1:
        for name in ("vote", "mean"):
            combined = ConstantStrategy(name, members).fit(questions).predict(questions)
            found.append((name, None, questions.scores(combined.margin)))
    for kind in ("global", "baseline"):
        names = [entry.name for entry in workspace.models(kind) if entry.name not in members]
        if (highest := _highest(workspace, asked, names)) is not None:
            found.append((kind, *highest))
    references = questions.references[questions.positions]
    return [
        Rival(
            kind,
            model,
            accuracy_estimate(of_rival, references, questions.rows),
            paired_difference(scores, of_rival, references, questions.rows, p_value=False),
        )
        for kind, model, of_rival in found
    ]


def _highest(
    workspace: Workspace, asked: SplitQuestions, names: Sequence[str]
) -> tuple[str, Float64[np.ndarray, " triples"]] | None:
    """The most accurate of some models that have vectors, and its scores, NaN where it lacks one."""
    folder = workspace.path / "embeddings"
    with_vectors = [name for name in names if (folder / name / "embedding.json").is_file()]
    if not with_vectors:
        return None
    scores = distance_table(workspace, asked.triples, with_vectors).scores
    known = ~np.isnan(scores)
    means = np.where(known, scores, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    number = int(np.argmax(means))
    return (with_vectors[number], scores[number]) if known[number].any() else None
