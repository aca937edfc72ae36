"""Which points lie in a polygon: the even-odd rule, with the boundary inside, for any polygon a hand can draw."""

from collections.abc import Sequence

import numpy as np
import shapely
from jaxtyping import Bool, Float
from shapely.geometry.base import BaseGeometry

Points = Sequence[tuple[float, float]]


def region_shape(points: Points) -> BaseGeometry:
    """The area of a closed polygon by the even-odd rule; lines and points without area are dropped.

    An outline that crosses or touches itself is cut into faces, of which those count that an odd number of its
    edges lies around. (`shapely.make_valid(method="linework")` does the same, except that it fills what an outline
    goes around twice.)

    Args:
        points: vertices in order; the last joins the first. Self-crossing, concave and repeated points are fine.

    Returns:
        a shapely geometry, empty where the polygon has no area.
    """
    if len(set(points)) < 3:
        return shapely.Polygon()
    shape: BaseGeometry = shapely.Polygon(points)
    if not shape.is_valid:
        outline = shapely.union_all(shapely.LineString((*points, points[0])))
        faces = shapely.get_parts(shapely.polygonize([outline]))
        corners = np.array(points, dtype=np.float64)
        shape = shapely.union_all([face for face in faces if _is_odd(corners, face.representative_point())])
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


def _is_odd(corners: Float[np.ndarray, "vertices 2"], point: shapely.Point) -> bool:
    """Whether a ray from a point that is on no edge crosses an odd number of edges."""
    x, y = corners.T
    next_x, next_y = np.roll(x, -1), np.roll(y, -1)
    crossed = (y > point.y) != (next_y > point.y)
    rise = np.where(crossed, next_y - y, 1.0)
    right = point.x < x + (point.y - y) * (next_x - x) / rise
    return bool(np.count_nonzero(crossed & right) % 2)
