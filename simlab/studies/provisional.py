"""What a model scores so far, while its vectors are still being made: a row of the scoreboard that fills.

`simlab embed --first SPLIT` takes references in a random order, each followed by its candidates
(`simlab.encoders.extraction.order`). The references answered so far are then a simple random sample of those of the
split, so that the accuracy on them is a fair estimate, with the interval of `simlab.evaluation.intervals`, narrowing
as more are answered. Counted are the references up to the first whose images are not all there: one whose images came
early because others share them waits for its turn, or the sample would favour references with much-used candidates.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int

from simlab.encoders.extraction import PartialEmbedding
from simlab.encoders.extraction.order import references_in_order
from simlab.errors import InputError
from simlab.evaluation import Difference, Estimate, margins, paired_difference, triple_distances
from simlab.studies.ensemble_evaluation import estimate_of
from simlab.studies.scoreboard import Scoreboard
from simlab.workspace import Workspace


@dataclass(frozen=True)
class ProvisionalRow:
    """A model on the references answered so far.

    Attributes:
        model: its name.
        estimate: accuracy on the board's triples of these references.
        difference: to the row that the board is compared with, on the same triples, without a p-value: a figure that
            is looked at again and again is no test. None where the board is not compared.
        n_answered: references answered so far.
        n_references: of the board.
    """

    model: str
    estimate: Estimate
    difference: Difference | None
    n_answered: int
    n_references: int


def provisional_row(workspace: Workspace, board: Scoreboard, model: str, so_far: PartialEmbedding) -> ProvisionalRow:
    """What a model scores on the board's triples of the references answered so far.

    Args:
        workspace: the study.
        board: on validation or the check set.
        model: its name.
        so_far: its vectors.

    Raises:
        InputError: the board is of the test split, which is looked at once, when everything is there.
    """
    if board.asked.part == "test":
        raise InputError(
            f"Model {model!r} shows no figure on the test split while it is embedded: a test figure is looked at once, "
            "when everything is there. Watch it on validation."
        )
    asked, questions = board.asked, board.asked.questions
    placed = np.full(len(workspace.images), -1, dtype=np.int64)
    placed[so_far.rows] = np.arange(len(so_far.rows))
    margin = margins(
        triple_distances(_Vectors(model, so_far.vectors, placed, _Sidecar(so_far.distance)), asked.triples)
    )
    answered = _answered(workspace, board, placed >= 0)
    chosen = answered[questions.positions]
    scores = np.where(chosen, questions.scores(margin), np.nan)
    difference = None
    if board.compared_with is not None:
        other = board.row(board.compared_with).scores
        assert other is not None
        references = questions.references[questions.positions]
        difference = paired_difference(scores, other, references, questions.rows, p_value=False)
    return ProvisionalRow(model, estimate_of(asked, scores), difference, int(answered.sum()), len(answered))


def _answered(
    workspace: Workspace, board: Scoreboard, has_vector: Bool[np.ndarray, " images"]
) -> Bool[np.ndarray, " references"]:
    """Which references of the board come before the first one, in the random order, that lacks an image."""
    questions = board.asked.questions
    there = has_vector | ~workspace.has_picture  # without a picture an image is not waited for
    images = board.asked.triples[["reference", "a", "b"]].to_numpy(np.int64)
    complete = np.ones(len(questions.references), dtype=bool)
    np.logical_and.at(complete, questions.positions, there[images].all(axis=1))
    order = references_in_order(workspace.split("validation")["reference"].to_numpy())  # the check set among them
    order = np.searchsorted(questions.references, order[np.isin(order, questions.references)])
    answered = np.zeros(len(complete), dtype=bool)
    answered[order] = np.logical_and.accumulate(complete[order])
    return answered


@dataclass(frozen=True)
class _Sidecar:
    distance: str


@dataclass(frozen=True, eq=False)
class _Vectors:
    """Vectors as `triple_distances` takes them."""

    model: str
    vectors: np.ndarray
    rows: Int[np.ndarray, " images"]
    sidecar: _Sidecar
