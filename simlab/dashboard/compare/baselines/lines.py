"""What is known of each baseline on its way, as the figure takes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from simlab.dashboard.compare.baselines.asked import AskedBaseline
from simlab.dashboard.compare.baselines.stopped import problem_of
from simlab.dashboard.compare.board_view import compared_key
from simlab.dashboard.compare.boards import board_of, compared_board, is_test_open
from simlab.dashboard.opened import embedded_models
from simlab.encoders.extraction import PartialEmbedding, partial_embedding
from simlab.errors import SimLabError
from simlab.evaluation.wording import INDISTINCT, difference_text
from simlab.figures.provisional_rows import ProvisionalLine
from simlab.studies.provisional import ProvisionalRow, provisional_row
from simlab.studies.scoreboard import Scoreboard
from simlab.studies.scoreboard.row import BRACKETS
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace

_GREY = "#858585"
_ROOM_BELOW, _ROOM_ABOVE = 0.08, 0.03
"""Most baselines end near the lower end, and begin with wide intervals."""
_WITHOUT_A_BOARD = (0.4, 1.0)


@dataclass(frozen=True, eq=False)
class Scale:
    """What the rows are drawn against.

    Attributes:
        board: compared with a row; None of the test split, which shows no figure before all is there, and where the
            workspace has nothing to compare yet.
        limits: accuracies at the ends, with room for all rows but the brackets.
        compared: label and accuracy of the row compared with.
    """

    board: Scoreboard | None
    limits: tuple[float, float] = _WITHOUT_A_BOARD
    compared: tuple[str, float] | None = None


def scale_of(workspace: Workspace, split: Part) -> Scale:
    """The board of a split as far as provisional rows need it."""
    if not embedded_models(workspace) or (split == "test" and not is_test_open(workspace)):
        return Scale(None)
    try:
        plain = board_of(workspace, split)
        board = compared_board(workspace, split, compared_key(plain))
    except SimLabError:
        return Scale(None)  # the board itself says why
    found = [row.estimate for row in board.scored if row.estimate is not None and row.kind not in BRACKETS]
    ends = [end for one in found for end in (one.low, one.high, one.value) if end is not None and end == end]
    limits = (max(0.0, min(ends) - _ROOM_BELOW), min(1.0, max(ends) + _ROOM_ABOVE)) if ends else _WITHOUT_A_BOARD
    other = board.row(str(board.compared_with))
    assert other.estimate is not None
    return Scale(None if split == "test" else board, limits, (other.label, other.estimate.value))


def provisional_lines(
    workspace: Workspace, split: Part, asked: Sequence[AskedBaseline], scale: Scale
) -> list[ProvisionalLine]:
    """One line for each baseline that has been asked for and has no row of its own yet."""
    return [_line(workspace, split, one, scale) for one in asked]


def _line(workspace: Workspace, split: Part, asked: AskedBaseline, scale: Scale) -> ProvisionalLine:
    so_far = partial_embedding(workspace, asked.model)
    state = asked.state_text(so_far)
    if so_far is None or not len(so_far.rows) or scale.board is None:
        why = (
            "The test split shows its figure when all is there, once."
            if split == "test" and not problem_of(asked)
            else ""
        )
        return ProvisionalLine(asked.model, state, _GREY, problem=problem_of(asked) or why)
    return _with_figure(workspace, scale.board, asked, so_far, state)


def _with_figure(
    workspace: Workspace, board: Scoreboard, asked: AskedBaseline, so_far: PartialEmbedding, state: str
) -> ProvisionalLine:
    row = provisional_row(workspace, board, asked.model, so_far)
    if not row.n_answered:
        return ProvisionalLine(asked.model, state, _GREY, problem=problem_of(asked))
    against = board.row(str(board.compared_with)).label
    difference = ""
    if row.difference is not None:
        # Whether it can be told from 0 is not said of a figure that is looked at again and again.
        difference = f"against {against}: {difference_text(row.difference).partition(f', {INDISTINCT}')[0]}"
    return ProvisionalLine(
        label=asked.model,
        state=state,
        colour=_GREY,
        estimate=row.estimate,
        so_far=_so_far(row),
        difference=difference,
        problem=problem_of(asked),
    )


def _so_far(row: ProvisionalRow) -> str:
    if row.n_answered == row.n_references:
        return f"all {row.n_references:,} references; other images follow"
    return f"so far, {row.n_answered:,} of {row.n_references:,} references"
