"""What a board does where rows cannot be had, where the test split is closed, and with what it has fitted before."""

import json

import pytest

from simlab.ensembles import one_model
from simlab.errors import InputError, JobCancelled
from simlab.maps import delete_map
from simlab.progress import SilentProgress
from simlab.studies.designs.looks import marks_of
from simlab.studies.designs.named import open_design, save_step
from simlab.studies.designs.versions import list_versions
from simlab.studies.scoreboard import line_up, scoreboard, standings
from simlab.studies.scoreboard.row import EDITED
from simlab.workspace import ModelEntry
from simlab.workspace.check_set import CheckSet, keep_check_set

FITTED = {"credibility", "neighbours", "mlp", "gate", *(f"published:{mode}" for mode in ("avg", "max", "thres", "mlp"))}
CLOSED = r"The test split of 'toy' is closed for scoreboard\. Test data only reports"


class Listener(SilentProgress):
    """Remembers every stage, and cancels at the fit of one."""

    def __init__(self, cancel_at: str = "") -> None:
        self.stages: list[str] = []
        self._cancel_at = cancel_at

    def stage(self, name: str, total: int | None) -> None:
        self.stages.append(name)

    def advance(self, steps: int = 1) -> None:
        if self.stages[-1] == self._cancel_at:
            raise JobCancelled("stopped")

    @property
    def fits(self) -> list[str]:
        return [name.removeprefix("fitting ") for name in self.stages if name.startswith("fitting ")]


def problems(board) -> dict[str, str]:
    return {row.key: row.problem for row in board.rows if row.problem}


def test_what_cannot_be_fitted_is_a_row_that_says_why(board):
    assert list(problems(board)) == ["published:mlp"]
    assert "64 components; 26 references with 3 features" in problems(board)["published:mlp"]
    row = board.row("published:mlp")
    assert (row.estimate, row.scores, row.difference, row.verdict) == (None, None, None, "")


def test_few_references(toy_workspace):
    board = scoreboard(toy_workspace(references={"validation": 3, "train": 2}), "validation")
    learned = ("best", "credibility", "neighbours", "mlp", "gate", "stacking")
    assert all("3 references are too few for 5 folds" in problems(board)[name] for name in learned)
    assert board.row("vote").estimate.note == "too few references"
    assert board.compared_with == "west-model", "the best single model has no cross-fitted figure"
    assert board.n_compared == 0


def test_without_a_test_split_and_without_a_map(own_study, toy_workspace):
    delete_map(own_study, "pca-look")
    assert "pca-look" in problems(scoreboard(own_study, "validation"))["design:two"]
    untested = toy_workspace("other", references={"validation": 10, "train": 4})
    found = problems(scoreboard(untested, "validation"))
    assert "no triples in its test split" in found["published:max"]
    assert "credibility" not in found


def test_a_model_without_vectors_is_a_row_that_says_so(own_study):
    own_study.change_manifest(lambda manifest: manifest.with_model(ModelEntry("later", "baseline")))
    board = scoreboard(own_study, "validation")
    assert "later" in problems(board)["later"]
    assert board.row("plain").estimate is not None


@pytest.mark.parametrize("votes", [None, 2])
def test_votes_that_tell_nothing_give_no_ceiling(own_study, votes):
    triples = own_study.triples.assign(votes_a=None, votes_b=None)
    if votes:  # 3 : 2 everywhere
        choice = triples["choice"]
        triples = triples.assign(
            votes_a=votes + (choice == "A").astype(int), votes_b=votes + (choice == "B").astype(int)
        )
    own_study.replace_tables(own_study.images, triples)
    assert "the votes of two people or more" in problems(scoreboard(own_study, "validation"))["ceiling"]


def test_one_reveal_opens_the_whole_board(own_study):
    with pytest.raises(InputError, match=CLOSED):
        scoreboard(own_study, "test")
    with pytest.raises(InputError, match="is no row of the scoreboard"):
        scoreboard(own_study, "test", compare_to="nobody", reveal="a slip")
    assert own_study.store.reveals() == []
    first = scoreboard(own_study, "test", reveal="for the paper")
    again = scoreboard(own_study, "test", compare_to="vote")
    assert [row.estimate for row in again.rows] == [row.estimate for row in first.rows]
    assert [(reveal.subject, reveal.reason) for reveal in own_study.store.reveals()] == [
        ("scoreboard", "for the paper"),
        ("design two", "for the paper (on the scoreboard)"),
    ]


