"""How training runs differ: in their settings, epoch by epoch, and at their best."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simlab.training.history import EpochRecord
from simlab.training.runs.run import Run


@dataclass(frozen=True)
class RunComparison:
    """Runs side by side; every tuple has one entry per run, in their order.

    Attributes:
        names: of the runs.
        settings: by name, the settings in which they differ, as text: "none" where one is left out on purpose, "" where
            a run's recipe does not have it. `recipe`, `kind` and `context` are among them.
        curves: by name of the figure, `loss` first, its value after each epoch, from the first on; not a number
            where an epoch did not measure it.
        best: the epoch whose weights are kept; None before the first has ended.
        seconds: spent in training.
    """

    names: tuple[str, ...]
    settings: Mapping[str, tuple[str, ...]]
    curves: Mapping[str, tuple[tuple[float, ...], ...]]
    best: tuple[EpochRecord | None, ...]
    seconds: tuple[float, ...]


def compare_runs(runs: Sequence[Run]) -> RunComparison:
    """These runs side by side."""
    recipes = [{"recipe": run.recipe_name, "kind": run.kind, "context": run.context, **run.recipe} for run in runs]
    names = dict.fromkeys(name for recipe in recipes for name in recipe)
    settings = {name: tuple(_text(recipe, name) for recipe in recipes) for name in names}
    figures = dict.fromkeys(["loss", *(name for run in runs for record in run.history for name in record.figures)])
    return RunComparison(
        names=tuple(run.name for run in runs),
        settings={name: values for name, values in settings.items() if len(set(values)) > 1},
        curves={
            name: tuple(
                tuple(record.loss if name == "loss" else record.figures.get(name, math.nan) for record in run.history)
                for run in runs
            )
            for name in figures
        },
        best=tuple(run.best for run in runs),
        seconds=tuple(run.seconds for run in runs),
    )


def _text(recipe: Mapping[str, Any], name: str) -> str:
    if name not in recipe:
        return ""
    value = recipe[name]
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "none" if value is None else str(value)
