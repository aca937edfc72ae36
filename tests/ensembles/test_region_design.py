import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlab.ensembles import BEST, Design, Region, Rule, design_from_json, one_model, uniform_mean_of, vote_of
from simlab.errors import DesignError, FormatVersionError, NotFoundError
from tests.ensembles.random_designs import regions, rules

TRIANGLE = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))


def region(name: str = "ocean", **changes) -> Region:
    return Region(**{"name": name, "points": TRIANGLE, "rule": one_model("m"), "color": "#0055aa", **changes})


def design(*regions: Region, fallback: Rule | None = None) -> Design:
    return Design("pca-look", "0123", fallback or uniform_mean_of(["m", "n"]), regions)


designs = st.builds(
    Design,
    map_id=st.just("map"),
    map_fingerprint=st.just("0123"),
    fallback=rules,
    regions=st.lists(regions, max_size=3, unique_by=lambda r: r.name).map(tuple),
)


@settings(max_examples=100, deadline=None)
@given(designs)
def test_json_gives_the_same_design_to_the_last_digit(drawn):
    again = design_from_json(json.loads(json.dumps(drawn.to_json(), allow_nan=False)))
    assert again == drawn
    assert again.fingerprint == drawn.fingerprint
    assert json.dumps(again.to_json()) == json.dumps(drawn.to_json())


def test_whole_numbers_are_the_same_design_as_floats():
    whole = design(region(points=((0, 0), (1, 0), (0, 1)), rule=Rule("weights", (("m", 1), ("n", 2)))))
    assert design_from_json(whole.to_json()).fingerprint == whole.fingerprint


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"name": " "}, r"needs a name of 1 to 80 characters; found ' '"),
        ({"name": "x" * 81}, "needs a name of 1 to 80 characters"),
        ({"points": TRIANGLE[:2]}, r"Region 'ocean' has 2 vertices; it needs 3 to 2,000\. Draw it again"),
        ({"points": TRIANGLE * 700}, "has 2100 vertices; it needs 3 to 2,000"),
        ({"points": (*TRIANGLE, (float("nan"), 0.0))}, "has a vertex that is not a finite number"),
        ({"points": (*TRIANGLE, (0.0, -1.1e100))}, r"has a vertex farther than 1e\+100 from the origin"),
        ({"id": ""}, "The id of region 'ocean' is ''; it needs 1 to 80 characters"),
        ({"id": "7" * 81}, "it needs 1 to 80 characters"),
        ({"id": "fallback"}, "and not to be 'fallback'"),
        ({"color": "red;} body {"}, r"colour of region 'ocean' is 'red;\} body \{'; write it as '#rrggbb'"),
    ],
)
def test_regions_that_cannot_be(changes, text):
    with pytest.raises(DesignError, match=text):
        region(**changes)


def test_names_and_ids_are_unique():
    with pytest.raises(DesignError, match=r"Two regions have the name 'ocean'\. Give each its own\."):
        design(region(), region())
    with pytest.raises(DesignError, match="Two regions have the id '7'"):
        design(region(id="7"), region("sea", id="7"))


def test_fingerprint_is_of_what_can_change_an_answer():
    drawn = design(region(id="1"), region("sea", id="2", rule=BEST))
    same = drawn.changed("1", lambda r: replace(r, name="deep", color="#ffffff", note="why"))
    assert same.fingerprint == drawn.fingerprint
    others = [
        drawn.moved("1", 1),
        drawn.without("1"),
        replace(drawn, fallback=BEST),
        replace(drawn, map_fingerprint="other"),
        drawn.changed("1", lambda r: replace(r, rule=one_model("n"))),
        drawn.changed("1", lambda r: replace(r, points=(*r.points, (0.0, 0.5)))),
    ]
    assert len({drawn.fingerprint, *(other.fingerprint for other in others)}) == 7


def test_moving_as_far_as_there_are_places():
    drawn = design(*(region(name, id=name) for name in "abc"))
    orders = {places: "".join(r.id for r in drawn.moved("b", places).regions) for places in (-9, -1, 0, 1, 9)}
    assert orders == {-9: "bac", -1: "bac", 0: "abc", 1: "acb", 9: "acb"}
    assert drawn.with_region(region("d", id="d")).regions[-1].id == "d"
    with pytest.raises(NotFoundError, match="has no region 'x' any more"):
        drawn.without("x")


def test_free_names_models_and_learning():
    drawn = design(region("region 1"), region("region 3", rule=vote_of(["n", "o"])))
    assert drawn.free_name() == "region 2"
    assert drawn.models == ("m", "n", "o")
    assert not drawn.learned
    assert replace(drawn, fallback=BEST).learned


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        (
            {"format_version": 2},
            FormatVersionError,
            "format version 2; this SimLab knows versions up to 1. Update SimLab",
        ),
        ({"format_version": None}, DesignError, "states no format_version"),
        ({"map": None}, DesignError, "not a design of format version 1: "),
        ({"regions": [{"name": "x"}]}, DesignError, "it lacks 'points'"),
        (
            {"regions": [{"name": 5, "points": [[0, 0]] * 3}]},
            DesignError,
            "not a design of format version 1: it lacks 'rule'",
        ),
        ({"regions": 3}, DesignError, "not a design of format version 1"),
        ({"map": {"id": None, "fingerprint": "f"}}, DesignError, "its 'id' is None, which is not text"),
        (
            {"regions": [{**region().__dict__, "rule": BEST.to_json(), "points": [[10**400, 0]] * 3}]},
            DesignError,
            "int too large to convert to float",
        ),
        (
            {"fallback": {"kind": "weights", "weights": {"m": 10**400}}},
            DesignError,
            "int too large to convert to float",
        ),
        ({"fallback": {"kind": "weights", "weights": {"m": 0.0}}}, DesignError, "weights of this rule are all 0"),
    ],
)
def test_json_that_is_no_design_is_refused(change, error, text):
    with pytest.raises(error, match=text):
        design_from_json({**design(region()).to_json(), **change})


def test_other_json_is_no_design():
    with pytest.raises(DesignError, match="states no format_version"):
        design_from_json([1, 2])
    content = design(region()).to_json()
    content["regions"][0]["name"] = 5
    with pytest.raises(DesignError, match="not a design of format version 1"):
        design_from_json(content)
