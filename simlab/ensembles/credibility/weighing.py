"""From what is known of the models near a reference to their weights there."""

from typing import Literal

import numpy as np
from jaxtyping import Float64

from simlab.ensembles.credibility.windows import WindowCounts

CredibilityMode = Literal["avg", "max", "thres"]
THRESHOLD = 0.75


def credibility_weights(
    counts: WindowCounts, accuracy: Float64[np.ndarray, "windows models"], mode: CredibilityMode, threshold: float
) -> Float64[np.ndarray, "windows models"]:
    """Weights of the models in each window; rows sum to 1.

    Args:
        counts: what the windows hold.
        accuracy: of the models in them, as believed.
        mode: `avg` weighs by accuracy; `max` shares alike between the best in the window and those that cannot be told
            from it; `thres` weighs those above the threshold, and does as `max` where there are none.
        threshold: of `thres`.
    """
    weights = accuracy
    if mode != "avg":
        first = accuracy.argmax(axis=1)
        weights = (~counts.told_apart(first)).astype(np.float64)
        weights[np.arange(len(weights)), first] = 1.0
    if mode == "thres":
        above = np.where(accuracy > threshold, accuracy, 0.0)
        weights = np.where(above.sum(axis=1, keepdims=True) > 0, above, weights)
    totals = weights.sum(axis=1, keepdims=True)
    return np.where(totals > 0, weights / np.where(totals > 0, totals, 1.0), 1 / weights.shape[1])
