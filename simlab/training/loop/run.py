"""The one training loop: epochs and steps, checkpoints, the best epoch by validation, early stopping, exact resume.

Every epoch draws from generators seeded by (seed, epoch). What a resumed run needs is therefore weights, optimiser,
history and the place within the epoch; on one processor, in fp32, it ends equal to the bit.
"""

import time
from itertools import islice
from pathlib import Path

import torch

from simlab.errors import JobCancelled
from simlab.progress import Progress
from simlab.training.history import EpochRecord, best_record, write_history
from simlab.training.loop.draws import Draws
from simlab.training.loop.events import Events
from simlab.training.loop.problem import Problem
from simlab.training.loop.ranks import current_ranks
from simlab.training.loop.state import CHECKPOINT, RunState, learned, put_back, restored_state, save_state
from simlab.training.loop.stepper import Stepper
from simlab.training.recipes import LoopRecipe

CHECKPOINT_SECONDS = 20.0
# Checkpoints of large networks are written more rarely: they may take this share of the time.
CHECKPOINT_SHARE = 0.05


def run_loop(problem: Problem, recipe: LoopRecipe, folder: Path, title: str, progress: Progress) -> list[EpochRecord]:
    """Train until the epochs, the minutes or the patience are over; the modules then hold the best epoch's weights.

    Args:
        problem: modules, batches, loss and figures.
        recipe: of the optimiser and the loop.
        folder: of the run; a checkpoint found there is continued.
        title: what is trained, for progress.
        progress: hears one step per batch, and one line per epoch.

    Returns:
        One record per epoch, those before a resume included.

    Raises:
        JobCancelled: the user asked to stop; the run goes on from there when called again.
        WorkspaceError: the checkpoint is damaged.
        MissingDependencyError: the device cannot compute in the recipe's precision.
    """
    run = _Run(problem, recipe, folder, progress)
    batches = problem.steps_per_epoch
    progress.stage(f"training {title}", recipe.epochs * batches)
    progress.advance(len(run.state.history) * batches + min(len(run.state.losses) * recipe.accumulate, batches))
    try:
        while not run.is_over():
            run.epoch()
    finally:
        run.close()
    put_back(problem.modules, run.state.best)
    problem.modules.eval()
    return run.state.history


class _Run:
    """One call of `run_loop`."""

    def __init__(self, problem: Problem, recipe: LoopRecipe, folder: Path, progress: Progress) -> None:
        self._problem, self._recipe, self._folder, self._progress = problem, recipe, folder, progress
        self._ranks = current_ranks()
        self._stepper = Stepper(problem, recipe, self._ranks)
        found = restored_state(folder / CHECKPOINT, problem.modules, self._stepper)
        self.state = found or RunState([], _copied(learned(problem.modules)))
        self._ranks.spread(value for _, value in sorted(learned(problem.modules).items()))
        done = len(self.state.history) * self._stepper.per_epoch + len(self.state.losses)
        self._events = Events(folder, done) if self._ranks.is_first else None
        self._told = len(self.state.losses)
        self._started = time.monotonic() - self.state.seconds
        self._saved, self._writing = time.monotonic(), 0.0

    def is_over(self) -> bool:
        """Whether no further epoch is due."""
        state, recipe = self.state, self._recipe
        late = recipe.max_minutes is not None and state.seconds >= 60 * recipe.max_minutes
        stale = recipe.patience is not None and len(state.history) - state.best_epoch >= recipe.patience
        return len(state.history) >= recipe.epochs or (not state.losses and (late or stale))

    def epoch(self) -> None:
        """What is left of the epoch under way, or a whole one; then its figures."""
        self._problem.modules.train()
        self._steps()
        self._problem.modules.eval()
        state, losses = self.state, torch.stack(self.state.losses)
        self._tell_steps()
        figures = self._problem.measure() if self._ranks.is_first else {}
        seconds = round(time.monotonic() - self._started, 3)
        number = len(state.history) + 1
        record = self._ranks.agreed(EpochRecord(number, float(losses.mean()), seconds, figures))
        state.history.append(record)
        state.seconds, state.losses, state.draws, self._told = record.seconds, [], {}, 0
        if best_record(state.history, self._problem.selection) is record:
            state.best, state.best_epoch = _copied(learned(self._problem.modules)), number
        if self.is_over() or self._is_due():
            self._save()
        if self._events:
            write_history(self._folder, state.history)
            self._events.add_epoch(record, number * self._stepper.per_epoch)
        self._progress.log(record.line())

    def close(self) -> None:
        """End the curves."""
        if self._events:
            self._events.close()

    def _steps(self) -> None:
        state, number = self.state, len(self.state.history) + 1
        with torch.random.fork_rng(devices=[]):
            draws = Draws(self._recipe.seed, number, self._ranks, self._stepper.device)
            batches = self._problem.batches(draws.order)
            skipped = len(state.losses) * self._recipe.accumulate
            for _ in islice(batches, skipped):
                pass
            if state.draws:
                draws.restore(state.draws)
            while group := list(islice(batches, self._recipe.accumulate)):
                step = (number - 1) * self._stepper.per_epoch + len(state.losses)
                state.losses.append(self._stepper.take(step, group, draws))
                if self._is_due():
                    self._save(draws)
                try:
                    self._progress.advance(len(group))
                except JobCancelled:
                    self._save(draws)
                    raise

    def _is_due(self) -> bool:
        interval = max(CHECKPOINT_SECONDS, self._writing / CHECKPOINT_SHARE)
        return time.monotonic() - self._saved >= interval

    def _save(self, draws: Draws | None = None) -> None:
        if not self._ranks.is_first:
            return
        self._tell_steps()
        began = time.monotonic()
        self.state.draws = draws.state() if draws else {}
        self.state.seconds = began - self._started
        save_state(self._folder / CHECKPOINT, self._problem.modules, self._stepper, self.state)
        self._saved = time.monotonic()
        self._writing = self._saved - began

    def _tell_steps(self) -> None:
        """The steps since the last time, as curves."""
        new = self.state.losses[self._told :]
        if self._events and new:
            first = len(self.state.history) * self._stepper.per_epoch + self._told
            rates = [self._stepper.rate(first + number) for number in range(len(new))]
            self._events.add_steps(first + 1, torch.stack(new).tolist(), rates)
            self._told += len(new)


def _copied(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: value.detach().clone() for name, value in weights.items()}
