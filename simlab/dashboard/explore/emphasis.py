"""Size or opacity of a point by the number of triples behind it, so that what rests on little looks like it."""

from typing import Literal

import numpy as np
from jaxtyping import Float32, Int

Emphasis = Literal["none", "size", "opacity"]
_DIAMETERS = (4.0, 14.0)
_OPACITIES = (0.25, 1.0)


def diameters(n_triples: Int[np.ndarray, " references"]) -> Float32[np.ndarray, " references"]:
    """Pixels, 4 to 14, by which a disc's area grows with the number of triples."""
    low, high = _DIAMETERS
    return np.asarray(np.sqrt(low**2 + _share(n_triples) * (high**2 - low**2)), dtype=np.float32)


def opacities(n_triples: Int[np.ndarray, " references"]) -> Float32[np.ndarray, " references"]:
    """From 0.25 for the reference with the fewest triples to 1 for the one with the most."""
    low, high = _OPACITIES
    return np.asarray(low + _share(n_triples) * (high - low), dtype=np.float32)


def _share(n_triples: Int[np.ndarray, " references"]) -> np.ndarray:
    """0 for the fewest, 1 for the most; 1 for all where they are equal."""
    if len(n_triples) == 0 or n_triples.max() == n_triples.min():
        return np.ones(len(n_triples))
    lowest = float(n_triples.min())
    return np.asarray((n_triples - lowest) / (float(n_triples.max()) - lowest))
