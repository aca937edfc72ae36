"""From many small shapes on a map to one outline that a hand could have drawn."""

import math

import shapely
from shapely.geometry.base import BaseGeometry

Corners = tuple[tuple[float, float], ...]
"""Vertices in coordinates of a map; the last joins the first."""

MOST_VERTICES = 20
_COARSER = 1.3


def outline(shape: BaseGeometry, step: float) -> Corners:
    """The outer boundary of a shape, its gaps closed and its corners cut until MOST_VERTICES are enough.

    Gaps narrower than two steps are closed (a morphological closing); then vertices that lie near the line between
    their neighbours are dropped (Douglas & Peucker, "Algorithms for the reduction of the number of points required to
    represent a digitized line or its caricature", Cartographica 1973), the nearest first. Holes are filled. A shape
    that winds about itself, such as a spiral, keeps more vertices however many are dropped, because its edges must
    not cross: there wider gaps are closed until they are enough.

    Args:
        shape: an area; of several parts the largest counts.
        step: above 0, in units of the map; detail smaller than a quarter of it is dropped in any case.

    Returns:
        vertices in order, a simple polygon.
    """
    whole, tolerance = _closed(shape, step), step / 4
    corners = _corners(whole, tolerance)
    while len(corners) > MOST_VERTICES:
        tolerance *= _COARSER
        if tolerance > math.sqrt(whole.area) / 2:  # cutting off more would leave little of the shape
            step *= 2
            whole, tolerance = _closed(shape, step), step / 4
        corners = _corners(whole, tolerance)
    return corners


def _closed(shape: BaseGeometry, step: float) -> shapely.Polygon:
    """The largest part after the closing, without holes."""
    closed = shape.buffer(step).buffer(-step)
    largest = max(shapely.get_parts(closed), key=lambda part: part.area)
    return shapely.Polygon(shapely.get_exterior_ring(largest))


def _corners(shape: shapely.Polygon, tolerance: float) -> Corners:
    ring = shapely.get_exterior_ring(shapely.simplify(shape, tolerance))
    return tuple((float(x), float(y)) for x, y in shapely.get_coordinates(ring)[:-1])
