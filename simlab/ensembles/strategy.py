"""What every way of combining models has in common: it is fitted on validation answers, then predicts."""

from typing import Protocol, runtime_checkable

from simlab.ensembles.combination import Prediction
from simlab.ensembles.questions import Questions


@runtime_checkable
class FittedStrategy(Protocol):
    """A strategy that has seen all it may see."""

    def predict(self, questions: Questions) -> Prediction:
        """Answers for triples of any split; their human choices are not looked at."""


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
