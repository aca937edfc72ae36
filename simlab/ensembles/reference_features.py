"""Features of references, as strategies that look at the reference see them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Float64

from simlab.ensembles.questions import Questions
from simlab.errors import InputError

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

FeaturesOf = Callable[[np.ndarray], np.ndarray]
"""Image rows to their features [n, d]."""
FEWEST_REFERENCES = 2
"""Validation references with a triple that can be scored; fewer cannot show that a model is better in some places."""


def features_to_learn_from(features_of: FeaturesOf, evidence: Questions) -> Float64[np.ndarray, "references d"]:
    """Features of all validation references.

    Raises:
        InputError: fewer than FEWEST_REFERENCES of them have a triple that can be scored.
    """
    known = int((evidence.answered > 0).sum())
    if known < FEWEST_REFERENCES:
        raise InputError(
            f"{known} of {len(evidence.references):,} validation references have triples that can be scored (human "
            f"ties cannot); to learn where models are right, {FEWEST_REFERENCES} or more are needed. Import more "
            "answers, or use a strategy that learns nothing about references: best, vote, mean."
        )
    return np.asarray(features_of(evidence.references), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class ScaledComponents:
    """Principal components of the features of the validation references, each with variance 1 there."""

    steps: "Pipeline"

    @classmethod
    def fit(cls, features: Float[np.ndarray, "references d"], components: int) -> "ScaledComponents":
        """On these references; with fewer components where there are not so many dimensions or references."""
        from sklearn.decomposition import PCA
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        most = min(components, features.shape[1], max(1, len(features) - 1))
        steps = make_pipeline(PCA(most, svd_solver="full"), StandardScaler())
        return cls(steps.fit(features.astype(np.float64)))

    @property
    def n_components(self) -> int:
        """How many there are."""
        return int(self.steps[0].n_components_)

    def of(self, features: Float[np.ndarray, "n d"]) -> Float64[np.ndarray, "n components"]:
        """The components of other references."""
        found: np.ndarray = self.steps.transform(features.astype(np.float64))
        return found
