"""Triples of a board as cards, with what chosen rows and every single model answer."""

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np
import pandas as pd
from jaxtyping import Int64

from simlab.dashboard.compare.row_look import row_colours
from simlab.dashboard.picture_tile import picture_of
from simlab.dashboard.triple_cards import Choice, ModelAnswer, TripleCard, triple_cards_html
from simlab.studies.scoreboard import Scoreboard, ScoreboardRow
from simlab.workspace import Workspace

_FULL_MARGIN = 0.98


def row_cards_html(
    workspace: Workspace, board: Scoreboard, first: Sequence[str], places: Int64[np.ndarray, " listed"]
) -> str:
    """The cards of some triples.

    Args:
        workspace: the study.
        board: whose triples.
        first: keys of the rows whose answers come first; those of every single model follow.
        places: of the triples among the board's.
    """
    shown = _shown_answers(board, first)
    colours = row_colours(workspace, board)
    scales = {row.key: _full_margin(row) for row in shown}
    return triple_cards_html([_card(workspace, board, shown, colours, scales, int(place)) for place in places])


def _shown_answers(board: Scoreboard, first: Sequence[str]) -> list[ScoreboardRow]:
    """Each row once, and only what answers by itself."""
    wanted = {key: board.row(key) for key in first}
    wanted |= {other.key: other for other in board.scored if other.kind in ("cs", "global", "baseline")}
    return [found for found in wanted.values() if found.margin is not None]


def _full_margin(row: ScoreboardRow) -> float:
    """The size that 98 % of its margins do not exceed: the length of a full bar."""
    assert row.margin is not None
    return float(np.quantile(np.abs(row.margin), _FULL_MARGIN)) or 1.0


def _card(
    workspace: Workspace,
    board: Scoreboard,
    shown: list[ScoreboardRow],
    colours: dict[str, str],
    scales: dict[str, float],
    place: int,
) -> TripleCard:
    triple = board.asked.triples.iloc[place]
    reference, a, b = (picture_of(workspace, int(triple[column])) for column in ("reference", "a", "b"))
    counted = not (pd.isna(triple["votes_a"]) or pd.isna(triple["votes_b"]))
    votes = (int(triple["votes_a"]), int(triple["votes_b"])) if counted else None
    answers = tuple(_answers(shown, colours, scales, place))
    return TripleCard(str(triple["id"]), reference, a, b, cast(Choice, triple["choice"]), votes, answers)


def _answers(
    shown: list[ScoreboardRow], colours: dict[str, str], scales: dict[str, float], place: int
) -> Iterator[ModelAnswer]:
    for row in shown:
        assert row.margin is not None
        assert row.scores is not None
        margin, score = float(row.margin[place]), float(row.scores[place])
        yield ModelAnswer(row.label, colours[row.key], margin, score, scales[row.key])
