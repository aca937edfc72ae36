"""Honest validation figures of strategies that learn: each reference is judged by a fit that never saw it."""

import numpy as np
from jaxtyping import Float64

from simlab.ensembles.questions import Questions
from simlab.ensembles.strategy import Strategy
from simlab.errors import InputError
from simlab.evaluation import reference_folds

FOLDS = 5


def cross_fitted_margin(
    strategy: Strategy, evidence: Questions, *, folds: int = FOLDS, seed: int = 0
) -> Float64[np.ndarray, " triples"]:
    """Margins on the evidence itself, each from a fit on the other folds of references; scales are refitted too.

    Raises:
        InputError: there are fewer references than folds.
    """
    if len(evidence.references) < folds:
        raise InputError(
            f"{len(evidence.references)} references are too few for {folds} folds of cross-validation. "
            "Use a workspace with more validation references."
        )
    fold = reference_folds(evidence.references, folds, seed)
    margin = np.empty(len(evidence))
    for number in range(folds):
        fitted = strategy.fit(evidence.restricted(fold != number))
        held_out = fold == number
        margin[held_out[evidence.positions]] = fitted.predict(evidence.restricted(held_out)).margin
    return margin
