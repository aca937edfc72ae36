"""Which points lie in a polygon: the even-odd rule, with the boundary inside, for any polygon a hand can draw."""

from collections.abc import Sequence

import numpy as np
import shapely
from jaxtyping import Bool, Float
from shapely.geometry.base import BaseGeometry

Points = Sequence[tuple[float, float]]


def region_shape(points: Points) -> BaseGeometry:
    """The area of a closed polygon by the even-odd rule; lines and points without area are dropped.

    Args:
        points: vertices in order; the last joins the first. Self-crossing, concave and repeated points are fine.

    Returns:
        a shapely geometry, empty where the polygon has no area.
    """
    if len(set(points)) < 3:
        return shapely.Polygon()
    valid = shapely.make_valid(shapely.Polygon(points), method="linework")
    areal = [part for part in _parts(valid) if part.geom_type == "Polygon"]
    shape = shapely.union_all(areal) if areal else shapely.Polygon()
    shapely.prepare(shape)
    return shape


def points_inside(shape: BaseGeometry, coordinates: Float[np.ndarray, "points 2"]) -> Bool[np.ndarray, " points"]:
    """Which points lie in the area or on its boundary; NaN coordinates do not.

    Only points in the bounding box are tested against the polygon itself.
    """
    inside = np.zeros(len(coordinates), dtype=bool)
    if shape.is_empty:
        return inside
    x, y = coordinates[:, 0], coordinates[:, 1]
    left, bottom, right, top = shape.bounds
    near = np.flatnonzero((x >= left) & (x <= right) & (y >= bottom) & (y <= top))
    inside[near] = shapely.intersects_xy(shape, x[near], y[near])
    return inside


def _parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    if not hasattr(geometry, "geoms"):
        return [geometry]
    return [part for child in geometry.geoms for part in _parts(child)]
