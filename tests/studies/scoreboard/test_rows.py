"""Every row says what the command for it alone says, on the same triples."""

import numpy as np
import pytest

from simlab.errors import InputError, NotFoundError
from simlab.evaluation import paired_difference
from simlab.studies.designs.named import create_design, map_of, open_design
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.model_evaluation import evaluate_models
from simlab.studies.scoreboard import scoreboard
from simlab.studies.strategy_settings import MODES, STRATEGY_NAMES, StrategySettings
from simlab.workspace import ModelEntry
from simlab.workspace.check_set import CheckSet, keep_check_set
from tests.studies.conftest import design_on

MEMBERS = ("west-model", "east-model", "third-model")
LEARNED = ("best", "credibility", "neighbours", "mlp", "gate", "stacking")
DRAWN = [name for name in STRATEGY_NAMES if name != "design"]


def test_the_rows_in_their_order(board):
    published = [f"published:{mode}" for mode in (*MODES, "mlp")]
    keys = [*MEMBERS, "plain", *DRAWN, *published, "design:two", "oracle", "ceiling"]
    assert [row.key for row in board.rows] == keys
    assert {row.kind for row in board.rows} == {
        *("cs", "baseline", "strategy", "published", "design", "oracle", "ceiling")
    }
    assert board.members == MEMBERS
    assert board.compared_with == "best"


def test_models_as_evaluated_alone(board, study):
    alone = {row.model.name: row.estimate for row in evaluate_models(study, "validation").rows}
    assert {name: board.row(name).estimate for name in alone} == alone
    assert all(board.row(name).basis == "" and board.row(name).in_sample is None for name in alone)


@pytest.mark.parametrize("name", DRAWN)
def test_strategies_as_evaluated_alone(board, study, name):
    alone = evaluate_ensemble(study, name, "validation")
    row = board.row(name)
    if name in LEARNED:
        assert (row.estimate, row.in_sample, row.basis) == (alone.cross_fitted, alone.estimate, "cross-fitted")
    else:
        assert (row.estimate, row.in_sample, row.basis) == (alone.estimate, None, "")


@pytest.mark.parametrize("mode", MODES)
def test_published_ensembles_as_evaluated_alone(board, study, mode):
    settings = StrategySettings(mode=mode, paper_compatible=True)
    alone = evaluate_ensemble(study, "credibility", "validation", settings=settings)
    row = board.row(f"published:{mode}")
    assert (row.estimate, row.in_sample) == (alone.cross_fitted, alone.estimate)


def test_designs_as_evaluated_alone(board, study):
    alone = evaluate_ensemble(study, "design", "validation", design="two")
    row = board.row("design:two")
    assert (row.estimate, row.in_sample, row.basis) == (alone.estimate, None, "in-sample drawing")
    np.testing.assert_array_equal(row.margin, alone.prediction.margin)


def test_a_design_that_chooses_is_cross_fitted_too(own_study):
    from simlab.ensembles import BEST

    reference_map = map_of(own_study, open_design(own_study, "two").design)
    create_design(own_study, "chooses", reference_map, design_on(reference_map, west=BEST))
    row = scoreboard(own_study, "validation").row("design:chooses")
    alone = evaluate_ensemble(own_study, "design", "validation", design="chooses")
    assert (row.estimate, row.in_sample) == (alone.cross_fitted, alone.estimate)
    assert row.basis == "in-sample drawing, cross-fitted"


def test_test_figures_are_those_of_the_single_fit(own_study):
    board = scoreboard(own_study, "test", reveal="the last look")
    for name in ("best", "gate", "stacking", "vote"):
        row, alone = board.row(name), evaluate_ensemble(own_study, name, "test", reveal="the same")
        assert (row.estimate, row.in_sample, row.basis) == (alone.estimate, None, "")
    assert board.row("design:two").basis == ""


def test_the_check_set_is_judged_by_fits_without_it(own_study):
    keep_check_set(own_study, CheckSet(seed=4))
    board = scoreboard(own_study, "check")
    for name in ("credibility", "mean"):
        assert board.row(name).estimate == evaluate_ensemble(own_study, name, "check").estimate
    assert len(board.asked.questions.references) == 7


