"""Any design: where its references fall, what a weight of 0 means, and what becomes of it as JSON."""

import copy
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simlab.ensembles import (
    BEST,
    FALLBACK,
    Design,
    DesignStrategy,
    Membership,
    Region,
    Rule,
    design_from_json,
    one_model,
    vote_of,
)
from simlab.errors import DesignError, SimLabError
from tests.ensembles import literal_even_odd as literal

MODELS = ("first", "second", "third")
RNG = np.random.default_rng(5)
SPOTS = np.array([(x / 2, y / 2) for x in range(9) for y in range(9)])
PLACES = np.concatenate([SPOTS, [(np.nan, np.nan), (1.0, np.nan)], SPOTS[::7]])
LOST = slice(len(SPOTS), len(SPOTS) + 2)

half = st.integers(0, 8).map(lambda number: number / 2)
polygons = st.lists(st.tuples(half, half), min_size=3, max_size=7).map(tuple)
weighted = st.lists(st.sampled_from([0.0, 0.25, 1.0, 3.0]), min_size=3, max_size=3).filter(any)
rules = st.one_of(
    st.sampled_from(MODELS).map(one_model),
    st.lists(st.sampled_from(MODELS), min_size=1, unique=True).map(vote_of),
    weighted.map(lambda weights: Rule("weights", tuple(zip(MODELS, weights, strict=True)))),
    st.just(BEST),
)


def design_of(drawn, fallback) -> Design:
    regions = [
        Region(f"region {number}", points, rule, "#112233", id=f"id{number}")
        for number, (points, rule) in enumerate(drawn)
    ]
    return Design("map", "f", fallback, tuple(regions))


designs = st.builds(design_of, st.lists(st.tuples(polygons, rules), max_size=5), rules)


@pytest.fixture(scope="module")
def asked(questions):
    """Three triples of each place, of models that differ everywhere."""
    references = np.repeat(np.arange(len(PLACES)), 3)
    signs = RNG.choice([-1, 1], len(references))
    return questions(RNG.normal(size=(3, len(references))), references, signs, MODELS)


def margins_of(design, questions):
    membership = Membership(PLACES)
    return DesignStrategy(design, membership.subset).fit(questions).predict(questions).margin


def ids_of(design) -> list[str]:
    """Per place the id of its region."""
    names = [*(region.id for region in design.regions), "fallback"]
    return [names[index] for index in Membership(PLACES).of_design(design)]


@settings(max_examples=40, deadline=None)
@given(designs)
def test_each_reference_is_in_the_first_region_of_the_literal_rule_or_in_the_fallback(design):
    found = ids_of(design)
    assert set(found[LOST]) == {"fallback"}
    for place, region_id in zip(PLACES.tolist(), found, strict=True):
        if np.isnan(place).any() or any(
            literal.self_crosses(region.points) and literal.on_outline(region.points, place)
            for region in design.regions
        ):
            continue
        holding = [region.id for region in design.regions if literal.inside(region.points, place)]
        assert region_id == [*holding, "fallback"][0]


@settings(max_examples=60, deadline=None)
@given(designs, st.lists(st.integers(0, len(PLACES) - 1), max_size=30))
def test_some_of_the_references_fall_where_they_fall_among_all(design, positions):
    whole, chosen = Membership(PLACES), np.array(positions, dtype=np.int64)
    part = whole.subset(chosen)
    np.testing.assert_array_equal(part.of_design(design), whole.of_design(design)[chosen])
    np.testing.assert_array_equal(
        part.subset(np.arange(len(part))[::-1]).of_design(design), part.of_design(design)[::-1]
    )


@settings(max_examples=80, deadline=None)
@given(designs, st.integers(0, 4), st.integers(-4, 4))
def test_a_new_priority_changes_only_references_of_a_region_and_one_that_it_passed(design, number, places):
    assume(design.regions)
    moved = design.regions[number % len(design.regions)]
    after = design.moved(moved.id, places)
    assert sorted(region.id for region in after.regions) == sorted(region.id for region in design.regions)

    def earlier_than_it(drawn):
        return {region.id for region in drawn.regions[: drawn.regions.index(moved)]}

    passed = earlier_than_it(design) ^ earlier_than_it(after)
    assert len(passed) <= abs(places)
    membership = Membership(PLACES)
    in_moved = membership.inside(moved)
    in_passed = np.any([np.zeros(len(PLACES), bool), *(membership.inside(design.region(id)) for id in passed)], axis=0)
    old, new = np.array(ids_of(design)), np.array(ids_of(after))
    changed = old != new
    assert not changed[~(in_moved & in_passed)].any()
    assert set(np.concatenate([old[changed], new[changed]])) <= {moved.id, *passed}
    assert all(moved.id in pair for pair in zip(old[changed], new[changed], strict=True))


@settings(max_examples=40, deadline=None)
@given(polygons, polygons, st.lists(rules.filter(lambda rule: rule != BEST), min_size=3, max_size=3))
def test_a_swap_changes_answers_in_the_overlap_only(asked, one, other, three):
    design = design_of([(one, three[0]), (other, three[1])], three[2])
    swapped = design.moved("id0", 1)
    membership = Membership(PLACES)
    both = membership.inside(design.regions[0]) & membership.inside(design.regions[1])
    changed = margins_of(design, asked) != margins_of(swapped, asked)
    assert not changed[~both[asked.positions]].any()
    np.testing.assert_array_equal(margins_of(swapped.moved("id0", -1), asked), margins_of(design, asked))


