"""A copy of a region does what the region does, can be seen, and comes right below it."""

import pytest

from simlab.dashboard.regions.copying import with_copy
from simlab.ensembles import FALLBACK, Design, Region, one_model, vote_of
from simlab.errors import NotFoundError

POINTS = ((0.0, 0.0), (10.0, 0.0), (10.0, 5.0))


def design() -> Design:
    regions = tuple(
        Region(name, POINTS, one_model(name), color, note="seen", id=name)
        for name, color in (("a" * 80, "#e6550d"), ("b", "#3f51b5"))
    )
    return Design("map", "fingerprint", vote_of(["x", "y"]), regions)


def test_a_copy_is_shifted_named_and_coloured() -> None:
    first, copy, last = with_copy(design(), "a" * 80).regions
    assert (first.id, last.id) == ("a" * 80, "b")
    assert copy.points == tuple((x + 0.6, y - 0.3) for x, y in POINTS)
    assert (copy.name, copy.rule, copy.note) == ("a" * 70 + " 1", first.rule, "seen")
    assert copy.id not in ("a" * 80, "b")
    assert copy.color not in ("#e6550d", "#3f51b5")
    with pytest.raises(NotFoundError, match="has no region 'gone' any more"):
        with_copy(design(), "gone")


def test_a_rule_is_given_to_a_region_or_to_the_fallback() -> None:
    drawn = design()
    assert drawn.with_rule("b", one_model("z")).rule_of("b") == one_model("z")
    assert drawn.with_rule("b", one_model("z")).fallback == drawn.fallback
    changed = drawn.with_rule(FALLBACK, one_model("z"))
    assert (changed.rule_of(FALLBACK), changed.regions) == (one_model("z"), drawn.regions)
    with pytest.raises(NotFoundError):
        drawn.with_rule("gone", one_model("z"))
