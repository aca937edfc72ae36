"""What an edit of the canvas makes of a polygon.

The browser draws regions in 16-bit steps and sends what was done, not the polygon that it drew: vertices that the hand
did not touch stay as they are, to the last digit, and so do all memberships that do not depend on the moved edges.
"""

from __future__ import annotations

from simlab.dashboard.canvas.events import CanvasEvent
from simlab.dashboard.canvas.spec import Polygon
from simlab.errors import ConflictError, InputError


def shaped(polygon: Polygon, event: CanvasEvent) -> Polygon:
    """The polygon after a 'move-region', 'move-vertex', 'add-vertex' or 'remove-vertex' event.

    Args:
        polygon: the region as kept, in map coordinates.
        event: `points` holds the shift ('move-region') or where the vertex `index` comes to lie.

    Raises:
        ConflictError: the browser saw another number of vertices.
        InputError: the event is none of these, or would leave fewer than 3 vertices.
    """
    if event.vertices != len(polygon):
        raise ConflictError(
            f"The region has {len(polygon):,} corners, and {event.vertices or 0:,} when it was taken in hand: it was "
            "changed in the meantime. It is shown now as it is; change it again if that is still wanted."
        )
    if event.kind == "move-region":
        ((right, up),) = event.points
        return tuple((x + right, y + up) for x, y in polygon)
    index = event.index
    if index is None or index >= len(polygon):
        raise InputError(f"The region has {len(polygon):,} corners, so there is none of number {index}.")
    if event.kind == "remove-vertex":
        if len(polygon) <= 3:
            raise InputError("A region needs at least 3 corners, so none of these 3 can be removed. Delete the region.")
        return (*polygon[:index], *polygon[index + 1 :])
    if event.kind == "move-vertex":
        return (*polygon[:index], *event.points, *polygon[index + 1 :])
    if event.kind == "add-vertex":  # on the edge that begins at `index`
        return (*polygon[: index + 1], *event.points, *polygon[index + 1 :])
    raise InputError(f"An event of kind {event.kind!r} changes no polygon.")
