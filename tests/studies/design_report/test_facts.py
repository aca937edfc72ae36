"""What a report states is what the rest of the program says, and what a literal loop finds."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from simlab.ensembles import BEST, one_model, uniform_mean_of, vote_of
from simlab.errors import NotFoundError
from simlab.evaluation import paired_difference
from simlab.studies.design_report import design_report
from simlab.studies.designs.looks import marks_of
from simlab.studies.designs.named import create_design, save_step
from simlab.studies.designs.rule_wording import rule_words
from simlab.studies.designs.versions import save_version
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.scoreboard import scoreboard
from simlab.workspace.check_set import CheckSet, keep_check_set

MEMBERS = ("west-model", "east-model", "third-model")


def test_figures_are_those_of_the_command_line(study, named):
    report = design_report(study, "two")
    result = evaluate_ensemble(study, "design", "validation", design="two")
    assert report.figures.accuracy == result.estimate
    board = scoreboard(study, "validation", compare_to="design:two")
    for row in report.board.scored:
        same = board.row(row.key)
        assert (row.estimate, row.basis) == (same.estimate, same.basis)
    assert [row.label for row in report.board.rows if row.pending]
    assert not [row for row in design_report(study, "two").board.rows if row.pending]  # the board has fitted them now
    rivals = dict(report.rivals)
    for name in ("vote", "mean"):
        expected = replace(result.differences[name], p_value=None)
        assert rivals[{"vote": "majority vote", "mean": "uniform mean"}[name]] == expected


def test_the_gain_of_a_region_is_that_over_the_fallback_rule(study, named):
    report = design_report(study, "two")
    whole = evaluate_ensemble(study, "design", "validation", design="two")
    mean = evaluate_ensemble(study, "mean", "validation")  # the fallback rule is the mean of the members
    questions = whole.asked.questions
    references = questions.references[questions.positions]
    scores, others = (questions.scores(result.prediction.margin) for result in (whole, mean))
    for number, region in enumerate(report.regions[:2]):
        inside = np.array([reference % 2 == number for reference in references])  # even ones lie in the west
        expected = paired_difference(scores[inside], others[inside], references[inside], p_value=False)
        assert region.gain == expected
        assert region.n_triples == inside.sum()
        assert region.accuracy.value == pytest.approx(np.nanmean(scores[inside]))
        assert region.gain.value > 0.03  # as planted
    assert report.regions[2].gain is None
    assert report.regions[2].n_references == 0
    assert report.gain == paired_difference(scores, others, references, p_value=False)


def test_the_highest_row_that_needs_no_drawing_is_a_rival(study, named):
    labels = [label for label, _ in design_report(study, "two").rivals]
    assert labels[:3] == ["best single model", "majority vote", "uniform mean"]
    assert len(labels) in (3, 4)
    weak = save_step(study, named, replace(named.design, regions=(), fallback=one_model("plain")), "weaker")
    assert weak.design.models == ("plain",)
    rivals = design_report(study, "two").rivals
    assert all(difference.value < 0 for _, difference in rivals)


def test_rules_that_choose_are_shown_cross_fitted(study, place, drawn):
    create_design(study, "learned", place, drawn(place, west=BEST))
    report = design_report(study, "learned")
    result = evaluate_ensemble(study, "design", "validation", design="learned")
    assert report.figures.cross_fitted == result.cross_fitted
    assert report.board.row("design:learned").estimate == result.cross_fitted
    assert report.board.row("design:learned").in_sample == result.estimate
    assert report.regions[0].rule == "best on validation: west-model"
    assert report.regions[0].answering == ("west-model",)


def test_a_version_is_reported_as_it_was(study, named):
    save_version(study, named, "v1", author="ann", comment="first")
    before = design_report(study, "two")
    save_step(study, named, named.design.without("west"), "deleted west")
    version = design_report(study, "two", "v1")
    assert version.state.version.author == "ann"
    assert version.figures == before.figures
    assert [region.name for region in version.regions] == ["west", "east", "fallback"]
    assert [region.name for region in design_report(study, "two").regions] == ["east", "fallback"]


def test_of_all_designs_only_the_reported_one_stands_on_the_board(study, named, place, drawn):
    create_design(study, "other", place, drawn(place))
    keys = [row.key for row in design_report(study, "two").board.rows]
    assert "design:two" in keys
    assert "design:other" not in keys
    assert not [key for key in keys if key.startswith("published")]


def test_the_check_set_is_looked_at_only_on_request(study, named):
    with pytest.raises(NotFoundError, match="keeps no check set"):
        design_report(study, "two", check=True)
    assert design_report(study, "two").check.check_set is None
    keep_check_set(study, CheckSet())
    unseen = design_report(study, "two")
    assert unseen.check.figures is None
    assert unseen.check.n_references == 12
    assert len(unseen.references) == 28
    assert marks_of(study, "two", named.design).check == 0
    save_version(study, named, "v1", author="ann")
    seen = design_report(study, "two", check=True).check.figures
    assert marks_of(study, "two", named.design).check == 1
    edited = save_step(study, named, named.design.without("west"), "deleted west")
    design_report(study, "two", "v1", check=True)
    assert [(look.part, look.step) for look in study.store.looks.of("two")] == [("check", named.step)] * 2
    assert marks_of(study, "two", edited.design).check_elsewhere == 2
    save_step(study, edited, named.design, "drew west again")
    assert seen.accuracy == evaluate_ensemble(study, "design", "check", design="two").estimate


def test_what_does_not_exist(study, named):
    with pytest.raises(NotFoundError, match="There is no design 'three' in this workspace"):
        design_report(study, "three")
    with pytest.raises(NotFoundError, match="Design 'two' has no version 'v9'"):
        design_report(study, "two", "v9")


def test_the_time_is_the_one_given(study, named):
    made = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert design_report(study, "two", made=made).made == made
    assert design_report(study, "two").made > made


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (uniform_mean_of(MEMBERS), "uniform mean of the 3 members"),
        (uniform_mean_of(MEMBERS[:2]), "uniform mean of west-model, east-model"),
        (vote_of(MEMBERS), "majority vote of the 3 members"),
        (vote_of(MEMBERS[1:]), "majority vote of east-model, third-model"),
        (one_model("plain"), "plain"),
        (uniform_mean_of(MEMBERS[:1]), "100% west-model"),
        (BEST, "best on validation"),
    ],
)
def test_rules_in_words(rule, words):
    assert rule_words(rule, MEMBERS) == words
