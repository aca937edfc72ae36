"""The scoreboard itself: its rows, what one of them has over the others, and how that is written."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from simlab.errors import InputError
from simlab.evaluation import paired_difference
from simlab.evaluation.correction import corrected_p_values
from simlab.progress import SILENT, Progress
from simlab.studies.scoreboard.lineup import BEST_ROW
from simlab.studies.scoreboard.row import BRACKETS, ScoreboardRow
from simlab.studies.split_questions import SplitQuestions


@dataclass(frozen=True, eq=False)
class Scoreboard:
    """All rows on the same triples.

    Attributes:
        asked: the common triples, and what the single models say about them.
        members: of every ensemble.
        synthetic: the images or answers are.
        n_missing: triples of the part that are left out because some row cannot answer them: a vector is missing, or
            the published arrays lack them.
        rows: single models, strategies, published ensembles, designs, oracle, ceiling.
        compared_with: key of the row that the others are compared with; None where they are not.
    """

    asked: SplitQuestions
    members: tuple[str, ...]
    synthetic: bool
    n_missing: int
    rows: tuple[ScoreboardRow, ...]
    compared_with: str | None = None

    @cached_property
    def scored(self) -> tuple[ScoreboardRow, ...]:
        """The rows that have a figure."""
        return tuple(row for row in self.rows if row.estimate is not None)

    @cached_property
    def contexts(self) -> tuple[str, ...]:
        """The contexts that the board's triples are known to be of."""
        return tuple(dict.fromkeys(name for row in self.scored for name in row.scopes.contexts))

    @property
    def default_row(self) -> str:
        """The row to compare with where nobody chose one: the best single model, else the first that has a figure."""
        keys = [row.key for row in self.scored]
        return BEST_ROW if BEST_ROW in keys else keys[0]

    @property
    def n_compared(self) -> int:
        """How many rows are tested against the one compared with: p-values are corrected for this number."""
        return sum(row.corrected_p is not None for row in self.rows)

    def row(self, key: str) -> ScoreboardRow:
        """The row of that key.

        Raises:
            InputError: there is none.
        """
        found = next((row for row in self.rows if row.key == key), None)
        if found is None:
            raise InputError(no_such_row(key, [row.key for row in self.rows]))
        return found

    def compared_to(self, key: str, progress: Progress = SILENT) -> "Scoreboard":
        """The board with every row's paired difference to one row, and p-values corrected by Holm's method.

        The brackets are ends to measure by and no competitors: they have a difference and no p-value, unless one of
        them is the row compared with.

        Args:
            key: of the row; it must have a figure.
            progress: hears of every comparison, which takes a tenth of a second or more.

        Raises:
            InputError: there is no such row, or it has no figure.
        """
        other = self.row(key)
        if other.scores is None:
            raise InputError(f"Nothing can be compared with {key!r}, which has no figure: {other.problem}")
        progress.stage(f"comparing with {other.label}", len(self.scored))
        questions = self.asked.questions
        references = questions.references[questions.positions]
        rows = []
        for row in self.rows:
            difference = None
            if row.scores is not None and row.key != key:
                tested = row.kind not in BRACKETS or other.kind in BRACKETS
                difference = paired_difference(row.scores, other.scores, references, questions.rows, p_value=tested)
                progress.advance()
            rows.append(replace(row, difference=difference))
        corrected = corrected_p_values([row.difference for row in rows])
        rows = [replace(row, corrected_p=p) for row, p in zip(rows, corrected, strict=True)]
        return replace(self, rows=tuple(rows), compared_with=key)

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {
            "split": self.asked.part,
            "synthetic": self.synthetic,
            "members": list(self.members),
            "n_triples": int((self.asked.questions.signs != 0).sum()),
            "n_references": len(self.asked.questions.references),
            "n_ties": self.asked.n_ties,
            "n_missing": self.n_missing,
            "compared_with": self.compared_with,
            "n_compared": self.n_compared,
            "rows": [row.to_json() for row in self.rows],
        }

    def table(self) -> pd.DataFrame:
        """One line per row, as it is written to a file: every number as it is, nothing rounded."""
        whole = {
            "n_ties": self.asked.n_ties,
            "n_missing": self.n_missing,
            "compared_with": self.compared_with,
            "n_compared": self.n_compared,
            "split": self.asked.part,
            "synthetic": self.synthetic,
        }
        return pd.DataFrame([row.line() | whole for row in self.rows])


def no_such_row(key: str, keys: list[str]) -> str:
    """The message where somebody names a row that is not there."""
    return f"{key!r} is no row of the scoreboard. Its rows: {', '.join(keys)}."
