"""Intervals as error bars."""

from collections.abc import Sequence
from typing import Any

from simlab.evaluation import Difference, Estimate

LINE = "#8a94a3"
"""Between light and dark: seen on both."""


def whiskers(figures: Sequence[Estimate | Difference]) -> dict[str, Any]:
    """Horizontal error bars in percent, or percentage points; none where there is no interval."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [None if found.high is None else 100 * (found.high - found.value) for found in figures],
        "arrayminus": [None if found.low is None else 100 * (found.value - found.low) for found in figures],
        "color": LINE,
        "thickness": 1.5,
        "width": 4,
    }
