"""Stacking of margins: one weight a model, the same everywhere, that explains the human answers best.

Wolpert ("Stacked generalization", 1992) with weights that are not negative, as Breiman ("Stacked regressions", 1996)
found necessary. With margins x on one scale and answers y = ±1 the weights minimise

    Σ_t log(1 + exp(−y_t Σ_m w_m x_m[t])) + λ Σ_m w_m²        w_m ≥ 0

There is no intercept: swapping A and B must turn the answer, and nothing else.
"""

from dataclasses import dataclass

import numpy as np
import scipy.optimize
from jaxtyping import Float64

from simlab.ensembles.combination import margin_scales
from simlab.ensembles.constant_strategies import ConstantWeights
from simlab.ensembles.questions import Questions

PENALTY = 1.0


@dataclass(frozen=True)
class StackingStrategy:
    """See the module.

    Attributes:
        penalty: λ; with hundreds of triples it only settles which of two like models gets the weight (both, alike).
        name: as on the command line.
    """

    penalty: float = PENALTY
    name: str = "stacking"

    @property
    def learned(self) -> bool:
        """Always."""
        return True

    def fit(self, evidence: Questions) -> ConstantWeights:
        """See `Strategy.fit`."""
        scales = margin_scales(evidence)
        decided = evidence.signs != 0
        agreement = evidence.margins[:, decided] / scales[:, None] * evidence.signs[decided]

        def loss(weights: Float64[np.ndarray, " models"]) -> tuple[float, Float64[np.ndarray, " models"]]:
            said = weights @ agreement
            pull = np.exp(-np.logaddexp(0, said))  # 1 / (1 + exp(said)), without overflow
            value = np.logaddexp(0, -said).sum() + self.penalty * (weights**2).sum()
            return float(value), 2 * self.penalty * weights - agreement @ pull

        n_models = len(scales)
        start = np.full(n_models, 1 / n_models)
        found = scipy.optimize.minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * n_models)
        weights = found.x if found.x.sum() > 0 else start  # where every model is worse than chance
        return ConstantWeights(evidence.models, weights / weights.sum(), scales, vote=False)
