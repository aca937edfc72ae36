"""What one kind of training brings to the loop."""

from collections.abc import Iterator, Mapping
from typing import Protocol

import torch
from torch import nn


class Problem(Protocol):
    """What one kind of training brings to the loop.

    What it carries from one step to the next lies in parameters or buffers of `modules`, or is derived from them, so
    that checkpoints have it.
    """

    @property
    def modules(self) -> nn.Module:
        """Everything with weights; those that do not ask for gradients are not trained, and not in checkpoints."""

    @property
    def rates(self) -> Mapping[str, float]:
        """By prefix of parameter names in `modules`: the multiple of the learning rate; all others have 1."""

    @property
    def steps_per_epoch(self) -> int:
        """How many batches `batches` gives."""

    @property
    def selection(self) -> str | None:
        """The figure of `measure` by which the best epoch is chosen (higher is better); None keeps the last."""

    def batches(self, generator: torch.Generator) -> Iterator[torch.Tensor]:
        """The batches of one epoch, in an order drawn from `generator`; one example per first index."""

    def loss(self, batch: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """The loss of one batch, with gradients: a mean over its examples."""

    def after_step(self, step: int) -> None:
        """Called after every step of the optimiser, which are counted from 1 over the whole run."""

    def measure(self) -> dict[str, float]:
        """Figures of the present weights, never on the test split."""
