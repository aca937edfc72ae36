"""A stored map: where every reference lies, how it was made, and how far it can be believed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int, Int32

from simlab.maps.faithfulness import Faithfulness
from simlab.maps.parameters import MapMethod, MapParameters, parameters_to_json
from simlab.maps.placement import PlacementError
from simlab.workspace.fingerprints import fingerprint


@dataclass(frozen=True, eq=False)
class ReferenceMap:
    """A two-dimensional map of one feature space, fitted on validation references; all others are placed on it.

    Attributes:
        id: the name of its folder under `maps/`.
        features: the model whose vectors were laid out.
        parameters: as chosen; they also say which method it was.
        feature_fingerprint: of the fitted references' vectors when the map was made.
        current_feature_fingerprint: of the same references' vectors at the time of loading; None when they are gone.
        fitted_ids: image ids of the fitted references, in ascending order of image row.
        fitted_rows: int32 [n], their image rows.
        fitted_coordinates: float64 [n, 2].
        placed_rows: int32 [m], image rows of all other references that had a vector, ascending.
        placed_coordinates: float64 [m, 2].
        state: what placing needs besides (PCA: `mean` [d] and `components` [2, d]).
        n_without_vector: validation references left out because the model had no vector for them.
        n_unplaced: other references left out for the same reason.
        placement: error on held-back references.
        faithfulness: trustworthiness and continuity of the fitted coordinates.
        fingerprint: of method, parameters, feature fingerprint, fitted ids and coordinates; designs belong to it.
        created: UTC, ISO 8601.
    """

    id: str
    features: str
    parameters: MapParameters
    feature_fingerprint: str
    current_feature_fingerprint: str | None
    fitted_ids: tuple[str, ...]
    fitted_rows: Int32[np.ndarray, " n"]
    fitted_coordinates: Float64[np.ndarray, "n 2"]
    placed_rows: Int32[np.ndarray, " m"]
    placed_coordinates: Float64[np.ndarray, "m 2"]
    state: Mapping[str, np.ndarray]
    n_without_vector: int
    n_unplaced: int
    placement: PlacementError
    faithfulness: Faithfulness
    fingerprint: str
    created: str

    @property
    def method(self) -> MapMethod:
        """`pca`, `tsne` or `umap`."""
        return self.parameters.method

    @property
    def stale(self) -> bool:
        """The model's vectors are not those the map was made of, or are gone; the map itself is as it was."""
        return self.feature_fingerprint != self.current_feature_fingerprint

    @property
    def trustworthiness(self) -> float:
        """How far neighbours on the map are neighbours in the feature space, in [0, 1]."""
        return self.faithfulness.trustworthiness

    @property
    def continuity(self) -> float:
        """How far neighbours in the feature space are neighbours on the map, in [0, 1]."""
        return self.faithfulness.continuity

    def coordinates(self, image_rows: Int[np.ndarray, " k"]) -> Float64[np.ndarray, "k 2"]:
        """Where these images lie on the map; NaN for images that are neither fitted nor placed."""
        asked = np.asarray(image_rows, dtype=np.int64)
        rows = np.concatenate([self.fitted_rows, self.placed_rows])
        order = np.argsort(rows)
        position = np.minimum(np.searchsorted(rows, asked, sorter=order), len(rows) - 1)
        found = order[position]
        places = np.concatenate([self.fitted_coordinates, self.placed_coordinates])[found]
        places[rows[found] != asked] = np.nan
        return places


def map_fingerprint(
    parameters: MapParameters,
    feature_fingerprint: str,
    fitted_ids: Sequence[str],
    fitted_coordinates: Float64[np.ndarray, "n 2"],
) -> str:
    """What a map is, in 16 hexadecimal digits: two maps with one fingerprint have the same places."""
    return fingerprint(
        parameters.method,
        parameters_to_json(parameters),
        feature_fingerprint,
        list(fitted_ids),
        np.asarray(fitted_coordinates, dtype=np.float64),
    )
