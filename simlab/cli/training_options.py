"""Options that all `simlab train …` commands share, and how they carry out what they are asked."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from simlab.cli.reporting import print_json, reporting, say
from simlab.errors import InputError
from simlab.progress import SILENT, Progress

if TYPE_CHECKING:
    from simlab.training import TrainingResult
    from simlab.training.course import Training
    from simlab.training.estimate import Estimate


class PretrainedKindName(StrEnum):
    """What a model trained without answers may be."""

    baseline = "baseline"
    features = "features"


PretrainedKindOption = Annotated[
    PretrainedKindName, typer.Option("--kind", help="baseline is scored; features only serves maps and as a start.")
]
RecipeOption = Annotated[Path | None, typer.Option(help="JSON file with settings of the recipe.")]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="One setting of the recipe as NAME=VALUE; may be repeated.")
]
ResumeOption = Annotated[
    bool, typer.Option("--resume/--no-resume", help="Go on where a run of that name stopped, or forget it.")
]
FromOption = Annotated[
    str | None,
    typer.Option("--from", metavar="MODEL", help="A trained model, or a folder of one, whose weights to start from."),
]
RegisterOption = Annotated[
    bool, typer.Option("--register/--no-register", help="Embed all images by the trained model, and list it.")
]
EstimateOption = Annotated[
    bool, typer.Option("--estimate", help="Train nothing: time a few real steps, and tell how long all would take.")
]


class Preparation(Protocol):
    """Prepares one training run."""

    def __call__(self, *, progress: Progress) -> "Training[Any]":
        """The run, which reports to `progress`."""


def recipe_settings(file: Path | None, listed: list[str] | None, start_from: str | None = None) -> dict[str, Any]:
    """Settings of a recipe: those of the file, then those given one by one, then what --from says.

    Raises:
        InputError: the file cannot be read, or a setting is not NAME=VALUE.
    """
    settings: dict[str, Any] = {}
    if file is not None:
        try:
            settings = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"The recipe {file} cannot be read ({error}). It must be a JSON object.") from None
        if not isinstance(settings, dict):
            raise InputError(f"The recipe {file} must be a JSON object of settings.")
    for item in listed or []:
        name, equals, value = item.partition("=")
        if not equals:
            raise InputError(f"--set takes NAME=VALUE; found {item!r}.")
        try:
            settings[name] = json.loads(value)
        except ValueError:
            settings[name] = value
    return settings if start_from is None else {**settings, "start_from": start_from}


def carry_out(
    preparations: Sequence[Preparation], *, backbone: str = "", estimate: bool = False, as_json: bool = False
) -> None:
    """Train, one after the other, or estimate how long that takes; tell what came of it.

    Of several processes that torch's launcher started, the first one tells.

    Args:
        preparations: one for each run.
        backbone: of their networks; published weights that it names are fetched where they are missing.
        estimate: train nothing.
        as_json: one JSON object on standard output.
    """
    from simlab.training.estimate import estimate_training
    from simlab.training.processes import is_first_process

    results, estimates = [], []
    for prepare in preparations:
        if not is_first_process():
            _fetch(backbone, SILENT)
            training = prepare(progress=SILENT)
            estimate_training(training) if estimate else training.run()
            continue
        with reporting() as progress:
            _fetch(backbone, progress)
            training = prepare(progress=progress)
            if estimate:
                estimates.append(estimate_training(training))
            else:
                results.append(training.run())
                _tell(results[-1])
    if estimates:
        _tell_estimates(estimates, as_json)
    elif as_json and is_first_process():
        print_json({"models": [{**asdict(result), "run": str(result.run)} for result in results]})


def _fetch(backbone: str, progress: Progress) -> None:
    """Weights that a spec names, once for all processes; a bare name has random ones."""
    if ":" in backbone:
        from simlab.encoders.weights import fetch_weights

        fetch_weights(backbone, progress)


def _tell(result: "TrainingResult") -> None:
    """What came of a training run, in one line."""
    figures = ", ".join(f"{name} {share:.1%}" for name, share in result.figures.items())
    examples = f"{result.triples:,} triples" if result.images is None else f"{result.images:,} images"
    say(
        f"Model {result.model}: {examples}, best of {result.epochs} epochs is {result.best_epoch} "
        f"({figures}), {result.seconds / 60:.1f} min."
    )


def _tell_estimates(estimates: "Sequence[Estimate]", as_json: bool) -> None:
    """The time that all runs take together; an epoch is one of the average run's."""
    seconds, epochs = sum(one.seconds for one in estimates), sum(one.epochs for one in estimates)
    per_epoch = sum(one.seconds_per_epoch * one.epochs for one in estimates) / epochs
    steps, device = sum(one.measured_steps for one in estimates), estimates[0].device
    if as_json:
        print_json(
            {
                "seconds": seconds,
                "seconds_per_epoch": per_epoch,
                "epochs": epochs,
                "measured_steps": steps,
                "device": device,
            }
        )
        return
    models = f" of {len(estimates)} models" if len(estimates) > 1 else ""
    typer.echo(
        f"About {_duration(seconds)} in all: {epochs} epochs{models} of {_duration(per_epoch)} each, measured on "
        f"{steps} steps on {device}; embedding the images comes after it."
    )


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
