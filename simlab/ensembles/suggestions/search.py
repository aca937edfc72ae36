"""Areas of a map in which some model looks better than the ensemble, as found on some of the references.

Around every reference lies a window of its nearest neighbours on the map. A model's paired difference to the ensemble
in it, divided by its standard error, is t. Where t exceeds SEED_T the area begins, and it grows over references that
are linked to it for as long as t exceeds GROW_T (the two thresholds of Canny, "A computational approach to edge
detection", IEEE TPAMI 1986). What is found here is chosen for being large; other references have to judge it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse
import shapely
from jaxtyping import Bool, Float64
from scipy.spatial import cKDTree

from simlab.ensembles.geometry import points_inside, region_shape
from simlab.ensembles.suggestions.local_gains import LocalGains
from simlab.ensembles.suggestions.outlines import Corners, outline

MIN_REFERENCES = 20
"""References that an area holds at least, both where it is found and where it is judged."""
WINDOW = 30
"""References of a window."""
SEED_T = 2.5
GROW_T = 1.75
MOST_AREAS = 5
"""Areas that are judged at most; each costs the others some certainty."""
SAME = 0.5
"""Of the smaller of two areas: where they share more references, the second is left out."""
_LINKED = 3
"""References reach as far as their third-nearest neighbour; those whose discs meet are linked."""
_REACH_QUANTILE = 0.9
"""A reference far from all others reaches no farther than nine of ten do."""


@dataclass(frozen=True, eq=False)
class Area:
    """A place where a model looks better.

    Attributes:
        model: its number.
        points: vertices of the polygon.
        inside: which references of the search lie in it.
        t: of the model's difference to the ensemble on them.
    """

    model: int
    points: Corners
    inside: Bool[np.ndarray, " references"]
    t: float


def find_areas(gains: LocalGains) -> list[Area]:
    """The areas that look best, by t, at most MOST_AREAS; none where no window stands out."""
    tree = cKDTree(gains.places)
    t = window_t(gains, _windows(tree, min(WINDOW, len(gains))))
    reach = tree.query(gains.places, k=min(_LINKED + 1, len(gains)))[0][:, -1]
    reach = np.minimum(reach, np.quantile(reach, _REACH_QUANTILE))
    found = [area for model in range(len(gains.models)) for area in _areas_of(gains, model, t[model], reach)]
    found.sort(key=lambda area: -area.t)
    return [found[number] for number in distinct_places([area.inside for area in found])[:MOST_AREAS]]


def window_t(gains: LocalGains, windows: scipy.sparse.csr_matrix) -> Float64[np.ndarray, "models windows"]:
    """Each model's mean gain in each window by its standard error; whole references vary, as in all intervals.

    Args:
        gains: of the references.
        windows: which of them lie in each window, 0 or 1, [windows, references]; at least two in each.
    """
    answered = gains.answered.astype(np.float64)
    groups, total = windows @ np.ones(len(gains)), windows @ answered
    squares = windows @ answered**2
    mean = (windows @ gains.gains.T).T / total
    residuals = (windows @ np.square(gains.gains).T).T - 2 * mean * (windows @ (gains.gains * answered).T).T
    variance = groups / (groups - 1) * np.maximum(residuals + mean**2 * squares, 0) / total**2
    found: np.ndarray = np.divide(mean, np.sqrt(variance), out=np.zeros_like(mean), where=variance > 0)
    return found


def distinct_places(insides: Sequence[Bool[np.ndarray, " references"]]) -> list[int]:
    """Numbers of those areas that share no more than SAME of the references with one before them."""
    kept: list[int] = []
    for number, inside in enumerate(insides):
        shared = (np.count_nonzero(inside & insides[k]) / min(inside.sum(), insides[k].sum()) for k in kept)
        if all(share <= SAME for share in shared):
            kept.append(number)
    return kept


def _windows(tree: cKDTree, size: int) -> scipy.sparse.csr_matrix:
    _, nearest = tree.query(tree.data, k=size)
    starts = np.arange(0, nearest.size + 1, size)
    return scipy.sparse.csr_matrix((np.ones(nearest.size), nearest.reshape(-1), starts), shape=(tree.n, tree.n))


def _areas_of(
    gains: LocalGains, model: int, t: Float64[np.ndarray, " references"], reach: Float64[np.ndarray, " references"]
) -> Iterator[Area]:
    """The areas of one model."""
    seeds, grown = t > SEED_T, (t > GROW_T) & (reach > 0)
    if not seeds.any():
        return
    discs = shapely.buffer(shapely.points(gains.places[grown]), reach[grown], quad_segs=4)
    for part in shapely.get_parts(shapely.union_all(discs)):
        shapely.prepare(part)
        own = grown & points_inside(part, gains.places)
        if not (own & seeds).any():
            continue
        points = outline(part, float(np.median(reach[own])))
        inside = points_inside(region_shape(points), gains.places)
        if np.count_nonzero(inside) < MIN_REFERENCES:
            continue
        chosen = gains.of_references(inside)
        whole = scipy.sparse.csr_matrix(np.ones((1, len(chosen))))
        yield Area(model, points, inside, float(window_t(chosen, whole)[model, 0]))
