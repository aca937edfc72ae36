"""Figures of agreement and slices as people read them."""

import math

from simlab.evaluation.agreement import Consistency
from simlab.evaluation.comparisons import Difference
from simlab.evaluation.correction import SIGNIFICANT
from simlab.evaluation.slices import SliceComparison
from simlab.evaluation.wording import INDISTINCT, difference_text

_MINUS = str.maketrans("-", "−")


def consistency_text(consistency: Consistency) -> str:
    """κ as "0.27 [0.25, 0.29]"; an en dash where there is none."""
    if math.isnan(consistency.value):
        return "–"
    value = kappa_text(consistency.value)
    if consistency.low is None or consistency.high is None:
        return value
    return f"{value} [{kappa_text(consistency.low)}, {kappa_text(consistency.high)}]"


def kappa_text(value: float) -> str:
    """κ with two decimals and a true minus; what rounds to nothing has none; an en dash where there is none."""
    return "–" if math.isnan(value) else f"{round(value, 2) + 0.0:.2f}".translate(_MINUS)


def lead_text(compared: SliceComparison) -> str:
    """Points that a model leads by in a slice, as "+2.1", with a star where they hold after the correction.

    Empty for the model that is compared with.
    """
    if compared.difference is None:
        return ""
    points = round(100 * compared.difference.value, 1) + 0.0
    return f"{points:+.1f}".translate(_MINUS) + ("*" if compared.distinguishable else "")


def corrected_text(corrected_p: float | None, n_comparisons: int) -> str:
    """A corrected p-value as "p = 0.021 after correction for 88 comparisons"; empty where there is none."""
    if corrected_p is None:
        return ""
    p = "p < 0.001" if corrected_p < 0.001 else f"p = {corrected_p:.3f}"
    return f"{p} after correction for {n_comparisons:,} comparison{'' if n_comparisons == 1 else 's'}"


def corrected_difference_text(difference: Difference, corrected_p: float | None) -> str:
    """`difference_text`, which also says where a difference does not hold after the correction."""
    lost = difference.distinguishable and (corrected_p is None or corrected_p >= SIGNIFICANT)
    return difference_text(difference) + (f", {INDISTINCT} after correction" if lost else "")
