"""Where references lie on a map, stored or placed now."""

import numpy as np
from jaxtyping import Float64, Int

from simlab.ensembles import Membership
from simlab.maps import ReferenceMap, place_vectors
from simlab.workspace import Workspace


class MapPlaces:
    """Coordinates on one map for any image; what the map does not hold is placed at first use and remembered.

    Args:
        workspace: the map's own.
        reference_map: as loaded.
    """

    def __init__(self, workspace: Workspace, reference_map: ReferenceMap) -> None:
        self.reference_map = reference_map
        self._workspace = workspace
        self._memberships: dict[bytes, Membership] = {}

    def coordinates(self, image_rows: Int[np.ndarray, " k"]) -> Float64[np.ndarray, "k 2"]:
        """Where these images lie; NaN for images without a vector in the map's feature space."""
        places = self.reference_map.coordinates(image_rows)
        unknown = np.isnan(places[:, 0])
        if unknown.any():
            embedding = self._workspace.embedding(self.reference_map.features)
            new = np.flatnonzero(unknown)[embedding.has(np.asarray(image_rows)[unknown])]
            if len(new):
                vectors = embedding.take(np.asarray(image_rows)[new])
                places[new] = place_vectors(self._workspace, self.reference_map, vectors)
        return places

    def membership(self, image_rows: Int[np.ndarray, " k"]) -> Membership:
        """Membership of these images in regions; the same images are looked up once."""
        key = np.ascontiguousarray(image_rows).tobytes()
        if key not in self._memberships:
            self._memberships[key] = Membership(self.coordinates(image_rows))
        return self._memberships[key]
