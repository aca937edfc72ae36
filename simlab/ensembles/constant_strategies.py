"""The strategies that treat every reference alike: best single model, majority vote, uniform mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float64, Int

from simlab.ensembles.combination import Assignment, Prediction, combine, margin_scales
from simlab.ensembles.questions import Questions

ConstantName = Literal["best", "vote", "mean"]


@dataclass(frozen=True, eq=False)
class ConstantWeights:
    """The same weights for every reference, fitted."""

    models: tuple[str, ...]
    weights: Float64[np.ndarray, " models"]
    scales: Float64[np.ndarray, " models"]
    vote: bool

    def assign(self, references: Int[np.ndarray, " references"]) -> Assignment:
        """See `FittedStrategy.assign`."""
        return Assignment.everywhere(self.weights, len(references), vote=self.vote)

    def predict(self, questions: Questions) -> Prediction:
        """See `FittedStrategy.predict`."""
        return combine(questions, self.assign(questions.references), self.scales)


@dataclass(frozen=True)
class ConstantStrategy:
    """Best single model, majority vote or uniform mean of some members.

    Attributes:
        name: `best` (the member with the highest validation accuracy, first in manifest order on ties), `vote`
            (each member one vote) or `mean` (distances on one scale, averaged).
        members: names of models; empty for all at hand.
    """

    name: ConstantName
    members: tuple[str, ...] = ()

    @property
    def learned(self) -> bool:
        """Only `best` chooses from answers."""
        return self.name == "best"

    def fit(self, evidence: Questions) -> ConstantWeights:
        """See `Strategy.fit`."""
        members = member_mask(evidence, self.members)
        if self.name == "best":
            weights = np.zeros(len(evidence.models))
            weights[best_member(evidence, members)] = 1.0
        else:
            weights = members.astype(np.float64)
        return ConstantWeights(evidence.models, weights, margin_scales(evidence), vote=self.name == "vote")


def member_mask(evidence: Questions, members: Sequence[str]) -> np.ndarray:
    """bool per model: whether it is a member; all are when none is named.

    Raises:
        InputError: a member is not among the models at hand.
    """
    mask = np.zeros(len(evidence.models), dtype=bool)
    mask[[evidence.column(name) for name in members] if members else slice(None)] = True
    return mask


def best_member(evidence: Questions, members: np.ndarray, where: np.ndarray | None = None) -> int:
    """The member with the highest accuracy, the first on ties.

    Args:
        evidence: validation triples.
        members: bool per model.
        where: bool per reference, those that count; all by default. Where none is scored, all count.
    """
    chosen = np.ones(len(evidence.references), dtype=bool) if where is None else where
    if not evidence.answered[chosen].any():
        chosen = np.ones(len(evidence.references), dtype=bool)
    right = evidence.correct[:, chosen].sum(axis=1)
    return int(np.argmax(np.where(members, right, -1.0)))
