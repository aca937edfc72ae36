"""Runs that are stopped in the middle, and what they leave."""

import torch
from safetensors.torch import load_file

from simlab.errors import JobCancelled
from simlab.progress import SilentProgress
from simlab.workspace import Workspace


class StopInTraining(SilentProgress):
    """Cancels after so many training steps, as a kill would; what it was told before is kept."""

    def __init__(self, steps: int) -> None:
        self.left = steps
        self.stages: list[str] = []
        self.lines: list[str] = []

    def stage(self, name: str, total: int | None, unit: str = "steps") -> None:
        self.stages.append(name)

    def log(self, line: str) -> None:
        self.lines.append(line)

    def advance(self, steps: int = 1) -> None:
        if self.stages[-1].startswith("training") and steps:
            self.left -= steps
            if self.left < 0:
                raise JobCancelled("stopped")


def weights_of(workspace: Workspace, model: str) -> dict[str, torch.Tensor]:
    """The stored weights of a model."""
    return load_file(workspace.path / "models" / model / "weights.safetensors")