def test_the_oracle_against_a_loop(board):
    questions = board.asked.questions
    right = []
    for triple in range(len(questions)):
        if questions.signs[triple] == 0:
            right.append(float("nan"))
            continue
        answers = [questions.margins[questions.column(name), triple] * questions.signs[triple] for name in MEMBERS]
        right.append(1.0 if any(answer > 0 for answer in answers) else 0.5 if 0.0 in answers else 0.0)
    np.testing.assert_array_equal(board.row("oracle").scores, right)
    assert board.row("oracle").estimate.value >= max(board.row(name).estimate.value for name in (*MEMBERS, "vote"))


def test_differences_and_their_correction_against_a_loop(board):
    questions = board.asked.questions
    references = questions.references[questions.positions]
    other = board.row("best")
    p_values = {}
    for row in board.rows:
        if row.scores is None or row.key == "best":
            assert row.difference is None
            continue
        expected = paired_difference(row.scores, other.scores, references, questions.rows)
        assert (row.difference.value, row.difference.low) == (expected.value, expected.low)
        if row.kind in ("oracle", "ceiling"):
            assert (row.difference.p_value, row.corrected_p, row.verdict) == (None, None, "")
        else:
            p_values[row.key] = expected.p_value
    assert board.n_compared == len(p_values) == len(board.scored) - 3
    largest = 0.0
    for rank, (key, p_value) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
        largest = max(largest, (len(p_values) - rank) * p_value)
        assert board.row(key).corrected_p == pytest.approx(min(1.0, largest))


def test_a_verdict_needs_the_corrected_p_value_and_the_interval(board):
    for row in board.rows:
        if row.corrected_p is not None:
            clear = row.corrected_p < 0.05 and row.difference.distinguishable
            better = "better" if row.difference.value > 0 else "worse"
            assert row.verdict == (better if clear else "not distinguishable")
    assert scoreboard_verdicts(board.compared_to("plain"))["design:two"] == "better"
    assert scoreboard_verdicts(board.compared_to("design:two"))["plain"] == "worse"


def scoreboard_verdicts(board) -> dict[str, str]:
    return {row.key: row.verdict for row in board.rows}


def test_all_rows_on_the_common_triples(own_study):
    asked = own_study.split("validation")
    everything = scoreboard(own_study, "validation")
    rows = np.setdiff1d(np.arange(len(own_study.images), dtype=np.int32), asked["b"].iloc[3:8])
    vectors = own_study.embedding("plain").take(rows)
    own_study.write_embedding(ModelEntry("plain", "baseline"), vectors, rows)
    board = scoreboard(own_study, "validation")
    assert board.n_missing == 5
    assert len({row.estimate.n_triples for row in board.scored}) == 1
    # `plain` is no member, so the ensembles answer as before; only the five triples are left out.
    kept = np.setdiff1d(np.arange(len(asked)), np.arange(3, 8))
    for key in ("gate", "credibility", "mean", "design:two"):
        np.testing.assert_array_equal(board.row(key).margin, everything.row(key).margin[kept])


def test_models_and_members_are_chosen(own_study):
    board = scoreboard(own_study, "validation", models=("plain",), members=("third-model", "west-model"))
    assert board.members == ("west-model", "third-model")
    assert [row.key for row in board.rows if row.kind in ("cs", "baseline")] == ["west-model", "third-model", "plain"]
    alone = evaluate_ensemble(own_study, "vote", "validation", members=("west-model", "third-model"))
    assert board.row("vote").estimate == alone.estimate


def test_a_model_may_bear_the_name_of_a_strategy(toy_workspace):
    workspace = toy_workspace(references={"validation": 10, "train": 4}, skills={"vote": (0.9, 0.6)})
    board = scoreboard(workspace, "validation", compare_to="model:vote")
    assert board.row("model:vote").kind == "cs"
    assert board.row("vote").kind == "strategy"


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        ({"split": "train"}, InputError, "has no training split: models have seen these answers"),
        ({"split": "check"}, NotFoundError, "keeps no check set"),
        ({"compare_to": "nobody"}, InputError, r"'nobody' is no row of the scoreboard\. Its rows: west-model, east-"),
        ({"compare_to": "published:mlp"}, InputError, "'published:mlp', which has no figure: The published projection"),
        ({"models": ("look",)}, InputError, "'look' serves features only and is not scored"),
        ({"members": ("nobody",)}, NotFoundError, "has no model 'nobody'"),
    ],
)
def test_what_is_asked_wrongly(study, board, call, error, text):
    options = {"split": "validation", **call}
    with pytest.raises(error, match=text):
        scoreboard(study, options.pop("split"), **options)
