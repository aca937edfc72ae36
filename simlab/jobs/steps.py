"""Several commands as one piece of long work: side by side where they may, skipped where they are done already."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from simlab.errors import InputError, SimLabError
from simlab.jobs.job import Job
from simlab.jobs.launcher import child_environment
from simlab.progress import Progress
from simlab.workspace.atomic import write_json

PARENT_VARIABLE = "SIMLAB_PARENT"
_THOUSANDTHS = 1000
_SECONDS_BETWEEN_LOOKS = 0.2
_SECONDS_TO_END = 5.0


@dataclass(frozen=True)
class Step:
    """One command.

    Attributes:
        name: unique; also the name of its folder.
        arguments: of `python -m simlab`.
        weight: its share of the whole work, in any unit (seconds on one core, say).
        main_stage: how the stage begins that takes most of its time.
        needs: names of steps that must be done before.
        threads: processor threads it may use.
    """

    name: str
    arguments: tuple[str, ...]
    weight: float
    main_stage: str
    needs: tuple[str, ...] = ()
    threads: int = 1


def run_steps(steps: Sequence[Step], folder: Path, threads: int, title: str, progress: Progress) -> None:
    """Run commands in an order that respects their needs, as many at once as there are threads.

    Each step has a folder as jobs have, so that its progress, log and outcome can be read. A step that is done is not
    run again; one that was stopped is, and goes on where it was, as all commands do. Steps end with this process.

    Args:
        steps: earlier ones are started first where there is a choice.
        folder: where steps keep their folders.
        threads: how many processor threads all running steps may use together, 1 or more.
        title: of the whole, for progress.
        progress: hears thousandths of the whole work.

    Raises:
        InputError: fewer than one thread.
        SimLabError: a step failed; the others are stopped.
        JobCancelled: the user asked to stop; call again to go on.
    """
    if threads < 1:
        raise InputError(f"At least 1 thread is needed to run anything; {threads} were given.")
    meter = _Meter(steps, folder, progress)
    progress.stage(title, _THOUSANDTHS)
    running: dict[str, subprocess.Popen[bytes]] = {}
    waiting = [step for step in steps if _outcome(folder, step).get("state") != "done"]
    known = {step.name: step for step in steps}
    try:
        while waiting or running:
            for name in [name for name, process in running.items() if process.poll() is not None]:
                del running[name]
                _require_done(folder, known[name])
                progress.log(f"done: {name}")
            undone = {step.name for step in waiting} | set(running)
            for step in list(waiting):
                used = sum(min(known[name].threads, threads) for name in running)
                if not undone & set(step.needs) and used + min(step.threads, threads) <= threads:
                    waiting.remove(step)
                    running[step.name] = _start(folder, step, min(step.threads, threads))
                    progress.log(f"started: simlab {' '.join(step.arguments)}")
            meter.report()
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        meter.report()
    finally:
        _stop(list(running.values()))


class _Meter:
    """Turns the progress of steps into thousandths of the whole."""

    def __init__(self, steps: Sequence[Step], folder: Path, progress: Progress) -> None:
        self._steps, self._folder, self._progress = steps, folder, progress
        self._total = sum(step.weight for step in steps)
        self._reported = 0

    def report(self) -> None:
        done = sum(step.weight * self._share(step) for step in self._steps)
        thousandths = int(_THOUSANDTHS * done / self._total)
        self._progress.advance(max(0, thousandths - self._reported))
        self._reported = max(self._reported, thousandths)

    def _share(self, step: Step) -> float:
        if _outcome(self._folder, step).get("state") == "done":
            return 1.0
        snapshot = _job(self._folder, step).snapshot
        if snapshot is None or not snapshot.stage.startswith(step.main_stage):
            return 0.0
        return 0.97 * (snapshot.share or 0.0)


def _job(folder: Path, step: Step) -> Job:
    return Job(step.name, folder / step.name, step.name, step.arguments, None, 0.0)


def _outcome(folder: Path, step: Step) -> dict[str, str]:
    """How the step ended, if these very arguments did."""
    with suppress(OSError, ValueError):
        if json.loads((folder / step.name / "job.json").read_text(encoding="utf-8")) == {
            "arguments": [*step.arguments]
        }:
            outcome: dict[str, str] = json.loads((folder / step.name / "outcome.json").read_text(encoding="utf-8"))
            return outcome
    return {}


def _start(folder: Path, step: Step, threads: int) -> "subprocess.Popen[bytes]":
    own = folder / step.name
    own.mkdir(parents=True, exist_ok=True)
    for stale in ("cancel", "outcome.json", "progress.json"):
        (own / stale).unlink(missing_ok=True)
    write_json(own / "job.json", {"arguments": list(step.arguments)})
    with (own / "log.txt").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "simlab", *step.arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={
                **child_environment(own),
                PARENT_VARIABLE: str(os.getpid()),
                **{f"{library}_NUM_THREADS": str(threads) for library in ("OMP", "MKL", "OPENBLAS", "NUMBA")},
            },
        )


def _require_done(folder: Path, step: Step) -> None:
    outcome = _outcome(folder, step)
    if outcome.get("state") == "done":
        return
    message = outcome.get("message") or "Its process ended without a word."
    raise SimLabError(
        f"Step {step.name!r} (simlab {' '.join(step.arguments)}) failed: {message} Its log is "
        f"{folder / step.name / 'log.txt'}. Mend the cause and run the same command again: what is done is kept."
    )


def _stop(processes: "Sequence[subprocess.Popen[bytes]]") -> None:
    processes = [process for process in processes if process.poll() is None]
    for process in processes:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
    until = time.monotonic() + _SECONDS_TO_END
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, until - time.monotonic()))
        if process.poll() is None:
            process.kill()
            process.wait()
