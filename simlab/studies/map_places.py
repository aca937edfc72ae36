"""Where references lie on a map, stored or placed now."""

from functools import cached_property

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
        references = np.unique(workspace.triples["reference"].to_numpy(np.int32))
        if reference_map.stale:  # then nothing new can be placed, and what the map holds keeps its place
            references = references[~np.isnan(reference_map.coordinates(references)[:, 0])]
        self._references = references

    @cached_property
    def _membership_of_references(self) -> Membership:
        return Membership(self.coordinates(self._references))

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
        """Membership of these images in regions; what is asked of the workspace's own references is shared."""
        positions = np.minimum(np.searchsorted(self._references, image_rows), len(self._references) - 1)
        if (self._references[positions] == image_rows).all():
            return self._membership_of_references.subset(positions)
        return Membership(self.coordinates(image_rows))
