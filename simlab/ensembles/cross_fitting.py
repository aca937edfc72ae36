"""Honest validation figures of strategies that learn: each reference is judged by a fit that never saw it."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64

from simlab.ensembles.questions import Questions
from simlab.ensembles.strategy import Strategy
from simlab.errors import InputError
from simlab.evaluation import reference_folds

FOLDS = 5


@dataclass(frozen=True, eq=False)
class CrossFitting:
    """Folds of whole references, cut once for any number of strategies.

    Attributes:
        folds: per fold the questions to learn from, those to judge on, and which triples of the evidence these are.
    """

    folds: tuple[tuple[Questions, Questions, Bool[np.ndarray, " triples"]], ...]

    @classmethod
    def of(cls, evidence: Questions, folds: int = FOLDS, seed: int = 0) -> "CrossFitting":
        """Cut the evidence.

        Raises:
            InputError: there are fewer references than folds.
        """
        if len(evidence.references) < folds:
            raise InputError(
                f"{len(evidence.references)} references are too few for {folds} folds of cross-validation. "
                "Use a workspace with more validation references."
            )
        fold = reference_folds(evidence.references, folds, seed)
        cut = []
        for number in range(folds):
            held_out = fold == number
            judged = held_out[evidence.positions]
            cut.append((evidence.restricted(~held_out), evidence.restricted(held_out), judged))
        return cls(tuple(cut))

    def margin(self, strategy: Strategy) -> Float64[np.ndarray, " triples"]:
        """Margins on the evidence, each from a fit on the other folds; scales are refitted too."""
        margin = np.empty(len(self.folds[0][2]))
        for learned_from, judged_on, judged in self.folds:
            margin[judged] = strategy.fit(learned_from).predict(judged_on).margin
        return margin


def cross_fitted_margin(
    strategy: Strategy, evidence: Questions, *, folds: int = FOLDS, seed: int = 0
) -> Float64[np.ndarray, " triples"]:
    """`CrossFitting.margin` for one strategy.

    Raises:
        InputError: there are fewer references than folds.
    """
    return CrossFitting.of(evidence, folds, seed).margin(strategy)
