"""What the weights before one reference stand on where a region's rule is the credibility map inside."""

import numpy as np
from jaxtyping import Float64

from simlab.ensembles import Grounds
from simlab.ensembles.credibility.shrinkage import shrunk_accuracy
from simlab.ensembles.credibility.windows import WindowCounts
from simlab.ensembles.design_strategy import FittedDesign


def window_grounds(fitted: FittedDesign, index: int, place: Float64[np.ndarray, "2"]) -> Grounds | None:
    """What was counted in the window about a place.

    Args:
        fitted: the design.
        index: of the region that the place falls in, or the number of regions for the fallback.
        place: on the map; NaN for a reference without one.

    Returns:
        for all models of the design, NaN for those that are no members; None where the rule is another one, or the
        reference has no place, so that the weights are those of the whole region.
    """
    inside = fitted.credibility.get(index)
    if inside is None or not np.isfinite(place).all():
        return None
    centre = inside.cells.of(place[None])
    counts = WindowCounts.of(inside.cells.windows(centre, inside.known), inside.evidence)
    seen, believed = np.full((2, fitted.weights.shape[1]), np.nan)
    seen[inside.columns] = counts.seen[0]
    believed[inside.columns] = shrunk_accuracy(counts, inside.evidence, inside.cells.blocks(inside.known))[0]
    return Grounds(
        place="the window about it",
        n_references=int(counts.references[0]),
        n_triples=int(counts.answered[0]),
        seen=seen,
        believed=believed,
    )
