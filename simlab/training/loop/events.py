"""`tensorboard/` of a run: event files that TensorBoard draws curves from."""

from collections.abc import Sequence
from pathlib import Path

from torch.utils.tensorboard import SummaryWriter

from simlab.training.history import EpochRecord

FOLDER = "tensorboard"


class Events:
    """Writes curves over the optimiser's steps: loss and learning rate of each, loss and figures of each epoch."""

    def __init__(self, folder: Path, step: int) -> None:
        """Go on after `step` steps; what an interrupted run wrote of later ones is no longer shown.

        Args:
            folder: of the run.
            step: how many were made before.
        """
        self._writer = SummaryWriter(str(folder / FOLDER), purge_step=step + 1)

    def add_steps(self, first: int, losses: Sequence[float], rates: Sequence[float]) -> None:
        """Loss and learning rate of consecutive steps, the first of which is number `first`, counted from 1."""
        for number, (loss, rate) in enumerate(zip(losses, rates, strict=True), first):
            self._writer.add_scalar("step/loss", loss, number)
            self._writer.add_scalar("step/learning_rate", rate, number)
        self._writer.flush()

    def add_epoch(self, record: EpochRecord, step: int) -> None:
        """What an epoch gave, which ended with this step."""
        for name, value in {"loss": record.loss, **record.figures}.items():
            self._writer.add_scalar(f"epoch/{name}", value, step)
        self._writer.flush()

    def close(self) -> None:
        """The last word."""
        self._writer.close()
