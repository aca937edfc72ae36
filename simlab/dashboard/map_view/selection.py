"""Which part of the map is asked about: drawn shapes and clicked references, put together stroke by stroke."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int

from simlab.dashboard.canvas import CanvasEvent, Mode, Polygon, SelectionStroke
from simlab.ensembles import points_inside, region_shape


@dataclass(frozen=True)
class Stroke:
    """One drawn shape or one click.

    Attributes:
        polygon: vertices in the coordinates of the map; None for a click.
        reference: image row of the clicked reference; None for a shape.
        mode: whether it replaces what was selected before, adds to it, or takes away from it.
    """

    polygon: Polygon | None
    reference: int | None
    mode: Mode = "replace"

    def holds(
        self, references: Int[np.ndarray, " references"], coordinates: Float64[np.ndarray, "references 2"]
    ) -> Bool[np.ndarray, " references"]:
        """Which references it is about; NaN lies nowhere."""
        if self.polygon is not None:
            return points_inside(region_shape(self.polygon), coordinates)
        return np.asarray(references == self.reference)


@dataclass(frozen=True)
class Selection:
    """A part of one map. The strokes are the truth; which references they hold is worked out on the server.

    Attributes:
        map_fingerprint: of the map it was made on; on another map it means nothing.
        strokes: in the order in which they were made, at least one.
    """

    map_fingerprint: str
    strokes: tuple[Stroke, ...]

    @classmethod
    def of_polygon(cls, map_fingerprint: str, polygon: Polygon) -> Selection:
        """What lies in one shape."""
        return cls(map_fingerprint, (Stroke(polygon, None),))

    @classmethod
    def of_reference(cls, map_fingerprint: str, reference: int) -> Selection:
        """One reference."""
        return cls(map_fingerprint, (Stroke(None, reference),))

    @property
    def reference(self) -> int | None:
        """The image row of the reference that was clicked, when it is the whole selection."""
        return self.strokes[0].reference if len(self.strokes) == 1 and self.strokes[0].mode != "subtract" else None

    @property
    def outlines(self) -> tuple[SelectionStroke, ...]:
        """Its shapes as the canvas draws them."""
        return tuple(SelectionStroke(one.polygon, one.mode) for one in self.strokes if one.polygon is not None)

    @property
    def clicked(self) -> bool:
        """Whether some stroke is a click, which no outline shows."""
        return any(stroke.polygon is None for stroke in self.strokes)

    def members(
        self, references: Int[np.ndarray, " references"], coordinates: Float64[np.ndarray, "references 2"]
    ) -> Bool[np.ndarray, " references"]:
        """Which references are selected; what is taken away first of all is taken from all of them.

        Args:
            references: image rows.
            coordinates: where they lie on the map; NaN lies nowhere.
        """
        selected = np.full(len(references), self.strokes[0].mode == "subtract")
        for stroke in self.strokes:
            held = stroke.holds(references, coordinates)
            selected = selected & ~held if stroke.mode == "subtract" else selected | held
        return np.asarray(selected)


def selection_after(event: CanvasEvent | None, before: Selection | None, map_fingerprint: str) -> Selection | None:
    """The selection that follows from what the reader did; one of another map is dropped."""
    kept = before if before is not None and before.map_fingerprint == map_fingerprint else None
    if event is None:
        return kept
    if event.kind not in ("select", "click"):
        return None
    polygon = event.points if event.kind == "select" else None
    stroke = Stroke(polygon, event.reference, event.mode)
    earlier = kept.strokes if kept is not None and event.mode != "replace" else ()
    return Selection(map_fingerprint, (*earlier, stroke))
