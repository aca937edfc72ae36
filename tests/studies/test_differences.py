"""One row against another: per reference and per triple against literal loops; the closed test split; refusals."""

import json

import numpy as np
import pytest

from simlab.errors import InputError
from simlab.evaluation import paired_difference
from simlab.studies.differences import RowDifferences, differences, row_differences
from simlab.studies.scoreboard import Scoreboard, line_up, standings
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace
from tests.toy_study import make

SPLITS = {"validation": 24, "test": 10, "train": 8}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return make(tmp_path_factory.mktemp("differences") / "toy", references=SPLITS, per_reference=5)


def two_rows(study: Workspace, part: Part) -> Scoreboard:
    return standings(study, line_up(study), part, rows=("vote", "plain"))


@pytest.fixture(scope="module")
def found(study: Workspace) -> RowDifferences:
    return differences(study, "validation", "vote", "plain")


def test_each_reference_and_each_count_is_that_of_a_loop(study: Workspace, found: RowDifferences) -> None:
    triples = found.board.asked.triples
    vote, plain = found.row.scores, found.against.scores
    for place, reference in enumerate(found.board.asked.questions.references):
        own = np.flatnonzero((triples["reference"] == reference) & (triples["choice"] != "tie"))
        if not len(own):
            assert np.isnan(found.per_reference[place])
            continue
        expected = sum(vote[i] - plain[i] for i in own) / len(own)
        assert found.per_reference[place] == pytest.approx(expected, abs=1e-12)
    decided = [i for i in range(len(triples)) if triples["choice"].iloc[i] != "tie"]
    assert found.count("row") == sum(vote[i] > plain[i] for i in decided)
    assert found.count("against") == sum(vote[i] < plain[i] for i in decided)
    assert found.count("either") == found.count("row") + found.count("against")


def test_those_that_differ_most_come_first(found: RowDifferences) -> None:
    one, other = found.row.margin / found.row.margin.std(), found.against.margin / found.against.margin.std()
    differing = [i for i in range(len(one)) if not np.isnan(found.leads[i]) and found.leads[i] != 0]
    expected = sorted(differing, key=lambda i: -abs(one[i] - other[i]))
    np.testing.assert_array_equal(found.listed(), expected)
    np.testing.assert_array_equal(found.listed("row"), [i for i in expected if found.leads[i] > 0])
    few = np.arange(len(found.board.asked.questions.references)) < 5
    positions = found.board.asked.questions.positions
    np.testing.assert_array_equal(found.listed("either", few), [i for i in expected if positions[i] < 5])


def test_the_whole_difference_is_that_of_the_scoreboard(study: Workspace, found: RowDifferences) -> None:
    board = two_rows(study, "validation").compared_to("plain")
    assert found.difference.value == board.row("vote").difference.value
    assert (found.difference.low, found.difference.p_value) == (
        board.row("vote").difference.low,
        board.row("vote").difference.p_value,
    )
    same = row_differences(board, "vote", "plain")
    np.testing.assert_array_equal(same.per_reference, found.per_reference)
    questions = board.asked.questions
    swapped = paired_difference(
        found.against.scores, found.row.scores, questions.references[questions.positions], questions.rows
    )
    assert row_differences(board, "plain", "vote").difference == swapped


def test_a_planted_lead_is_where_it_was_planted(study: Workspace) -> None:
    """The western model is ahead of the eastern one on even references, and behind on odd ones."""
    found = differences(study, "validation", "west-model", "east-model")
    western = found.board.asked.questions.references % 2 == 0
    assert np.nanmean(found.per_reference[western]) > 0.2
    assert np.nanmean(found.per_reference[~western]) < -0.2


def test_only_the_two_rows_are_fitted(study: Workspace, found: RowDifferences) -> None:
    assert [row.key for row in found.board.rows] == ["plain", "vote"]
    assert found.board.n_missing == 0


def test_json_holds_what_python_says(study: Workspace, found: RowDifferences) -> None:
    content = json.loads(json.dumps(found.to_json(study, 3), allow_nan=False))
    assert (content["row"], content["against"], content["split"], content["synthetic"]) == (
        "vote",
        "plain",
        "validation",
        True,
    )
    assert len(content["triples"]) == 3
    assert content["triples"][0]["id"] == found.board.asked.triples["id"].iloc[found.listed()[0]]
    assert content["triples"][0]["reference"].startswith("pool/")
    assert sum(content[f"references_{which}"] for which in ("ahead", "behind", "equal")) == len(content["references"])


def test_what_cannot_be_held_against_each_other_says_why(study: Workspace) -> None:
    board = standings(study, line_up(study), "validation", rows=("vote", "oracle", "published:mlp"))
    with pytest.raises(InputError, match="'vote' would be held against itself"):
        row_differences(board, "vote", "vote")
    with pytest.raises(InputError, match=r"'oracle' cannot be held against another: it has a figure, and gives no"):
        row_differences(board, "oracle", "vote")
    with pytest.raises(InputError, match=r"'published:mlp' cannot be held against another: The published projection"):
        row_differences(board, "vote", "published:mlp")
    with pytest.raises(InputError, match=r"'clip' is no row of the scoreboard. Its rows: west-model, "):
        differences(study, "validation", "vote", "clip")


def test_the_test_split_stays_closed_until_a_reason_is_given(tmp_path) -> None:
    study = make(tmp_path / "toy", references=SPLITS, per_reference=3)
    with pytest.raises(InputError, match=r"The test split of 'toy' is closed for scoreboard"):
        differences(study, "test", "vote", "plain")
    opened = differences(study, "test", "vote", "plain", reveal="the last look")
    assert [reveal.reason for reveal in study.store.reveals("scoreboard")] == ["the last look"]
    assert opened.board.asked.part == "test"
    again = two_rows(study, "test").compared_to("plain")
    assert again.row("vote").difference.value == opened.difference.value
