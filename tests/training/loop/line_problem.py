"""A problem that is quickly solved: a line through points, with everything that a loop must carry along.

Dropout and noise draw random numbers, batch normalisation and a step count are state, one layer learns at its own rate.
"""

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import torch
from torch import nn

from simlab.progress import SILENT
from simlab.training.loop import run_loop
from simlab.training.recipes import LoopRecipe

POINTS = 48


class LineProblem:
    selection: str | None = "fit"

    def __init__(self, batch: int = 8, plain: bool = False, killed_at: int = 0) -> None:
        """A fresh one.

        Args:
            batch: points at a time.
            plain: leave out whatever couples examples or draws random numbers.
            killed_at: the step, from 1, in the middle of which the process is killed; 0 for none.
        """
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(3)
            self._inputs = torch.randn(POINTS, 4)
            self._targets = self._inputs @ torch.tensor([[1.0], [-2.0], [0.5], [0.0]]) + 0.1
            middle = [nn.ReLU()] if plain else [nn.BatchNorm1d(6), nn.ReLU(), nn.Dropout(0.2)]
            layers = {"first": nn.Linear(4, 6), "middle": nn.Sequential(*middle), "last": nn.Linear(6, 1)}
            frozen = nn.Linear(2, 2).requires_grad_(False)
        self.modules = nn.ModuleDict({**layers, "frozen": frozen})
        self.modules.register_buffer("steps", torch.zeros((), dtype=torch.int64))
        self._batch, self._plain, self._killed_at = batch, plain, killed_at
        self.taken: list[int] = []

    @property
    def rates(self) -> Mapping[str, float]:
        return {"last.": 10.0}

    @property
    def steps_per_epoch(self) -> int:
        return -(-POINTS // self._batch)

    def batches(self, generator: torch.Generator) -> Iterator[torch.Tensor]:
        yield from torch.split(torch.randperm(POINTS, generator=generator), self._batch)

    def loss(self, batch: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        if self._killed_at and self.modules.steps + 1 == self._killed_at:
            os.kill(os.getpid(), signal.SIGKILL)
        noise = 0 if self._plain else 0.1 * torch.randn(len(batch), 4, generator=generator)
        return (self._outputs(self._inputs[batch] + noise) - self._targets[batch]).square().mean()

    def after_step(self, step: int) -> None:
        self.taken.append(step)
        self.modules.steps.add_(1)

    def measure(self) -> dict[str, float]:
        with torch.inference_mode():
            return {"fit": -float((self._outputs(self._inputs) - self._targets).square().mean())}

    def _outputs(self, inputs: torch.Tensor) -> torch.Tensor:
        modules = self.modules
        outputs: torch.Tensor = modules["last"](modules["middle"](modules["first"](inputs)))
        return outputs


RECIPE = LoopRecipe(epochs=4, batch=8, learning_rate=0.01, weight_decay=0.1)


def weights_of(problem: LineProblem) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in problem.modules.state_dict().items()}


if __name__ == "__main__":
    # A run with a checkpoint after every step, which is killed in the middle of one.
    from simlab.training.loop import run

    torch.set_num_threads(1)  # as the tests: sums of several threads round otherwise
    run.CHECKPOINT_SECONDS, run.CHECKPOINT_SHARE = 0.0, 1e9
    run_loop(LineProblem(killed_at=int(sys.argv[2])), RECIPE, Path(sys.argv[1]), "'line'", SILENT)
