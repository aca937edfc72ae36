"""Shares that several seeds gave, as a table has them: their mean with a 95 % interval (Student's t) over the seeds."""

from collections.abc import Sequence

import numpy as np
from scipy.special import stdtrit


def over_seeds(shares: Sequence[float] | np.ndarray, *, signed: bool = False) -> str:
    """In per cent, or with a sign in points: "83.1 [82.0, 84.2]"; a single seed has no interval.

    Args:
        shares: one for each seed, as shares of one.
        signed: they are differences.
    """
    values = 100 * np.asarray(shares, dtype=float)
    mean = values.mean()
    text = f"{mean:+.1f}" if signed else f"{mean:.1f}"
    if len(values) > 1:
        half = float(stdtrit(len(values) - 1, 0.975)) * values.std(ddof=1) / len(values) ** 0.5
        text += f" [{mean - half:.1f}, {mean + half:.1f}]"
    return text.replace("-", "−")
