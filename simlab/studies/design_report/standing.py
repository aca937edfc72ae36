"""Where a design stands: beside every model and strategy, on the same triples."""

from dataclasses import replace

from simlab.evaluation import Difference, paired_difference
from simlab.studies.designs.looks import StateMarks
from simlab.studies.ensemble_evaluation import BASELINES, reveal_state
from simlab.studies.scoreboard import Scoreboard, line_up, standings
from simlab.studies.scoreboard.lineup import Entrant
from simlab.studies.scoreboard.row import BRACKETS
from simlab.studies.strategies import NamedStrategy
from simlab.workspace import Workspace


def row_key(design: str) -> str:
    """The row of a design on its board."""
    return f"design:{design}"


def board_of_design(workspace: Workspace, named: NamedStrategy, design: str, marks: StateMarks) -> Scoreboard:
    """The scoreboard on validation with one design on it, every row compared with it.

    Other designs and the ensembles as published stay away: who reads about one design compares it with what needs no
    drawing. Strategies that take long to fit have a figure where one is in the workspace's cache.

    Args:
        workspace: the study.
        named: the state of the design.
        design: its name.
        marks: what has been seen of that state.
    """
    lineup = line_up(workspace, members=named.members)
    others = tuple(entrant for entrant in lineup.entrants if entrant.kind not in ("design", "published"))
    state, edited = reveal_state(workspace, named), marks.edited_after_reveal
    own = Entrant(row_key(design), f"design {design}", "design", named=named, state=state, edited=edited)
    board = standings(workspace, replace(lineup, entrants=(*others, own)), "validation", fit=False)
    return board if board.row(own.key).scores is None else board.compared_to(own.key)


def ahead_of_rivals(board: Scoreboard, design: str) -> tuple[tuple[str, Difference], ...]:
    """Accuracy of the design minus that of best single model, vote, mean, and the highest of all other rows.

    Paired on the board's triples, cross-fitted on both sides where something learns; without p-values.
    """
    own = board.row(row_key(design)).scores
    if own is None:
        return ()
    scored = [row for row in board.scored if row.kind not in BRACKETS and row.key != row_key(design)]
    rivals = {row.label: row for row in scored if row.key in BASELINES}
    highest = max(scored, key=lambda row: row.estimate.value if row.estimate else 0.0)
    if highest.key not in BASELINES:
        rivals[f"{highest.label}, the highest of all others"] = highest
    questions = board.asked.questions
    references = questions.references[questions.positions]
    return tuple(
        (label, paired_difference(own, row.scores, references, questions.rows, p_value=False))
        for label, row in rivals.items()
        if row.scores is not None
    )