def test_a_reveal_of_the_board_marks_every_design_on_it(own_study):
    named = open_design(own_study, "two")
    scoreboard(own_study, "test", reveal="for the paper")
    (version,) = list_versions(own_study, "two")
    assert (version.name, version.design) == ("test-1", named.design)
    assert version.comment == "Test revealed: for the paper (on the scoreboard)"
    marks = marks_of(own_study, "two", named.design)
    assert (marks.test, marks.test_elsewhere) == (1, 0)
    scoreboard(own_study, "test")
    assert marks_of(own_study, "two", named.design).test == 1, "the same figures once more are no new look"
    assert EDITED not in scoreboard(own_study, "validation").row("design:two").basis
    save_step(own_study, named, named.design.without("west"), "removed west")
    board = scoreboard(own_study, "validation")
    assert board.row("design:two").basis == "in-sample drawing, edited after a test reveal"
    assert board.row("design:two").to_json()["basis"] == board.row("design:two").basis
    again = scoreboard(own_study, "test", reveal="once more")
    assert again.row("design:two").basis == EDITED


def test_a_board_of_the_check_set_is_a_look_at_every_design_on_it(own_study):
    keep_check_set(own_study, CheckSet())
    named = open_design(own_study, "two")
    scoreboard(own_study, "check")
    scoreboard(own_study, "check")
    assert marks_of(own_study, "two", named.design).check == 1, "the same figure, one look"
    edited = save_step(own_study, named, named.design.without("west"), "removed west")
    scoreboard(own_study, "check")
    marks = marks_of(own_study, "two", edited.design)
    assert (marks.check, marks.check_elsewhere) == (1, 1)


def test_what_changes_a_figure_closes_the_board(own_study):
    scoreboard(own_study, "test", reveal="first look")
    with pytest.raises(InputError, match=CLOSED):
        scoreboard(own_study, "test", members=("west-model", "east-model"))
    named = open_design(own_study, "two")
    changed = named.design.changed(
        "west", lambda region: region.__class__(**{**vars(region), "rule": one_model("plain")})
    )
    save_step(own_study, named, changed, "changed rule")
    with pytest.raises(InputError, match=CLOSED):
        scoreboard(own_study, "test")


def test_what_was_fitted_is_not_fitted_again(unfitted_study):
    first, second = Listener(), Listener()
    made = scoreboard(unfitted_study, "validation", progress=first)
    again = scoreboard(unfitted_study, "validation", progress=second)
    assert len(first.fits) == len(FITTED)
    assert second.fits == []
    assert json.dumps(again.to_json()) == json.dumps(made.to_json())


def test_new_vectors_are_fitted_anew(own_study):
    scoreboard(own_study, "validation")
    rows = own_study.embedding("plain").rows.nonzero()[0]
    vectors = own_study.embedding("plain").take(rows)
    own_study.write_embedding(ModelEntry("plain", "baseline"), vectors * 2, rows)
    listener = Listener()
    scoreboard(own_study, "validation", progress=listener)
    assert listener.fits == [], "no strategy looks at `plain`"
    own_study.write_embedding(ModelEntry("west-model", "cs", "west"), vectors, rows)
    scoreboard(own_study, "validation", progress=listener)
    assert len(listener.fits) == len(FITTED)


def test_cancelling_keeps_what_was_fitted(unfitted_study):
    with pytest.raises(JobCancelled):
        scoreboard(unfitted_study, "validation", progress=Listener(cancel_at="fitting MLP gate"))
    rest = Listener()
    scoreboard(unfitted_study, "validation", progress=rest)
    assert "MLP gate" in rest.fits
    assert not {"credibility map", "nearest references"} & set(rest.fits)


def test_without_fitting_rows_wait(unfitted_study):
    lineup = line_up(unfitted_study)
    board = standings(unfitted_study, lineup, "validation", fit=False)
    assert {row.key for row in board.rows if row.pending} == FITTED
    assert board.row("stacking").estimate is not None
    standings(unfitted_study, lineup, "validation")
    board = standings(unfitted_study, lineup, "validation", fit=False)
    assert not any(row.pending for row in board.rows), "a refusal is remembered, too"
    assert list(problems(board)) == ["published:mlp"]


def test_json_and_table_say_the_same(board):
    content = json.loads(json.dumps(board.to_json(), allow_nan=False))
    assert (content["split"], content["synthetic"], content["compared_with"]) == ("validation", True, "best")
    assert content["n_triples"] + content["n_ties"] + content["n_missing"] == 120
    table = board.table()
    assert table["row"].tolist() == [row["key"] for row in content["rows"]]
    for line, row in zip(table.to_dict("records"), content["rows"], strict=True):
        if row["accuracy"] is None:
            assert line["accuracy"] != line["accuracy"]
            assert line["note"] == row["problem"]
            continue
        assert (line["accuracy"], line["low"], line["n_triples"]) == (row["accuracy"], row["low"], row["n_triples"])
        if row["difference"]:
            assert line["difference"] == row["difference"]["value"]
            assert line["verdict"] == row["difference"]["verdict"]
    assert set(table["split"]) == {"validation"}
    assert table["synthetic"].all()
