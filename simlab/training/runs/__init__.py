"""The training runs of a workspace: what they were asked for, where they stand, how they differ; without torch."""

from simlab.training.runs.changes import delete_run, register_run
from simlab.training.runs.comparison import RunComparison, compare_runs
from simlab.training.runs.run import Run, RunState, find_run, list_runs

__all__ = [
    "Run",
    "RunComparison",
    "RunState",
    "compare_runs",
    "delete_run",
    "find_run",
    "list_runs",
    "register_run",
]
