"""A simple polygon around some points of a map that leaves out the others as well as it can."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from jaxtyping import Bool, Float64
from scipy.spatial import KDTree

from simlab.ensembles.geometry import points_inside, region_shape

Corners = tuple[tuple[float, float], ...]

MOST_VERTICES = 40
RATIOS = (0.05, 0.1, 0.2, 0.4, 1.0)
"""How concave a hull may be: longest edge allowed, as a share between the shortest (0) and the longest (1) edge of the
points' Delaunay triangulation. 1 is the convex hull."""

CORES = (0.0, 0.25, 0.5, 0.75)
"""Members are drawn around that have at least this share of members among their nearest points, themselves counted."""

_NEAREST = 10
_REACH = 0.01
_FIRST_TOLERANCE = 1e-3
_COARSER = 1.3


@dataclass(frozen=True)
class MemberHull:
    """A polygon around members.

    Attributes:
        points: 3 to MOST_VERTICES vertices in order, a simple polygon; the last joins the first.
        n_kept: members in it.
        n_added: other points in it.
    """

    points: Corners
    n_kept: int
    n_added: int


def member_hull(places: Float64[np.ndarray, "points 2"], members: Bool[np.ndarray, " points"]) -> MemberHull:
    """The hull of the members whose content is most like them.

    Concave hulls of several ratios (shapely.concave_hull: erosion of the Delaunay triangulation, as the chi-shapes of
    Duckham et al., "Efficient generation of simple polygons for characterizing the shape of a set of points in the
    plane", Pattern Recognition 2008), each with corners cut (Douglas & Peucker 1973) until MOST_VERTICES are enough,
    once from the hull itself and once from the hull widened by as much as a cut may take away; around all members, and
    around those that are not scattered among others. Of these the one with the greatest |kept| / |members or inside|
    (Jaccard), the first on ties. Points on one line get a narrow polygon around it.

    Args:
        places: finite coordinates of all points of the map.
        members: which of them are to lie inside; at least one.
    """
    low, high = places.min(axis=0), places.max(axis=0)
    extent = float(np.hypot(*(high - low))) or 1.0
    total = int(np.count_nonzero(members))
    nearest = KDTree(places).query(places[members], k=np.arange(1, min(_NEAREST, len(places)) + 1))[1]
    share = members[nearest].mean(axis=1)
    found = []
    for core in CORES:
        own = places[members][share >= core]
        for points in _outlines(own, extent) if len(own) else ():
            inside = points_inside(region_shape(points), places)
            kept = int(np.count_nonzero(inside & members))
            found.append(MemberHull(points, kept, int(np.count_nonzero(inside)) - kept))
    return max(found, key=lambda hull: hull.n_kept / (total + hull.n_added))


def _outlines(own: Float64[np.ndarray, "points 2"], extent: float) -> Iterator[Corners]:
    """Polygons around some points, from concave to convex."""
    for ratio in RATIOS:
        shape = shapely.concave_hull(shapely.MultiPoint(own), ratio=ratio)
        if not isinstance(shape, shapely.Polygon) or shape.area == 0:
            shape = shape.buffer(_REACH * extent, quad_segs=2)
        yield _corners(shape, extent, widened=False)
        yield _corners(shape, extent, widened=True)


def _corners(shape: shapely.Polygon, extent: float, widened: bool) -> Corners:
    """The outer boundary, with at most MOST_VERTICES vertices."""
    corners = _outer(shape)
    tolerance = _FIRST_TOLERANCE * extent
    while len(corners) > MOST_VERTICES:
        wide = shape.buffer(tolerance, join_style="mitre") if widened else shape
        corners = _outer(shapely.simplify(wide, tolerance))
        tolerance *= _COARSER
    return tuple((float(x), float(y)) for x, y in corners)


def _outer(shape: shapely.Polygon) -> Float64[np.ndarray, "vertices 2"]:
    corners: np.ndarray = shapely.get_coordinates(shapely.get_exterior_ring(shape))[:-1]
    return corners
