"""How long a training run will take, from a few of its real steps; nothing is kept of them."""

import time
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import Any

from simlab.training.course import Training

# The first step prepares what the later ones use, and is not counted.
_FEWEST_STEPS, _MOST_STEPS = 2, 20
_SECONDS = 8.0


@dataclass(frozen=True)
class Estimate:
    """The time a whole run is expected to take on this machine as it is now, without embedding the images at its end.

    Attributes:
        seconds: in all: loading the pictures, and every epoch.
        seconds_per_epoch: its steps, and measuring its figures.
        epochs: of the recipe; early stopping may end sooner.
        measured_steps: that were timed.
        device: on which.
    """

    seconds: float
    seconds_per_epoch: float
    epochs: int
    measured_steps: int
    device: str


def estimate_training(training: Training[Any]) -> Estimate:
    """Time a few steps and one measurement of a run as it would begin; it is left unbegun.

    Checkpoints are not counted.

    Raises:
        InputError, NotFoundError, MissingDependencyError: as the run itself would.
    """
    import torch

    from simlab.training.loop.draws import Draws
    from simlab.training.loop.ranks import join_ranks
    from simlab.training.loop.stepper import Stepper

    recipe = training.order.recipe
    ranks = join_ranks()
    with torch.random.fork_rng(devices=[]):
        began = time.perf_counter()
        problem = training.begin()
        stepper = Stepper(problem, recipe, ranks)
        draws = Draws(recipe.seed, 1, ranks, stepper.device)
        beginning = time.perf_counter() - began
        problem.modules.train()
        batches = problem.batches(draws.order)
        times: list[float] = []
        most = min(_MOST_STEPS, stepper.per_epoch)
        while len(times) < most and (len(times) < _FEWEST_STEPS or ranks.agreed(sum(times)) < _SECONDS):
            started = time.perf_counter()
            loss = stepper.take(len(times), list(islice(batches, recipe.accumulate)), draws)
            float(loss)  # waits for a GPU
            times.append(time.perf_counter() - started)
        problem.modules.eval()
        started = time.perf_counter()
        if ranks.is_first:
            problem.measure()
        measuring = time.perf_counter() - started
    counted = times[1:] or times
    seconds_per_epoch = median(counted) * stepper.per_epoch + measuring
    return Estimate(
        beginning + recipe.epochs * seconds_per_epoch,
        seconds_per_epoch,
        recipe.epochs,
        len(counted),
        str(stepper.device),
    )
