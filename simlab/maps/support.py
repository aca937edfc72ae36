"""References that a map knows nothing like: far, in its feature space, from all validation references.

A k-nearest-neighbour test of novelty (Ramaswamy, Rastogi & Shim, "Efficient algorithms for mining outliers from large
data sets", SIGMOD 2000, with the mean of the k distances as of Angiulli & Pizzuti, PKDD 2002). With d_j(x) the distance
of x, by the map's metric, to its j-th nearest fitted reference other than itself,

    s(x) = 1/k Σ_{j ≤ k} d_j(x)        k = 5
    x is unsupported where s(x) > q    q = 99th percentile of s over the fitted references

so that at most one in a hundred of the validation references is unsupported itself. Only vectors are looked at, of
whatever split, and no answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int, Int32

from simlab.errors import NotFoundError
from simlab.maps.nearest_references import LARGEST_SAMPLE, FittedSample
from simlab.maps.reference_map import ReferenceMap
from simlab.workspace import SPLITS, Workspace
from simlab.workspace.cached_arrays import cached_array
from simlab.workspace.fingerprints import fingerprint

NEIGHBOURS = 5
USUAL_SHARE = 0.99


@dataclass(frozen=True, eq=False)
class Support:
    """How far the references of a map are from its fitted ones.

    Attributes:
        image_rows: fitted and placed references whose vectors are there, ascending.
        distance: s of each, in the metric of the map.
        limit: q; beyond it a reference is unsupported.
    """

    image_rows: Int32[np.ndarray, " n"]
    distance: Float64[np.ndarray, " n"]
    limit: float

    @property
    def unsupported_rows(self) -> Int32[np.ndarray, " unsupported"]:
        """Image rows of the unsupported references, ascending."""
        return self.image_rows[self.distance > self.limit]

    def unsupported(self, image_rows: Int[np.ndarray, " k"]) -> Bool[np.ndarray, " k"]:
        """Which of these images are unsupported references of the map; an image without a place is none."""
        return np.isin(image_rows, self.unsupported_rows)


@dataclass(frozen=True)
class UnsupportedShare:
    """The unsupported references of one split.

    Attributes:
        split: `train`, `validation` or `test`.
        n_references: of the split that have a place on the map.
        n_unsupported: those of them that are unsupported.
    """

    split: str
    n_references: int
    n_unsupported: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.n_unsupported / self.n_references


def map_support(workspace: Workspace, reference_map: ReferenceMap) -> Support | None:
    """Which references of a map are unsupported; computed once for the same vectors and kept under `cache/`.

    Past 10,000 fitted references, distances are to a random 10,000 of them (seed 0).

    Args:
        workspace: the map's own.
        reference_map: as loaded.

    Returns:
        None where the feature space has changed since the map was made: the distances it rests on are gone.
    """
    if reference_map.stale:
        return None
    embedding = workspace.embedding(reference_map.features)
    placed = reference_map.placed_rows[embedding.has(reference_map.placed_rows)]
    rows = np.concatenate([reference_map.fitted_rows, placed])
    k = min(NEIGHBOURS, len(reference_map.fitted_rows) - 1)
    key = fingerprint(reference_map.fingerprint, embedding.sidecar.fingerprint, rows, k, LARGEST_SAMPLE)
    distance = cached_array(
        workspace,
        "map-support",
        key,
        lambda: FittedSample.of(reference_map, embedding).nearest(rows, k)[1].mean(axis=1),
    )
    # "higher": a value that occurs, so that it is not exceeded by the one reference of a few dozen that is farthest.
    limit = np.quantile(distance[: len(reference_map.fitted_rows)], USUAL_SHARE, method="higher")
    order = np.argsort(rows)
    return Support(rows[order], distance[order], float(limit))


def unsupported_shares(workspace: Workspace, support: Support) -> tuple[UnsupportedShare, ...]:
    """The share of each split that has references on the map, in the order train, validation, test."""
    shares = []
    for split in SPLITS:
        try:
            references = np.unique(workspace.split(split)["reference"].to_numpy(np.int32))
        except NotFoundError:
            continue
        known = references[np.isin(references, support.image_rows)]
        if len(known):
            shares.append(UnsupportedShare(split, len(known), int(support.unsupported(known).sum())))
    return tuple(shares)


def shares_text(shares: Sequence[UnsupportedShare]) -> str:
    """For people: "1.4 % of train (22 of 1,600), 1.0 % of validation (13 of 1,320)"."""
    from simlab.evaluation.wording import percent

    return ", ".join(
        f"{percent(found.share)} of {found.split} ({found.n_unsupported:,} of {found.n_references:,})"
        for found in shares
    )
