"""What a rule would change, against what it does change once it is chosen."""

from dataclasses import replace

import numpy as np
import pytest

from simlab.ensembles import BEST, CREDIBILITY, Rule, one_model, uniform_mean_of, vote_of
from simlab.errors import DesignError, NotFoundError
from simlab.studies.designs.named import create_design
from simlab.studies.designs.session import DesignSession
from simlab.studies.designs.what_if import rule_outcomes
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import split_questions

MEMBERS = ("west-model", "east-model", "third-model")
MODELS = (*MEMBERS, "plain")
RULES = (
    *map(one_model, MODELS),
    BEST,
    CREDIBILITY,
    vote_of(MEMBERS),
    uniform_mean_of(MEMBERS),
    Rule("weights", (("west-model", 3.0), ("plain", 1.0))),
)


@pytest.fixture
def session(workspace, reference_map):
    return DesignSession(split_questions(workspace, "validation", MODELS), MapPlaces(workspace, reference_map), MEMBERS)


@pytest.mark.parametrize("west", [one_model("third-model"), BEST, CREDIBILITY], ids=lambda rule: rule.kind)
@pytest.mark.parametrize("target", ["west", "fallback"])
def test_what_is_promised_is_what_comes(workspace, reference_map, session, drawn, west, target):
    design = drawn(reference_map, west=west)
    now = session.figures(design)
    before = now.cross_fitted or now.accuracy
    for number, (rule, outcome) in enumerate(zip(RULES, rule_outcomes(session, design, target, RULES), strict=True)):
        changed = design.with_rule(target, rule)
        create_design(workspace, f"d{number}", reference_map, changed)
        after = evaluate_ensemble(workspace, "design", "validation", design=f"d{number}")
        promised = after.cross_fitted or after.estimate
        assert outcome.rule == rule
        assert outcome.cross_fitted == changed.learned == (after.cross_fitted is not None)
        assert outcome.accuracy.value == promised.value, rule.text
        assert (outcome.accuracy.low, outcome.accuracy.high) == (promised.low, promised.high)
        if changed.learned or not design.learned:
            assert outcome.change.value == pytest.approx(promised.value - before.value)
            assert outcome.change == session.change(design, changed)


def test_the_present_rule_changes_nothing(reference_map, session, drawn):
    design = drawn(reference_map)
    (outcome,) = rule_outcomes(session, design, "west", [one_model("west-model")])
    assert (outcome.change.value, outcome.change.low, outcome.change.high) == (0, 0, 0)
    assert outcome.inside == session.figures(design).regions[0].accuracy


def test_inside_is_the_place_and_nothing_else(reference_map, session, drawn):
    design = drawn(reference_map)
    (outcome,) = rule_outcomes(session, design, "west", [one_model("east-model")])
    assert outcome.inside == session.figures(design).regions[0].models["east-model"]
    assert outcome.inside.n_references == 20
    assert outcome.change.value < 0
    assert outcome.change.distinguishable


def test_too_few_references_to_hold_some_back_are_said_to_be_in_sample(workspace, reference_map, drawn):
    asked = split_questions(workspace, "validation", MODELS)
    few = replace(asked, questions=asked.questions.restricted(np.arange(40) < 4))
    session = DesignSession(few, MapPlaces(workspace, reference_map), MEMBERS)
    (outcome,) = rule_outcomes(session, drawn(reference_map), "west", [BEST])
    assert not outcome.cross_fitted
    assert outcome.accuracy == session.figures(drawn(reference_map, west=BEST)).accuracy


def test_what_cannot_be_asked_is_refused(reference_map, session, drawn):
    design = drawn(reference_map)
    with pytest.raises(NotFoundError, match="has no region 'gone' any more"):
        rule_outcomes(session, design, "gone", [BEST])
    with pytest.raises(DesignError, match="no vectors of nobody at hand"):
        rule_outcomes(session, design, "west", [one_model("nobody")])


def test_judging_remembers_and_gives_the_same(reference_map, session, drawn):
    design = drawn(reference_map, west=CREDIBILITY)
    first = session.judged(design)
    assert session.judged(replace(design)) is first
    assert np.array_equal(session.judged(drawn(reference_map, west=BEST)).regions, first.regions)
    assert session.change(design, design).value == 0
