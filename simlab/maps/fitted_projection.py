"""What every way to make a map gives: coordinates, and what placement needs besides."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float64


@dataclass(frozen=True)
class FittedProjection:
    """A feature space laid out in two dimensions.

    Attributes:
        coordinates: float64 [n, 2], one row per fitted reference.
        state: named arrays that placing needs beside coordinates and features: `mean` [d] and `components` [2, d] for
            PCA, nothing for the others.
    """

    coordinates: Float64[np.ndarray, "n 2"]
    state: Mapping[str, np.ndarray] = field(default_factory=dict)


@contextmanager
def library_warnings_silenced() -> Iterator[None]:
    """The libraries warn of what is decided here (one thread for a seed) or no fault (separate clusters)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
