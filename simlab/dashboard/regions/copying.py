"""A copy of a region, as a region of its own."""

from dataclasses import replace

from simlab.dashboard.regions.map_panel import with_drawn_region
from simlab.ensembles import Design

_SHIFT = 0.06
"""Of the region's own width and height, so that the copy can be seen and taken hold of."""


def with_copy(design: Design, region_id: str) -> Design:
    """The design with a copy of one of its regions right below it in priority: shifted, with the same rule.

    Raises:
        NotFoundError: the region is gone.
    """
    region = design.region(region_id)
    xs, ys = zip(*region.points, strict=True)
    aside, down = _SHIFT * (max(xs) - min(xs)), _SHIFT * (max(ys) - min(ys))
    with_new = with_drawn_region(design, tuple((x + aside, y - down) for x, y in region.points))
    new = with_new.regions[-1]
    name = design.free_name(region.name[:70])
    named = with_new.changed(new.id, lambda copy: replace(copy, name=name, rule=region.rule, note=region.note))
    return named.moved(new.id, design.regions.index(region) + 1 - len(design.regions))
