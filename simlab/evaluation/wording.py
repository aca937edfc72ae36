"""Figures as people read them, the same on pages, in tables and in messages."""

import math

from simlab.evaluation.comparisons import Difference
from simlab.evaluation.intervals import Estimate

INDISTINCT = "not distinguishable"


def percent(share: float | None) -> str:
    """A share as "83.4 %"; an en dash where there is none."""
    return "–" if share is None or math.isnan(share) else f"{100 * share:.1f} %"


def accuracy_text(estimate: Estimate) -> str:
    """An accuracy as "83.4 % [81.2, 85.5]", or with the reason why it has no interval."""
    if estimate.low is None or estimate.high is None:
        return f"{percent(estimate.value)} ({estimate.note})" if estimate.note else percent(estimate.value)
    note = f" ({estimate.note})" if estimate.note else ""
    return f"{percent(estimate.value)} [{100 * estimate.low:.1f}, {100 * estimate.high:.1f}]{note}"


def difference_text(difference: Difference) -> str:
    """A difference as "+2.1 points [0.4, 3.8]"; one whose interval holds 0 says "not distinguishable"."""
    if math.isnan(difference.value):
        return "–"
    value = f"{_points(difference.value, '+')} points"
    if difference.low is None or difference.high is None:
        return f"{value} ({difference.note})" if difference.note else value
    ends = f"[{_points(difference.low)}, {_points(difference.high)}]"
    return f"{value} {ends}" + ("" if difference.distinguishable else f", {INDISTINCT}")


def _points(share: float, sign: str = "") -> str:
    """Percentage points with a true minus; what rounds to nothing has none."""
    return f"{round(100 * share, 1) + 0.0:{sign}.1f}".replace("-", "−")


def counts_text(n_triples: int, n_references: int) -> str:
    """ "1,234 triples, 56 references"."""
    return f"{n_triples:,} triple{'' if n_triples == 1 else 's'}, {n_references:,} reference" + (
        "" if n_references == 1 else "s"
    )
