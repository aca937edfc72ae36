"""The one training loop: epochs, learning rate, checkpoints, the best epoch by validation, exact resume.

Nothing random is carried from one epoch to the next: every epoch draws from generators seeded by (seed, epoch). What
a resumed run needs is therefore weights, optimiser and history, and on one processor it ends equal to the bit.
"""

import copy
import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import nn

from simlab.progress import Progress
from simlab.training.checkpoint import optimizer_tensors, read_checkpoint, restore_optimizer, write_checkpoint
from simlab.training.history import EpochRecord, write_history
from simlab.training.recipes import Schedule

CHECKPOINT = "checkpoint.safetensors"
CHECKPOINT_SECONDS = 20.0
_WARM_UP_SHARE = 0.05


class Problem(Protocol):
    """What one kind of training brings to the loop."""

    @property
    def modules(self) -> nn.Module:
        """Everything with weights."""

    @property
    def steps_per_epoch(self) -> int:
        """How many batches `batches` gives."""

    @property
    def selection(self) -> str | None:
        """The figure of `measure` by which the best epoch is chosen (higher is better); None keeps the last."""

    def batches(self, generator: torch.Generator) -> Iterator[torch.Tensor]:
        """The batches of one epoch, in an order drawn from `generator`."""

    def loss(self, batch: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """The loss of one batch, with gradients."""

    def measure(self) -> dict[str, float]:
        """Figures of the present weights, never on the test split."""


class LoopSettings(Protocol):
    """The part of a recipe that the loop reads; see `LoopRecipe`."""

    @property
    def learning_rate(self) -> float: ...  # noqa: D102
    @property
    def weight_decay(self) -> float: ...  # noqa: D102
    @property
    def schedule(self) -> Schedule: ...  # noqa: D102
    @property
    def epochs(self) -> int: ...  # noqa: D102
    @property
    def max_minutes(self) -> float | None: ...  # noqa: D102
    @property
    def seed(self) -> int: ...  # noqa: D102


@dataclass
class _State:
    history: list[EpochRecord]
    best: dict[str, torch.Tensor]
    best_epoch: int = 0
    seconds: float = 0.0


def run_loop(
    problem: Problem, settings: LoopSettings, folder: Path, title: str, progress: Progress
) -> list[EpochRecord]:
    """Train until the epochs or the minutes are over; the modules then hold the weights of the best epoch.

    Args:
        problem: modules, batches, loss and figures.
        settings: the recipe.
        folder: of the run; a checkpoint found there is continued.
        title: what is trained, for progress.
        progress: hears one step per batch, and one line per epoch.

    Returns:
        One record per epoch, those before a resume included.

    Raises:
        JobCancelled: the user asked to stop; the run goes on from its last checkpoint when called again.
        WorkspaceError: the checkpoint is damaged.
    """
    modules = problem.modules
    optimizer = torch.optim.AdamW(modules.parameters(), settings.learning_rate, weight_decay=settings.weight_decay)
    state = _restored(folder / CHECKPOINT, modules, optimizer) or _State([], _snapshot(modules))
    steps = problem.steps_per_epoch
    progress.stage(f"training {title}", settings.epochs * steps)
    progress.advance(len(state.history) * steps)
    saved = started = time.monotonic() - state.seconds
    while len(state.history) < settings.epochs and not _time_is_up(state, settings):
        epoch = len(state.history) + 1
        loss = _train_epoch(problem, optimizer, settings, epoch, progress)
        modules.eval()
        figures = problem.measure()
        state.seconds = time.monotonic() - started
        state.history.append(EpochRecord(epoch, loss, state.seconds, figures))
        if _is_best(state, problem.selection):
            state.best, state.best_epoch = _snapshot(modules), epoch
        last = epoch == settings.epochs or _time_is_up(state, settings)
        if last or time.monotonic() - saved > CHECKPOINT_SECONDS:
            _save(folder / CHECKPOINT, modules, optimizer, state)
            saved = time.monotonic()
        write_history(folder, state.history)
        progress.log(state.history[-1].line())
    modules.load_state_dict(state.best)
    modules.eval()
    return state.history


def best_record(history: list[EpochRecord], selection: str | None) -> EpochRecord:
    """The epoch whose weights are kept: the first with the highest figure, or the last where none is measured."""
    if selection is None:
        return history[-1]
    return max(history, key=lambda record: (record.figures[selection], -record.epoch))


def _train_epoch(
    problem: Problem, optimizer: torch.optim.Optimizer, settings: LoopSettings, epoch: int, progress: Progress
) -> float:
    """One pass over the batches; returns the mean loss."""
    order, views, layers = (int(n) for n in np.random.SeedSequence([settings.seed, epoch]).generate_state(3, np.uint64))
    generator = torch.Generator().manual_seed(views)
    problem.modules.train()
    losses: list[torch.Tensor] = []
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(layers)  # for layers that draw themselves, such as dropout
        for number, batch in enumerate(problem.batches(torch.Generator().manual_seed(order))):
            step = (epoch - 1) * problem.steps_per_epoch + number
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(settings, step, settings.epochs * problem.steps_per_epoch)
            loss = problem.loss(batch, generator)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            losses.append(loss.detach())
            progress.advance()
    return float(torch.stack(losses).mean())


def learning_rate(settings: LoopSettings, step: int, steps: int) -> float:
    """The learning rate of a step, counted from 0, out of all steps of a run."""
    if settings.schedule == "constant":
        return settings.learning_rate
    warm_up = max(1, round(_WARM_UP_SHARE * steps))
    if step < warm_up:
        return settings.learning_rate * (step + 1) / warm_up
    return settings.learning_rate * (1 + math.cos(math.pi * (step - warm_up) / max(1, steps - warm_up))) / 2


def _time_is_up(state: _State, settings: LoopSettings) -> bool:
    return settings.max_minutes is not None and state.seconds >= 60 * settings.max_minutes


def _is_best(state: _State, selection: str | None) -> bool:
    return best_record(state.history, selection) is state.history[-1]


def _snapshot(modules: nn.Module) -> dict[str, torch.Tensor]:
    return copy.deepcopy(modules.state_dict())


def _save(path: Path, modules: nn.Module, optimizer: torch.optim.Optimizer, state: _State) -> None:
    parts: Mapping[str, Mapping[str, torch.Tensor]] = {
        "weights": modules.state_dict(),
        "best": state.best,
        "optimizer": optimizer_tensors(optimizer),
    }
    tensors = {f"{part}/{name}": value for part, values in parts.items() for name, value in values.items()}
    header: dict[str, Any] = {
        "history": [record.as_json() for record in state.history],
        "best_epoch": state.best_epoch,
        "seconds": state.seconds,
    }
    write_checkpoint(path, tensors, header)


def _restored(path: Path, modules: nn.Module, optimizer: torch.optim.Optimizer) -> _State | None:
    if not path.is_file():
        return None
    tensors, header = read_checkpoint(path)
    parts: dict[str, dict[str, torch.Tensor]] = {"weights": {}, "best": {}, "optimizer": {}}
    for name, value in tensors.items():
        part, _, rest = name.partition("/")
        parts[part][rest] = value
    modules.load_state_dict(parts["weights"])
    restore_optimizer(optimizer, parts["optimizer"])
    history = [EpochRecord.from_json(record) for record in header["history"]]
    return _State(history, parts["best"], header["best_epoch"], header["seconds"])
