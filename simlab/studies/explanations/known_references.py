"""The references that may be seen and that a map was fitted on: what lies near an image on the map, and in truth."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int, Int32

from simlab.maps import ReferenceMap
from simlab.maps.feature_vectors import measured
from simlab.maps.nearest_references import LARGEST_SAMPLE, FittedSample
from simlab.workspace import Workspace

NEIGHBOURS = 5
_SEED = 0


@dataclass(frozen=True, eq=False)
class Nearest:
    """References near an image, the nearest first.

    Attributes:
        rows: int32, image rows.
        distances: of each; see the function that found them.
    """

    rows: Int32[np.ndarray, " k"]
    distances: Float64[np.ndarray, " k"]


@dataclass(frozen=True, eq=False)
class KnownReferences:
    """Fitted references of a map that may be seen.

    Attributes:
        rows: int32, image rows, ascending.
        places: on the map.
        radius: of the whole map: root mean square distance from its centre.
        sample: of them (10,000 at random past that many) with their vectors; None where the map is stale.
    """

    rows: Int32[np.ndarray, " n"]
    places: Float64[np.ndarray, "n 2"]
    radius: float
    sample: FittedSample | None

    @classmethod
    def of(
        cls, workspace: Workspace, reference_map: ReferenceMap, visible: Int[np.ndarray, " references"]
    ) -> "KnownReferences":
        """Those of a map that are among some references.

        Args:
            workspace: the map's own.
            reference_map: as loaded.
            visible: image rows of the references that may be seen: validation without the check set, say.
        """
        seen = np.isin(reference_map.fitted_rows, visible)
        rows, places = reference_map.fitted_rows[seen], reference_map.fitted_coordinates[seen]
        centred = reference_map.fitted_coordinates - reference_map.fitted_coordinates.mean(axis=0)
        radius = float(np.sqrt(np.square(centred).sum(axis=1).mean()))
        sample = None
        if not reference_map.stale and len(rows):
            some = rows
            if len(rows) > LARGEST_SAMPLE:
                some = np.sort(np.random.default_rng(_SEED).choice(rows, LARGEST_SAMPLE, replace=False))
            embedding, metric = workspace.embedding(reference_map.features), reference_map.parameters.metric
            sample = FittedSample(some, measured(embedding.take(some), metric), metric, embedding)
        return cls(rows, places, radius, sample)

    def near_on_map(self, row: int, place: Float64[np.ndarray, "2"], k: int = NEIGHBOURS) -> Nearest:
        """Nearest on the map, the image itself left out; distances as shares of the map's radius.

        Args:
            row: image row.
            place: of the image on the map; NaN for none, which is near nothing.
            k: how many at most.
        """
        others = np.flatnonzero(self.rows != row) if np.isfinite(place).all() else np.array([], dtype=np.int64)
        distances = np.linalg.norm(self.places[others] - place, axis=1) / (self.radius or 1.0)
        first = np.argsort(distances, kind="stable")[:k]
        return Nearest(self.rows[others[first]].astype(np.int32), distances[first])

    def near_in_features(self, row: int, k: int = NEIGHBOURS) -> Nearest | None:
        """Nearest in the map's feature space, by its metric, the image itself left out.

        Returns:
            None where the image has no vector there, or the vectors are not those that the map was made of.
        """
        if self.sample is None or not self.sample.embedding.has(np.array([row]))[0]:
            return None
        count = min(k, len(self.sample.image_rows) - int(row in self.sample.image_rows))
        if count < 1:
            return None
        positions, distances = self.sample.nearest(np.array([row]), count)
        return Nearest(self.sample.image_rows[positions[0]].astype(np.int32), distances[0])
