"""How far a drawn region is a region of the feature space too, and not only of the map."""

import numpy as np
from jaxtyping import Float64

from simlab.ensembles import Design
from simlab.maps.neighbourhoods import Neighbourhoods
from simlab.studies.map_places import MapPlaces

FAITHFUL_SHARE = 0.5
"""Under it, most of what a region's members are like lies elsewhere: the map tore it apart, or it is small."""


def neighbour_shares(
    design: Design, places: MapPlaces, neighbourhoods: Neighbourhoods
) -> Float64[np.ndarray, " regions"]:
    """For each region of a design, the share of its members' feature-space neighbours that are members too.

    A member is a validation reference that falls in the region, which is the first in priority that contains it; no
    answer is looked at, so those of the check set are among them. With k neighbours of each (10), a region of m members
    cannot have more than (m − 1) / k.

    Args:
        design: its regions.
        places: of the design's map.
        neighbourhoods: of the same map.

    Returns:
        in the order of the design's regions, without the fallback; NaN for a region without members.
    """
    regions = places.membership(neighbourhoods.image_rows).of_design(design)
    inside = (regions[neighbourhoods.neighbours] == regions[:, None]).mean(axis=1)
    count = len(design.regions) + 1
    members = np.bincount(regions, minlength=count)
    totals = np.bincount(regions, weights=inside, minlength=count)
    shares = np.full(count, np.nan)
    np.divide(totals, members, out=shares, where=members > 0)
    return shares[:-1]
