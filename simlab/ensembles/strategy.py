"""What every way of combining models has in common: it is fitted on validation answers, then predicts."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float64, Int

from simlab.ensembles.combination import Assignment, Prediction
from simlab.ensembles.questions import Questions


@runtime_checkable
class FittedStrategy(Protocol):
    """A strategy that has seen all it may see."""

    def assign(self, references: Int[np.ndarray, " references"]) -> Assignment:
        """What is done before each of these references (image rows)."""

    def predict(self, questions: Questions) -> Prediction:
        """Answers for triples of any split; their human choices are not looked at."""


@dataclass(frozen=True, eq=False)
class Grounds:
    """Why a strategy weighs models as it does before one reference.

    Attributes:
        place: where the reference falls, in words; what is counted there.
        n_references: how many validation references are behind it, None where all are.
        n_triples: how many of their triples can be scored, None where all are.
        seen: accuracy of every model on them, NaN where there are none; None where nothing is counted.
        believed: accuracy that the strategy takes each model to have there; None where it works without.
    """

    place: str
    n_references: int | None = None
    n_triples: int | None = None
    seen: Float64[np.ndarray, " models"] | None = None
    believed: Float64[np.ndarray, " models"] | None = None


@runtime_checkable
class Explained(Protocol):
    """A fitted strategy that can say why."""

    def grounds(self, reference: int) -> Grounds:
        """Of its weights before a reference (image row)."""


@runtime_checkable
class Strategy(Protocol):
    """A way to combine models.

    Attributes:
        name: as on the command line.
        learned: whether it chooses from answers, so that its validation figure is in-sample.
    """

    @property
    def name(self) -> str:
        """As on the command line."""

    @property
    def learned(self) -> bool:
        """Whether it chooses from answers, so that its validation figure is in-sample."""

    def fit(self, evidence: Questions) -> FittedStrategy:
        """Learn from validation triples: at least each model's margin scale.

        Args:
            evidence: the validation triples that may be seen (without those of the check set).
        """
