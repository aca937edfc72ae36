"""Which region each reference falls in: the first in priority that contains it, else the fallback."""

from functools import lru_cache

import numpy as np
from jaxtyping import Bool, Float64, Int

from simlab.ensembles.geometry import points_inside, region_shape
from simlab.ensembles.region import Region
from simlab.ensembles.region_design import Design

_REMEMBERED = 512


class Membership:
    """Membership of fixed points; a polygon that was asked for before costs nothing.

    Args:
        coordinates: of the points on the design's map; NaN for points without a place, which no region contains.
    """

    def __init__(self, coordinates: Float64[np.ndarray, "points 2"]) -> None:
        self._coordinates = coordinates
        self._inside = lru_cache(maxsize=_REMEMBERED)(self._find)  # sessions of one server share it: it takes care

    def __len__(self) -> int:
        """The number of points."""
        return len(self._coordinates)

    @property
    def coordinates(self) -> Float64[np.ndarray, "points 2"]:
        """Where the points are; NaN for those without a place."""
        return self._coordinates

    def inside(self, region: Region) -> Bool[np.ndarray, " points"]:
        """The points in one region, whatever its priority."""
        return self._inside(region.points)

    def subset(self, positions: Int[np.ndarray, " chosen"]) -> "Membership":
        """Membership of some of the points, which shares what is known."""
        return _Subset(self, positions)

    def of_design(self, design: Design) -> Int[np.ndarray, " points"]:
        """Per point the index of its region, or the number of regions for the fallback."""
        regions = np.full(len(self), len(design.regions), dtype=np.int64)
        for index in reversed(range(len(design.regions))):
            regions[self.inside(design.regions[index])] = index
        return regions

    def _find(self, points: tuple[tuple[float, float], ...]) -> Bool[np.ndarray, " points"]:
        inside = points_inside(region_shape(points), self._coordinates)
        inside.flags.writeable = False
        return inside


class _Subset(Membership):
    """Some points of another membership."""

    def __init__(self, whole: Membership, positions: Int[np.ndarray, " chosen"]) -> None:
        self._whole = whole
        self._positions = positions

    def __len__(self) -> int:
        return len(self._positions)

    @property
    def coordinates(self) -> Float64[np.ndarray, "points 2"]:
        """Where the points are."""
        found: np.ndarray = self._whole.coordinates[self._positions]
        return found

    def inside(self, region: Region) -> Bool[np.ndarray, " points"]:
        inside: np.ndarray = self._whole.inside(region)[self._positions]
        return inside
