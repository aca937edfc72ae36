"""The scoreboard: every model, strategy and design on the same triples, with what one row has over another.

One function, `scoreboard`, feeds page, command line and report.
"""

from simlab.studies.scoreboard.assembly import scoreboard, standings
from simlab.studies.scoreboard.board import Scoreboard
from simlab.studies.scoreboard.lineup import BEST_ROW, SUBJECT, Lineup, RowKind, line_up
from simlab.studies.scoreboard.row import DRAWN, ScoreboardRow

__all__ = [
    "BEST_ROW",
    "DRAWN",
    "SUBJECT",
    "Lineup",
    "RowKind",
    "Scoreboard",
    "ScoreboardRow",
    "line_up",
    "scoreboard",
    "standings",
]
