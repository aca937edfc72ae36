"""The jobs behind runs: which one trains a run, and going on with a run that was stopped, whoever started it."""

from collections.abc import Sequence
from itertools import pairwise

from simlab.dashboard.job_panel import dismissed_jobs
from simlab.dashboard.training.asked import AskedRun, unusual
from simlab.errors import NotFoundError
from simlab.jobs import Job, list_jobs, resume_job, start_job
from simlab.training.recipes import ContrastiveRecipe, CSRecipe, LoopRecipe, OrdinalRecipe, ProxyRecipe
from simlab.training.runs import Run
from simlab.workspace import Workspace

_COMMANDS: dict[str, tuple[str, type[LoopRecipe]]] = {
    "OrdinalRecipe": ("ordinal", OrdinalRecipe),
    "ContrastiveRecipe": ("contrastive", ContrastiveRecipe),
    "ProxyRecipe": ("proxy", ProxyRecipe),
}


def training_jobs(workspace: Workspace) -> list[Job]:
    """The jobs that train, newest first."""
    return [
        job for job in list_jobs(workspace.path) if job.arguments[0] == "train" and "--estimate" not in job.arguments
    ]


def job_of(run: Run, jobs: Sequence[Job]) -> Job | None:
    """The newest job that trains a run, or None where it was started otherwise."""
    return next((job for job in jobs if _trains(job.arguments, run)), None)


def jobs_in_runs(runs: Sequence[Run], jobs: Sequence[Job]) -> set[str]:
    """Ids of jobs that the view of their run tells all about: they train it, or were cancelled while they did."""
    going = {"training": "running", "stopped": "cancelled"}
    return {
        job.id
        for run in runs
        if run.state in going
        for job in jobs
        if ("--name", run.name) in pairwise(job.arguments) and job.state == going[run.state]
    }


def resume(workspace: Workspace, run: Run) -> None:
    """Go on with a run that was stopped: its job again, or a new one with the same settings.

    Raises:
        NotFoundError: the page has no command for such a run.
        ConflictError: it is running.
    """
    job = job_of(run, training_jobs(workspace))
    if job is not None:
        resume_job(job)
        return
    command, recipe = command_of(run)
    asked = AskedRun(command, unusual(recipe.from_json(run.recipe)), run.name, run.context)
    start_job([*asked.arguments(workspace.path), *_kind_option(run)], asked.title, workspace.path)


def forget_jobs(workspace: Workspace, run: Run) -> None:
    """Put the ended jobs of a run that is deleted out of sight."""
    dismissed_jobs().update(
        job.id
        for job in training_jobs(workspace)
        if _trains(job.arguments, run) and "--each-context" not in job.arguments
    )


def command_of(run: Run) -> tuple[str, type[LoopRecipe]]:
    """What follows `simlab train` for such a run, and the class of its recipe.

    Raises:
        NotFoundError: nobody knows its recipe.
    """
    if run.recipe_name == "CSRecipe":
        return ("cs" if run.kind == "cs" else "global"), CSRecipe
    if run.recipe_name not in _COMMANDS:
        raise NotFoundError(f"Run {run.name!r} was made by a recipe that this SimLab does not know: {run.recipe_name}.")
    return _COMMANDS[run.recipe_name]


def _trains(arguments: Sequence[str], run: Run) -> bool:
    if ("--name", run.name) in pairwise(arguments):
        return True
    return "--each-context" in arguments and run.kind == "cs" and run.name.startswith("cs-")


def _kind_option(run: Run) -> list[str]:
    return ["--kind", run.kind] if run.recipe_name in ("ContrastiveRecipe", "ProxyRecipe") else []
