"""Which part of the map is asked about: a drawn shape, or one clicked reference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int

from simlab.dashboard.canvas import CanvasEvent
from simlab.ensembles import points_inside, region_shape


@dataclass(frozen=True)
class Selection:
    """A part of one map. The shape is the truth; which references lie in it is worked out on the server.

    Attributes:
        map_fingerprint: of the map it was made on; on another map it means nothing.
        polygon: vertices in the coordinates of that map, or None.
        reference: image row of a clicked reference, or None.
    """

    map_fingerprint: str
    polygon: tuple[tuple[float, float], ...] | None = None
    reference: int | None = None

    def members(
        self, references: Int[np.ndarray, " references"], coordinates: Float64[np.ndarray, "references 2"]
    ) -> Bool[np.ndarray, " references"]:
        """Which references are selected.

        Args:
            references: image rows.
            coordinates: where they lie on the map; NaN lies nowhere.
        """
        if self.polygon is not None:
            return points_inside(region_shape(self.polygon), coordinates)
        return np.asarray(references == self.reference)


def selection_after(event: CanvasEvent | None, before: Selection | None, map_fingerprint: str) -> Selection | None:
    """The selection that follows from what the reader did; one of another map is dropped."""
    if event is None:
        return before if before is not None and before.map_fingerprint == map_fingerprint else None
    if event.kind == "select":
        return Selection(map_fingerprint, polygon=event.points)
    if event.kind == "click":
        return Selection(map_fingerprint, reference=event.reference)
    return None
