"""Differences that are looked at together, corrected for their number."""

from collections.abc import Sequence

import numpy as np

from simlab.evaluation.comparisons import Difference, holm

SIGNIFICANT = 0.05
"""A corrected p-value below this is called a difference."""


def corrected_p_values(differences: Sequence[Difference | None]) -> tuple[float | None, ...]:
    """The p-values of these differences, corrected for how many there are (see `holm`).

    Args:
        differences: None for what is not compared.

    Returns:
        one for each, None where there is no p-value; such are not counted.
    """
    p_values = [None if difference is None else difference.p_value for difference in differences]
    corrected = iter(holm(np.array([p for p in p_values if p is not None], dtype=np.float64)).tolist())
    return tuple(None if p is None else next(corrected) for p in p_values)