@settings(max_examples=60, deadline=None)
@given(weighted, st.permutations(MODELS), st.integers(-30, 30))
def test_a_weight_of_0_is_the_same_as_not_naming_the_model(asked, weights, order, power):
    named = tuple(zip(order, weights, strict=True))
    heard = Rule("weights", tuple((name, weight * 2.0**power) for name, weight in named if weight > 0))
    rule = Rule("weights", named)
    assert rule.text == heard.text
    silent = np.isin(asked.models, [name for name, weight in named if weight == 0])
    other = replace(asked, margins=np.where(silent[:, None], asked.margins[:, ::-1] * 7, asked.margins))
    found = margins_of(design_of([], rule), asked)
    np.testing.assert_array_equal(found, margins_of(design_of([], heard), asked))
    np.testing.assert_array_equal(found, margins_of(design_of([], rule), other))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 1e307), min_size=3, max_size=3))
def test_weights_of_any_size_make_shares_or_are_refused(asked, weights):
    named = tuple(zip(MODELS, weights, strict=True))
    if not any(weights):
        with pytest.raises(
            DesignError, match=r"weights of this rule are all 0\. Give one of its models a weight above 0"
        ):
            Rule("weights", named)
        return
    fitted = DesignStrategy(design_of([], Rule("weights", named)), Membership(PLACES).subset).fit(asked)
    shares = fitted.assign(asked.references).weights
    assert (shares >= 0).all()
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_array_equal(shares[:, np.array(weights) == 0], 0)
    largest = asked.margins.std(axis=1, keepdims=True)
    assert (np.abs(fitted.predict(asked).margin) <= np.abs(asked.margins / largest).max(axis=0) * (1 + 1e-9)).all()


finite = st.floats(-1e100, 1e100)
anywhere = st.lists(st.tuples(finite, finite), min_size=3, max_size=12).map(tuple)
model_names = st.text(max_size=12)
any_weights = st.lists(
    st.tuples(model_names, st.floats(0, 1e100)), min_size=1, max_size=5, unique_by=lambda one: one[0]
)
any_rules = st.one_of(
    st.just(BEST),
    model_names.map(one_model),
    st.lists(model_names, min_size=1, max_size=5, unique=True).map(vote_of),
    any_weights.filter(lambda weights: any(weight for _, weight in weights)).map(lambda w: Rule("weights", tuple(w))),
)
any_regions = st.builds(
    Region,
    name=st.text(min_size=1, max_size=80).filter(str.strip),
    points=anywhere,
    rule=any_rules,
    color=st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True),
    note=st.text(),
    id=st.text(min_size=1, max_size=80).filter(lambda text: text != FALLBACK),
)
any_designs = st.builds(
    Design,
    st.text(),
    st.text(),
    any_rules,
    st.lists(any_regions, max_size=4, unique_by=(lambda one: one.name, lambda one: one.id)).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(any_designs, st.booleans())
def test_no_bit_of_a_design_is_lost_in_json(design, ascii_only):
    text = json.dumps(design.to_json(), allow_nan=False, ensure_ascii=ascii_only)
    again = design_from_json(json.loads(text))
    assert repr(again) == repr(design)  # unlike ==, this tells -0.0 from 0.0, and 1 from 1.0
    assert again.fingerprint == design.fingerprint
    assert json.dumps(again.to_json(), ensure_ascii=ascii_only) == text


@settings(max_examples=40, deadline=None)
@given(any_designs)
def test_the_order_of_keys_in_json_does_not_change_a_design(design):
    sorted_keys = json.loads(json.dumps(design.to_json(), sort_keys=True))
    assert design_from_json(sorted_keys).fingerprint == design.fingerprint


scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.integers(), st.just(10**400), st.floats(), st.text(max_size=4)
)
any_json = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)


def spots_of(content, path=()):
    """Every place in a JSON value, as the keys that lead there."""
    yield path
    entries = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in entries:
        yield from spots_of(value, (*path, key))


def damaged(content, path, value):
    """A copy with another value at one place."""
    if not path:
        return value
    content = copy.deepcopy(content)
    at = content
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return content


@settings(max_examples=200, deadline=None)
@given(designs, any_json, st.data())
def test_json_with_one_strange_value_is_refused_or_a_design_like_any_other(design, value, data):
    content = design.to_json()
    damage = damaged(content, data.draw(st.sampled_from(list(spots_of(content)))), value)
    try:
        read = design_from_json(damage)
    except SimLabError:
        return
    again = design_from_json(json.loads(json.dumps(read.to_json(), allow_nan=False)))
    assert repr(again) == repr(read)
    assert again.fingerprint == read.fingerprint
    assert all(isinstance(text, str) for text in (read.map_id, read.map_fingerprint))
    assert all(isinstance(text, str) for region in read.regions for text in (region.id, region.name, region.note))
