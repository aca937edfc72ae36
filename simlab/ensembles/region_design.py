"""A design: ordered regions in the coordinates of one map, a rule for each, and a rule for everything else."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from simlab.ensembles.region import FALLBACK, Region
from simlab.ensembles.rules import Rule
from simlab.errors import DesignError, FormatVersionError, NotFoundError
from simlab.workspace.fingerprints import fingerprint

FORMAT_VERSION = 1


@dataclass(frozen=True)
class Design:
    """The analytical ensemble as drawn.

    Attributes:
        map_id, map_fingerprint: the map whose coordinates the regions are in; they mean nothing on another.
        fallback: the rule for references in no region.
        regions: in priority order; a reference belongs to the first that contains it.
    """

    map_id: str
    map_fingerprint: str
    fallback: Rule
    regions: tuple[Region, ...] = ()

    def __post_init__(self) -> None:
        for what in ("name", "id"):
            values = [getattr(region, what) for region in self.regions]
            twice = sorted({value for value in values if values.count(value) > 1})
            if twice:
                raise DesignError(f"Two regions have the {what} {twice[0]!r}. Give each its own.")

    @property
    def fingerprint(self) -> str:
        """Of everything that can change an answer: geometry, order and rules, not names, colours and notes."""
        drawn = [[[[float(x), float(y)] for x, y in region.points], *_parts(region.rule)] for region in self.regions]
        return fingerprint(self.map_fingerprint, _parts(self.fallback), drawn)

    @property
    def learned(self) -> bool:
        """Whether some rule chooses from validation answers."""
        return any(rule.learned for rule in (self.fallback, *(region.rule for region in self.regions)))

    @property
    def models(self) -> tuple[str, ...]:
        """The models that its rules name, each once."""
        rules = (self.fallback, *(region.rule for region in self.regions))
        return tuple(dict.fromkeys(name for rule in rules for name in rule.models))

    def region(self, region_id: str) -> Region:
        """The region of that id; raises NotFoundError when it is gone."""
        for region in self.regions:
            if region.id == region_id:
                return region
        raise NotFoundError(f"The design has no region {region_id!r} any more.")

    def with_region(self, region: Region) -> "Design":
        """With one more region, of the lowest priority."""
        return replace(self, regions=(*self.regions, region))

    def changed(self, region_id: str, change: Callable[[Region], Region]) -> "Design":
        """With one region changed in its place."""
        self.region(region_id)
        return replace(self, regions=tuple(change(r) if r.id == region_id else r for r in self.regions))

    def with_rule(self, target: str, rule: Rule) -> "Design":
        """With another rule in the region of that id, or of the fallback."""
        if target == FALLBACK:
            return replace(self, fallback=rule)
        return self.changed(target, lambda region: replace(region, rule=rule))

    def rule_of(self, target: str) -> Rule:
        """The rule of the region of that id, or of the fallback; raises NotFoundError when the region is gone."""
        return self.fallback if target == FALLBACK else self.region(target).rule

    def without(self, region_id: str) -> "Design":
        """Without one region."""
        self.region(region_id)
        return replace(self, regions=tuple(r for r in self.regions if r.id != region_id))

    def moved(self, region_id: str, places: int) -> "Design":
        """With one region so many places later in priority (negative: earlier), as far as there are places."""
        region = self.region(region_id)
        others = [r for r in self.regions if r.id != region_id]
        place = min(max(0, self.regions.index(region) + places), len(others))
        return replace(self, regions=(*others[:place], region, *others[place:]))

    def free_name(self, base: str = "region") -> str:
        """A name that no region has yet: "region 1", "region 2", …"""
        taken = {region.name for region in self.regions}
        return next(name for number in range(1, len(taken) + 2) if (name := f"{base} {number}") not in taken)

    def to_json(self) -> dict[str, Any]:
        """As JSON; `design_from_json` gives an equal design, to the last digit."""
        return {
            "format_version": FORMAT_VERSION,
            "map": {"id": self.map_id, "fingerprint": self.map_fingerprint},
            "fallback": self.fallback.to_json(),
            "regions": [
                {
                    "id": region.id,
                    "name": region.name,
                    "color": region.color,
                    "note": region.note,
                    "points": [list(point) for point in region.points],
                    "rule": region.rule.to_json(),
                }
                for region in self.regions
            ],
        }


def design_from_json(content: dict[str, Any]) -> Design:
    """The design that `Design.to_json` wrote.

    Raises:
        FormatVersionError: a newer SimLab wrote it.
        DesignError: it is not a design.
    """
    version = content.get("format_version") if isinstance(content, dict) else None
    if not isinstance(version, int):
        raise DesignError("This is not a design: it states no format_version.")
    if version > FORMAT_VERSION:
        raise FormatVersionError(
            f"The design has format version {version}; this SimLab knows versions up to {FORMAT_VERSION}. "
            "Update SimLab to open it."
        )
    try:
        regions = tuple(
            Region(
                points=tuple((float(x), float(y)) for x, y in region["points"]),
                rule=Rule.from_json(region["rule"]),
                name=_text(region, "name"),
                color=_text(region, "color"),
                note=_text(region, "note"),
                id=_text(region, "id"),
            )
            for region in content["regions"]
        )
        of_map = content["map"]
        map_id, map_fingerprint = _text(of_map, "id"), _text(of_map, "fingerprint")
        return Design(map_id, map_fingerprint, Rule.from_json(content["fallback"]), regions)
    except KeyError as error:
        raise DesignError(f"This is not a design of format version {FORMAT_VERSION}: it lacks {error}.") from None
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise DesignError(f"This is not a design of format version {FORMAT_VERSION}: {error}.") from None


def _text(content: dict[str, Any], key: str) -> str:
    value = content[key]
    if not isinstance(value, str):
        raise TypeError(f"its {key!r} is {value!r:.40}, which is not text")
    return value


def _parts(rule: Rule) -> list[Any]:
    return [rule.kind, {name: float(weight) for name, weight in rule.weights}]
