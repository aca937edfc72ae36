"""Baselines that somebody asked for on the page: the command that embeds them, and how its job stands."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from simlab.dashboard.job_panel import dismissed_jobs
from simlab.encoders.extraction import PartialEmbedding
from simlab.encoders.naming import model_name
from simlab.jobs import Job, list_jobs
from simlab.jobs.job import JobState
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace

_RECENT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class AskedBaseline:
    """A baseline whose row is not on the board yet.

    Attributes:
        encoder: a preset's label or a spec, as it was asked for.
        model: its name in the workspace.
        job: that embeds it.
        state: of the job.
    """

    encoder: str
    model: str
    job: Job
    state: JobState

    @property
    def is_running(self) -> bool:
        """Whether its row may still fill."""
        return self.state == "running"

    def state_text(self, so_far: PartialEmbedding | None) -> str:
        """What is being done with it, or that it was stopped."""
        done = "" if so_far is None else f"{len(so_far.rows):,} of {so_far.n_rows:,} images"
        if not self.is_running:
            return f"{self.state}, {done}" if done else self.state
        snapshot = self.job.snapshot
        return f"running, {done}" if done else snapshot.stage if snapshot else "starting"


def run_arguments(workspace: Path, encoders: Sequence[str], split: Part, device: str, precision: str) -> list[str]:
    """The arguments of `simlab` that embed baselines, the images of a split first.

    Args:
        workspace: its folder.
        encoders: labels of presets, or specs.
        split: the check set is a part of validation.
        device: `auto`, or as torch names it.
        precision: `fp32`, `bf16` or `fp16`.
    """
    named = [part for encoder in encoders for part in ("--encoder", encoder)]
    first = "validation" if split == "check" else split
    return ["embed", str(workspace), *named, "--first", first, "--device", device, "--precision", precision]


def run_title(encoders: Sequence[str], split: Part) -> str:
    """What the job is called: "Run CLIP and DINO on validation"."""
    *others, last = encoders
    return f"Run {', '.join(others)}{' and ' if others else ''}{last} on {split}"


def rerun_arguments(arguments: Sequence[str], encoders: Sequence[str]) -> list[str]:
    """The arguments of a job with other encoders."""
    pairs = list(pairwise(arguments))
    kept = [value for option, value in [("", arguments[0]), *pairs] if "--encoder" not in (option, value)]
    return [*kept, *(part for encoder in encoders for part in ("--encoder", encoder))]


def encoders_in(arguments: Sequence[str]) -> list[str]:
    """The encoders that a job embeds."""
    return [value for option, value in pairwise(arguments) if option == "--encoder"]


def asked_baselines(workspace: Workspace) -> list[AskedBaseline]:
    """Baselines of jobs that run, or ended badly in the last day and were not dismissed; the newest job of each."""
    found: dict[str, AskedBaseline] = {}
    for job in list_jobs(workspace.path):
        if job.arguments[0] != "embed" or "--first" not in job.arguments:
            continue
        state = job.state
        for encoder in encoders_in(job.arguments):
            found.setdefault(model_name(encoder), AskedBaseline(encoder, model_name(encoder), job, state))
    return [one for one in found.values() if _is_shown(one)]


def _is_shown(asked: AskedBaseline) -> bool:
    if asked.is_running:
        return True
    recent = time.time() - asked.job.created < _RECENT_SECONDS
    return asked.state != "done" and recent and asked.job.id not in dismissed_jobs()
