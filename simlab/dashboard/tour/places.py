"""Parts of a map that the tour can point at: cells of neighbouring references, with an outline and words for where."""

from dataclasses import dataclass

import numpy as np
import shapely
from jaxtyping import Bool, Float64, Int

from simlab.dashboard.canvas import Polygon
from simlab.dashboard.map_view.scene import Scene
from simlab.ensembles import points_inside, region_shape

MOST_CELLS = 8
FEWEST_REFERENCES = 10
"""References a cell should have on average, so that an interval can be had in most of them."""

_ROOM = 0.015
_SIDES = (("bottom", "", "top"), ("left", "", "right"))


@dataclass(frozen=True, eq=False)
class Place:
    """One part of a map.

    Attributes:
        polygon: its outline in map coordinates.
        members: which of the scene's references lie in it.
        where: "top left", "middle", …
        shows: the context that most of its pictures are of; None where there is no such one.
    """

    polygon: Polygon
    members: Bool[np.ndarray, " references"]
    where: str
    shows: str | None

    @property
    def top(self) -> float:
        """How high it reaches, in map coordinates."""
        return max(y for _, y in self.polygon)


def places_on(scene: Scene) -> list[Place]:
    """The map cut by k-means into cells of its validation references; those with too few are left out."""
    from scipy.cluster.vq import kmeans2

    known = np.flatnonzero(scene.placed)
    coordinates = scene.coordinates[known]
    count = int(np.clip(len(known) // FEWEST_REFERENCES, 2, MOST_CELLS))
    spread = coordinates.std(axis=0)
    _, cells = kmeans2(coordinates / np.where(spread > 0, spread, 1), count, minit="++", rng=0)
    found = [_place(scene, coordinates, coordinates[cells == cell]) for cell in np.unique(cells)]
    return [place for place in found if place is not None and place.members.sum() >= FEWEST_REFERENCES // 2]


def _place(scene: Scene, everywhere: Float64[np.ndarray, "placed 2"], own: Float64[np.ndarray, "k 2"]) -> Place | None:
    low, high = everywhere.min(axis=0), everywhere.max(axis=0)
    room = _ROOM * float(np.max(high - low))
    hull = shapely.MultiPoint(own).convex_hull.buffer(room, quad_segs=3).simplify(room / 8)
    if not isinstance(hull, shapely.Polygon) or hull.is_empty:
        return None
    polygon = tuple((float(x), float(y)) for x, y in hull.exterior.coords[:-1])
    members = points_inside(region_shape(polygon), scene.coordinates)
    return Place(polygon, members, _where((own.mean(axis=0) - low) / (high - low)), _shows(scene, members))


def _where(share: Float64[np.ndarray, " 2"]) -> str:
    """A point in words; x and y are shares of the map's extent, y pointing up."""
    x, y = (int(np.clip(3 * value, 0, 2)) for value in share)
    return " ".join(filter(None, (_SIDES[0][y], _SIDES[1][x]))) or "middle"


def _shows(scene: Scene, members: Bool[np.ndarray, " references"]) -> str | None:
    rows: Int[np.ndarray, " k"] = scene.references[members]
    counts = scene.workspace.images["context"].iloc[rows].value_counts()
    return str(counts.index[0]) if len(counts) and counts.iloc[0] > len(rows) / 2 else None
