"""What differs between two states of one design, region by region."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from jaxtyping import Bool, Int

from simlab.ensembles import FALLBACK, Design, Region, Rule

Change = Literal["added", "removed", "shape", "rule", "name", "color", "note", "priority"]


@dataclass(frozen=True)
class RegionChange:
    """One region, or the fallback, in two states of a design.

    Attributes:
        id: of the region; "fallback" for the fallback.
        name: for people, as in the second state, or in the first where it was removed.
        changes: what differs; empty where nothing does. `priority`: its place among the regions that both have.
        rule_before: what was done there, None where it was added.
        rule_after: what is done there, None where it was removed.
        n_before: references that fell in it (first in priority).
        n_after: references that fall in it.
        n_joined: references that fall in it now and did not before.
        n_left: references that fell in it and do not now.
    """

    id: str
    name: str
    changes: tuple[Change, ...]
    rule_before: Rule | None
    rule_after: Rule | None
    n_before: int
    n_after: int
    n_joined: int
    n_left: int

    @property
    def moved_share(self) -> float | None:
        """Share of the references in it, before or now, that joined or left; None where there are none."""
        ever = self.n_after + self.n_left
        return (self.n_joined + self.n_left) / ever if ever else None

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {
            "id": self.id,
            "name": self.name,
            "changes": list(self.changes),
            "rule_before": self.rule_before.to_json() if self.rule_before else None,
            "rule_after": self.rule_after.to_json() if self.rule_after else None,
            "n_before": self.n_before,
            "n_after": self.n_after,
            "n_joined": self.n_joined,
            "n_left": self.n_left,
            "moved_share": self.moved_share,
        }


def region_changes(
    before: Design,
    after: Design,
    regions_before: Int[np.ndarray, " references"],
    regions_after: Int[np.ndarray, " references"],
) -> tuple[RegionChange, ...]:
    """Every region of either state, and the fallback; regions are the same where their id is.

    Args:
        before: the first state.
        after: the second.
        regions_before: per reference the index of its region in the first, the number of regions for the fallback.
        regions_after: the same in the second.

    Returns:
        the second's regions in priority order, then those removed in the first's, then the fallback.
    """
    old = {region.id: region for region in before.regions}
    new = {region.id: region for region in after.regions}
    was_in = dict(zip((*old, FALLBACK), _members(before, regions_before), strict=True))
    is_in = dict(zip((*new, FALLBACK), _members(after, regions_after), strict=True))
    nowhere = np.zeros(len(regions_after), dtype=bool)
    order_before = [key for key in old if key in new]
    order_after = [key for key in new if key in old]

    def change(
        key: str, name: str, changes: tuple[Change, ...], rule_before: Rule | None, rule_after: Rule | None
    ) -> RegionChange:
        was, now = was_in.get(key, nowhere), is_in.get(key, nowhere)
        return RegionChange(
            id=key,
            name=name,
            changes=changes,
            rule_before=rule_before,
            rule_after=rule_after,
            n_before=int(was.sum()),
            n_after=int(now.sum()),
            n_joined=int((now & ~was).sum()),
            n_left=int((was & ~now).sum()),
        )

    found = []
    for region in after.regions:
        if region.id not in old:
            found.append(change(region.id, region.name, ("added",), None, region.rule))
            continue
        earlier = old[region.id]
        reordered = order_before.index(region.id) != order_after.index(region.id)
        changes = (*_edits(earlier, region), *(("priority",) if reordered else ()))
        found.append(change(region.id, region.name, changes, earlier.rule, region.rule))
    for region in before.regions:
        if region.id not in new:
            found.append(change(region.id, region.name, ("removed",), region.rule, None))
    of_fallback: tuple[Change, ...] = ("rule",) if before.fallback != after.fallback else ()
    return (*found, change(FALLBACK, FALLBACK, of_fallback, before.fallback, after.fallback))


def _members(design: Design, regions: Int[np.ndarray, " references"]) -> list[Bool[np.ndarray, " references"]]:
    """Who is in each region, and last in the fallback."""
    return [regions == index for index in range(len(design.regions) + 1)]


def _edits(before: Region, after: Region) -> tuple[Change, ...]:
    """What was done to one region, apart from its place among the others."""
    compared: tuple[tuple[Change, bool], ...] = (
        ("shape", before.points != after.points),
        ("rule", before.rule != after.rule),
        ("name", before.name != after.name),
        ("color", before.color != after.color),
        ("note", before.note != after.note),
    )
    return tuple(what for what, differs in compared if differs)
