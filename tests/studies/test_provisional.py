"""A row that fills: what it says of the references answered so far, against a literal loop, and what it ends as."""

from collections.abc import Callable

import numpy as np
import pytest

from simlab.encoders.extraction import PartialEmbedding
from simlab.encoders.extraction.order import images_of_split, references_in_order
from simlab.errors import InputError
from simlab.studies.provisional import provisional_row
from simlab.studies.scoreboard import Scoreboard, line_up, standings
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace
from simlab.workspace.check_set import CheckSet, keep_check_set
from tests.toy_study import make

SPLITS = {"validation": 30, "test": 6, "train": 6}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return make(tmp_path_factory.mktemp("provisional") / "toy", references=SPLITS, per_reference=4, files=True)


def board_of(study: Workspace, part: Part, **more: str) -> Scoreboard:
    """Two rows of it; nothing is fitted."""
    return standings(study, line_up(study), part, rows=("west-model", "plain"), **more).compared_to("west-model")


@pytest.fixture(scope="module")
def board(study: Workspace) -> Scoreboard:
    return board_of(study, "validation")


def so_far(study: Workspace, n: int, rows: np.ndarray | None = None) -> PartialEmbedding:
    """The vectors of the baseline `plain` after n images."""
    order = images_of_split(study, "validation") if rows is None else rows
    found = study.embedding("plain")
    done = order[:n]
    return PartialEmbedding(done, np.asarray(found.vectors)[found.rows[done]], found.sidecar.distance, len(order))


def literal(study: Workspace, board: Scoreboard, n: int) -> tuple[list[float], list[float], int]:
    """Scores of `plain` and of the row compared with on the references before the first that is not complete."""
    done = set(images_of_split(study, "validation")[:n].tolist())
    triples = board.asked.triples
    plain, other, n_answered = [], [], 0
    for reference in references_in_order(study.split("validation")["reference"].to_numpy()):
        own = np.flatnonzero(triples["reference"] == reference)
        if not all({int(row.reference), int(row.a), int(row.b)} <= done for row in triples.iloc[own].itertuples()):
            break
        n_answered += 1
        plain += [s for s in board.row("plain").scores[own] if not np.isnan(s)]
        other += [s for s in board.row("west-model").scores[own] if not np.isnan(s)]
    return plain, other, n_answered


@pytest.mark.parametrize("n", [1, 8, 9, 40, 100, 180, 240])
def test_the_figure_is_that_of_the_references_answered_so_far(study: Workspace, board: Scoreboard, n: int) -> None:
    plain, other, n_answered = literal(study, board, n)
    row = provisional_row(study, board, "new", so_far(study, n))
    assert (row.n_answered, row.n_references, row.estimate.n_triples) == (n_answered, 30, len(plain))
    if plain:
        assert row.estimate.value == pytest.approx(np.mean(plain), abs=1e-12)
        assert row.difference.value == pytest.approx(np.mean(plain) - np.mean(other), abs=1e-12)
        assert row.difference.p_value is None


def test_it_ends_as_the_row_of_the_board_and_narrows_on_its_way(study: Workspace, board: Scoreboard) -> None:
    everything = len(images_of_split(study, "validation"))
    rows = [provisional_row(study, board, "new", so_far(study, n)) for n in (90, 180, everything)]
    own = board.row("plain")
    assert rows[-1].estimate == own.estimate
    assert (rows[-1].difference.low, rows[-1].difference.high) == (own.difference.low, own.difference.high)
    widths = [row.estimate.high - row.estimate.low for row in rows]
    assert widths == sorted(widths, reverse=True)
    assert [row.n_answered for row in rows] == sorted(row.n_answered for row in rows)


def test_a_reference_waits_for_its_turn(study: Workspace, board: Scoreboard) -> None:
    """Vectors in another order than the random one are no fair sample, however many there are."""
    order = images_of_split(study, "validation")
    missing_first = order[1:]
    row = provisional_row(study, board, "new", so_far(study, len(missing_first), missing_first))
    assert (row.n_answered, row.estimate.n_triples, row.estimate.note) == (0, 0, "no scored triples")


def test_the_sample_is_fair(study: Workspace) -> None:
    """Over many seeds every reference is as likely as any other to be among the first third."""
    references = study.split("validation")["reference"].to_numpy()
    counts = np.zeros(30)
    for seed in range(300):
        counts[references_in_order(references, seed)[:10]] += 1
    assert (np.abs(counts / 300 - 1 / 3) < 4.5 * np.sqrt(2 / 9 / 300)).all()


def test_what_has_no_picture_is_not_waited_for(toy_workspace: Callable[..., Workspace]) -> None:
    bare = toy_workspace(references={"validation": 6, "train": 2}, per_reference=2, baselines={})
    row = provisional_row(
        bare, board_of(bare, "validation"), "new", PartialEmbedding(np.empty(0, int), np.empty((0, 3)), "cosine", 0)
    )
    assert (row.n_answered, row.estimate.n_triples) == (6, 0)


def test_the_check_set_has_a_row_of_its_own(toy_workspace: Callable[..., Workspace]) -> None:
    study = toy_workspace(references={"validation": 30, "train": 4}, per_reference=3, files=True)
    keep_check_set(study, CheckSet(share=0.3, seed=1))
    order = images_of_split(study, "validation")
    rows = {
        part: provisional_row(study, board_of(study, part), "new", so_far(study, len(order)))
        for part in ("validation", "check")
    }
    assert {part: row.n_references for part, row in rows.items()} == {"validation": 21, "check": 9}
    assert all(row.n_answered == row.n_references for row in rows.values())


def test_the_test_split_shows_no_figure_on_the_way(study: Workspace) -> None:
    board = board_of(study, "test", reveal="a test of the tests")
    with pytest.raises(InputError, match=r"'new' shows no figure on the test split while it is embedded"):
        provisional_row(study, board, "new", so_far(study, 20))
