"""The nearest neighbours of a map's fitted references in its feature space, whatever the map made of them."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int, Int64

from simlab.maps.faithfulness import NEIGHBOURS
from simlab.maps.nearest_references import FittedSample
from simlab.maps.reference_map import ReferenceMap
from simlab.workspace import Workspace
from simlab.workspace.cached_arrays import cached_array
from simlab.workspace.fingerprints import fingerprint


@dataclass(frozen=True, eq=False)
class Neighbourhoods:
    """Neighbours among the fitted references.

    Attributes:
        image_rows: of the references, ascending.
        neighbours: positions of each one's nearest among them, the nearest first; itself is left out.
    """

    image_rows: Int[np.ndarray, " n"]
    neighbours: Int64[np.ndarray, "n k"]


def map_neighbourhoods(workspace: Workspace, reference_map: ReferenceMap) -> Neighbourhoods | None:
    """The ten nearest (fewer of fewer than eleven) by the map's metric; computed once and kept under `cache/`.

    Past 10,000 fitted references, those of a random 10,000 (seed 0) among themselves.

    Args:
        workspace: the map's own.
        reference_map: as loaded.

    Returns:
        None where the feature space has changed since the map was made.
    """
    if reference_map.stale:
        return None
    sample = FittedSample.of(reference_map, workspace.embedding(reference_map.features))
    k = min(NEIGHBOURS, len(sample.image_rows) - 1)
    key = fingerprint(reference_map.fingerprint, sample.image_rows, k)
    neighbours = cached_array(
        workspace, "map-neighbours", key, lambda: sample.nearest(sample.image_rows, k)[0].astype(np.int64)
    )
    return Neighbourhoods(sample.image_rows, neighbours)
