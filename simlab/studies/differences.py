"""Where one row of the scoreboard answers otherwise than another: reference by reference, and triple by triple.

Of two rows with margins μ₁ and μ₂ on the same triples, those differ most where one is right and the other is not, and
|μ₁/σ₁ − μ₂/σ₂| is largest, with σ the standard deviation of each row's margins over these triples: both were sure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float64, Int64

from simlab.errors import InputError
from simlab.evaluation import Difference, paired_difference
from simlab.progress import SILENT, Progress
from simlab.studies.ensemble_evaluation import difference_json
from simlab.studies.scoreboard import Scoreboard, ScoreboardRow, line_up, standings
from simlab.studies.scoreboard.board import no_such_row
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace

Side = Literal["either", "row", "against"]


@dataclass(frozen=True, eq=False)
class RowDifferences:
    """One row against another on the triples of a board.

    Attributes:
        board: has both.
        row: the one in question.
        against: the one it is held against.
        difference: accuracy of the row minus that of the other, paired; its p-value is of this one comparison.
    """

    board: Scoreboard
    row: ScoreboardRow
    against: ScoreboardRow
    difference: Difference

    @cached_property
    def per_reference(self) -> Float64[np.ndarray, " references"]:
        """Accuracy of the row minus that of the other on each reference; NaN where people decided no triple of it."""
        questions = self.board.asked.questions
        right, other = (questions.right_per_reference(_scores(row)) for row in (self.row, self.against))
        found = np.full(len(right), np.nan)
        np.divide(right - other, questions.answered, out=found, where=questions.answered > 0)
        return found

    @cached_property
    def leads(self) -> Float64[np.ndarray, " triples"]:
        """Score of the row minus that of the other: above 0 where only the row is right; NaN at human ties."""
        return np.asarray(_scores(self.row) - _scores(self.against))

    @cached_property
    def gaps(self) -> Float64[np.ndarray, " triples"]:
        """How far apart the two answers are, see the module; 0 or more, in standard deviations."""
        return np.asarray(np.abs(_in_deviations(self.row) - _in_deviations(self.against)))

    def count(self, side: Side) -> int:
        """Number of triples where one side is right and the other is not."""
        return int(self._of_side(side).sum())

    def listed(
        self, side: Side = "either", references: Bool[np.ndarray, " references"] | None = None
    ) -> Int64[np.ndarray, " listed"]:
        """Positions of the triples where the two differ, those that differ most first.

        Args:
            side: which of the two is right there.
            references: only their triples; all by default.
        """
        chosen = self._of_side(side)
        if references is not None:
            chosen = chosen & references[self.board.asked.questions.positions]
        order = np.argsort(-self.gaps, kind="stable")
        return np.asarray(order[chosen[order]], dtype=np.int64)

    def triple_table(self, workspace: Workspace, positions: Int64[np.ndarray, " listed"]) -> pd.DataFrame:
        """One line a triple: its images by their ids, the choice, margins and scores of both rows; nothing rounded."""
        triples = self.board.asked.triples.iloc[positions]
        images = {name: workspace.ids(triples[name].to_numpy()) for name in ("reference", "a", "b")}
        table = pd.DataFrame({"id": triples["id"].astype(str).to_numpy(), **images})
        table["choice"] = triples["choice"].astype(str).to_numpy()
        for name, row in (("row", self.row), ("against", self.against)):
            table[f"{name}_margin"] = _margins(row)[positions]
            table[f"{name}_score"] = _scores(row)[positions]
        return table.assign(gap=self.gaps[positions])

    def reference_table(self, workspace: Workspace) -> pd.DataFrame:
        """One line a reference with a decided triple: its id, how many there are, and what the row is ahead by."""
        questions = self.board.asked.questions
        known = questions.answered > 0
        return pd.DataFrame(
            {
                "reference": workspace.ids(questions.references[known]),
                "n_triples": questions.answered[known],
                "difference": self.per_reference[known],
            }
        )

    def to_json(self, workspace: Workspace, top: int) -> dict[str, Any]:
        """As on the command line, with the `top` triples that differ most."""
        asked, found = self.board.asked, self.per_reference[~np.isnan(self.per_reference)]
        return {
            "split": asked.part,
            "synthetic": self.board.synthetic,
            "row": self.row.key,
            "against": self.against.key,
            "difference": difference_json(self.difference),
            "n_triples": self.difference.n_triples,
            "n_references": self.difference.n_references,
            "n_ties": asked.n_ties,
            "n_missing": self.board.n_missing,
            "only_row_right": self.count("row"),
            "only_against_right": self.count("against"),
            "references_ahead": int((found > 0).sum()),
            "references_behind": int((found < 0).sum()),
            "references_equal": int((found == 0).sum()),
            "references": self.reference_table(workspace).to_dict("records"),
            "triples": self.triple_table(workspace, self.listed()[:top]).to_dict("records"),
        }

    def _of_side(self, side: Side) -> Bool[np.ndarray, " triples"]:
        return np.asarray({"row": self.leads > 0, "against": self.leads < 0, "either": np.abs(self.leads) > 0}[side])


def row_differences(board: Scoreboard, row: str, against: str) -> RowDifferences:
    """What two rows of a board have over each other.

    Args:
        board: with both rows.
        row: key of the one in question.
        against: key of the one it is held against.

    Raises:
        InputError: one of them is not on the board, has no figure, or gives no answers of its own; or they are one.
    """
    if row == against:
        raise InputError(f"Row {row!r} would be held against itself. Name two rows.")
    own, other = board.row(row), board.row(against)
    for one in (own, other):
        if one.margin is None:
            why = one.problem or "it has a figure, and gives no answers of its own"
            raise InputError(f"Row {one.key!r} cannot be held against another: {why}. Choose another row.")
    questions = board.asked.questions
    references = questions.references[questions.positions]
    difference = paired_difference(_scores(own), _scores(other), references, questions.rows)
    return RowDifferences(board, own, other, difference)


def differences(
    workspace: Workspace,
    split: Part,
    row: str,
    against: str,
    *,
    members: Sequence[str] = (),
    reveal: str | None = None,
    progress: Progress = SILENT,
) -> RowDifferences:
    """What one row of the scoreboard of a workspace has over another; only these two are fitted.

    Args:
        workspace: the study.
        split: `validation`, `check` or `test`.
        row: key of the row in question.
        against: key of the row it is held against.
        members: of the ensembles; the CS-models by default.
        reveal: the reason for looking at the test split; it opens the whole board, see `scoreboard`.
        progress: hears of every fit.

    Raises:
        InputError: see `row_differences`; or the test split is closed.
        NotFoundError: no such triples, or none that all models can answer.
    """
    lineup = line_up(workspace, members=members)
    for key in {row, against} - set(lineup.keys):
        raise InputError(no_such_row(key, list(lineup.keys)))
    board = standings(workspace, lineup, split, reveal=reveal, rows=(row, against), progress=progress)
    return row_differences(board, row, against)


def _scores(row: ScoreboardRow) -> Float64[np.ndarray, " triples"]:
    assert row.scores is not None
    return row.scores


def _margins(row: ScoreboardRow) -> Float64[np.ndarray, " triples"]:
    assert row.margin is not None
    return row.margin


def _in_deviations(row: ScoreboardRow) -> Float64[np.ndarray, " triples"]:
    margin = _margins(row)
    return np.asarray(margin / (float(margin.std()) or 1.0))
