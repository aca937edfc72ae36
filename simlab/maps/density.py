"""How densely a map is populated: a kernel density estimate on a grid of cells."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from simlab.errors import InputError

CELLS = 96
"""Cells along each axis."""

_REACH = 3  # bandwidths from the outermost point to the grid's edge, and to the end of a kernel


@dataclass(frozen=True, eq=False)
class MapDensity:
    """Density at the middle of every cell of a grid over a map.

    Attributes:
        extent: left, bottom, right and top of the grid in map coordinates.
        per_cell: points expected in each cell, the first row at the bottom; their sum is nearly the number of points.
        bandwidth: standard deviation of a point's kernel along either axis, in map coordinates.
    """

    extent: tuple[float, float, float, float]
    per_cell: Float64[np.ndarray, "cells cells"]
    bandwidth: tuple[float, float]


def map_density(places: Float64[np.ndarray, "points 2"], cells: int = CELLS) -> MapDensity:
    """Gaussian kernel density of points, from their counts in cells.

    The bandwidth along an axis is h = s · n^(−1/6), with the standard deviation s of the n points along it (Scott,
    Multivariate Density Estimation, 1992, section 6.3.1: normal reference rule in two dimensions). Every point is moved
    to the middle of its cell before its kernel is spread, so that the cost does not grow with the number of points.

    Args:
        places: finite coordinates of at least two points.
        cells: along each axis.

    Raises:
        InputError: there are fewer than two points, or all have one coordinate in common.
    """
    from scipy.ndimage import gaussian_filter

    count = len(places)
    spread = places.std(axis=0, ddof=1) if count > 1 else np.zeros(2)
    if count < 2 or not (spread > 0).all():
        raise InputError(
            f"A density needs points that differ along both axes of the map; these {count:,} do not. "
            "Choose another map."
        )
    h = spread * count ** (-1 / 6)
    low, high = places.min(axis=0) - _REACH * h, places.max(axis=0) + _REACH * h
    counted, _, _ = np.histogram2d(places[:, 1], places[:, 0], cells, [[low[1], high[1]], [low[0], high[0]]])
    sigma = h / ((high - low) / cells)
    per_cell = gaussian_filter(counted, sigma=sigma[::-1], mode="constant", truncate=_REACH)
    return MapDensity((*low.tolist(), *high.tolist()), per_cell, (float(h[0]), float(h[1])))
