"""The triples behind a row of the board as a table for other programs, nothing rounded."""

import pandas as pd
from jaxtyping import Int
from numpy import ndarray

from simlab.studies.scoreboard import Scoreboard, ScoreboardRow
from simlab.workspace import Workspace


def listed_table(
    workspace: Workspace, board: Scoreboard, row: ScoreboardRow, positions: Int[ndarray, " listed"]
) -> pd.DataFrame:
    """One line a triple: its images by their ids, what people chose, margin and score of the row, and the other's.

    Args:
        workspace: the study.
        board: compared with a row.
        row: has a figure.
        positions: of the triples among the board's.
    """
    triples = board.asked.triples.iloc[positions]
    table = pd.DataFrame({"id": triples["id"].to_numpy()})
    for name in ("reference", "a", "b"):
        table[name] = workspace.ids(triples[name].to_numpy())
    for name in ("choice", "votes_a", "votes_b"):
        table[name] = triples[name].to_numpy()
    for shown in {row.key: row, str(board.compared_with): board.row(str(board.compared_with))}.values():
        if shown.margin is not None:
            table[f"margin_{shown.key}"] = shown.margin[positions]
        assert shown.scores is not None
        table[f"score_{shown.key}"] = shown.scores[positions]
    return table.assign(split=board.asked.part, synthetic=board.synthetic)
