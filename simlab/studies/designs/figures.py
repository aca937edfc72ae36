"""The figures of a design, and what they are computed from."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int64

from simlab.ensembles import ConstantName, Rule
from simlab.evaluation import Difference, Estimate


@dataclass(frozen=True)
class RegionFigures:
    """One region, or the fallback.

    Attributes:
        id: of the region; "fallback" for the fallback.
        name: for people.
        rule: what is done there.
        chosen: the model that a `best` rule has chosen, else None.
        n_references: references that fall in it (first in priority).
        n_triples: their triples.
        accuracy: of the ensemble on them.
        models: each model's accuracy on them.
    """

    id: str
    name: str
    rule: Rule
    chosen: str | None
    n_references: int
    n_triples: int
    accuracy: Estimate
    models: dict[str, Estimate]


@dataclass(frozen=True)
class DesignFigures:
    """A design on one part of the validation split.

    Attributes:
        accuracy: with its interval.
        differences: to best single model, vote and mean, on the same triples; without p-values.
        cross_fitted: where a rule chooses from answers, the accuracy with each reference judged by a fit without it.
        regions: in priority order, the fallback last.
        n_ties: human ties, left out of accuracy.
        n_missing: triples that some model lacks a vector for.
    """

    accuracy: Estimate
    differences: dict[ConstantName, Difference]
    cross_fitted: Estimate | None
    regions: tuple[RegionFigures, ...]
    n_ties: int
    n_missing: int


@dataclass(frozen=True, eq=False)
class Judged:
    """What a design answers.

    Attributes:
        weights: see `FittedDesign.weights`.
        regions: per reference the number of its region.
        scores: per triple; see `Questions.scores`.
        cross_fitted: where a rule chooses from answers, the same with each reference judged by a fit without it.
    """

    weights: Float64[np.ndarray, "regions models"]
    regions: Int64[np.ndarray, " references"]
    scores: Float64[np.ndarray, " triples"]
    cross_fitted: Float64[np.ndarray, " triples"] | None

    @property
    def honest(self) -> Float64[np.ndarray, " triples"]:
        """The scores to compare designs by: cross-fitted where there are such."""
        return self.scores if self.cross_fitted is None else self.cross_fitted
