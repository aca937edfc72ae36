"""Steps whose work is a few lines of Python, run in place of `python -m simlab`."""

import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from simlab.errors import InputError, JobCancelled, SimLabError
from simlab.jobs.steps import Step, run_steps

WORK = """
import os, sys, time
from pathlib import Path
from simlab.errors import SimLabError
from simlab.jobs import JobRecorder
from simlab.child_process import end_with_parent
end_with_parent(int(os.environ["SIMLAB_PARENT"]))
folder = Path(os.environ["SIMLAB_JOB"])
recorder = JobRecorder(folder)
name, how, out = sys.argv[1:]
recorder.stage("working hard", 4)
with open(out, "a") as file:
    print(name, "begins", time.monotonic(), os.environ["OMP_NUM_THREADS"], file=file)
time.sleep(0.3)
recorder.advance(2)
while how == "forever":
    time.sleep(0.02)
with open(out, "a") as file:
    print(name, "ends", time.monotonic(), file=file)
recorder.finish("failed" if how == "fail" else "done", "no room" if how == "fail" else "")
"""


POPEN = subprocess.Popen


@pytest.fixture(autouse=True)
def instead_of_simlab(monkeypatch):
    def instead(command, **options):
        assert command[:3] == [sys.executable, "-m", "simlab"]
        return POPEN([sys.executable, "-c", WORK, *command[3:]], **options)

    monkeypatch.setattr("simlab.jobs.steps.subprocess.Popen", instead)


class Listener:
    """A `Progress` that remembers, and can ask to stop."""

    def __init__(self, stop_after=None):
        self.total = self.done = 0
        self.lines = []
        self.stop_after = stop_after

    def stage(self, name, total):
        self.name, self.total = name, total

    def advance(self, steps=1):
        self.done += steps
        if self.stop_after is not None and self.done >= self.stop_after:
            raise JobCancelled("Cancelled.")

    def log(self, line):
        self.lines.append(line)


def steps(tmp_path, **how):
    out = str(tmp_path / "events.txt")

    def step(name, *needs, threads=1):
        return Step(name, (name, how.get(name, "finish"), out), 1.0, "working", needs, threads)

    return [step("first", threads=2), step("left", "first"), step("right", "first"), step("last", "left", "right")]


def events(tmp_path):
    lines = [line.split() for line in (tmp_path / "events.txt").read_text().splitlines()]
    return {(line[0], line[1]): float(line[2]) for line in lines}


def test_needs_are_respected_and_free_threads_used(tmp_path):
    listener = Listener()
    run_steps(steps(tmp_path), tmp_path / "steps", 2, "the whole", listener)
    at = events(tmp_path)
    assert at["first", "ends"] < min(at["left", "begins"], at["right", "begins"])
    assert max(at["left", "begins"], at["right", "begins"]) < min(at["left", "ends"], at["right", "ends"])
    assert max(at["left", "ends"], at["right", "ends"]) < at["last", "begins"]
    assert (listener.name, listener.total, listener.done) == ("the whole", 1000, 1000)
    assert [line for line in listener.lines if line.startswith("done")][-1] == "done: last"


def test_with_one_thread_steps_take_turns(tmp_path):
    run_steps(steps(tmp_path), tmp_path / "steps", 1, "the whole", Listener())
    at = events(tmp_path)
    assert at["left", "ends"] < at["right", "begins"]
    assert " 1" in (tmp_path / "events.txt").read_text().splitlines()[0]


def test_what_is_done_is_not_run_again(tmp_path):
    with pytest.raises(SimLabError, match=r"Step 'right' .* failed: no room Its log is .*log\.txt\. Mend the cause"):
        run_steps(steps(tmp_path, right="fail"), tmp_path / "steps", 1, "the whole", Listener())
    listener = Listener()
    again = steps(tmp_path)
    again[2] = Step("right", ("right", "finish", str(tmp_path / "events.txt")), 1.0, "working", ("first",))
    run_steps(again, tmp_path / "steps", 1, "the whole", listener)
    begun = [line.split()[0] for line in (tmp_path / "events.txt").read_text().splitlines() if "begins" in line]
    assert begun == ["first", "left", "right", "right", "last"]
    assert listener.done == 1000


def test_other_arguments_are_another_step(tmp_path):
    run_steps(steps(tmp_path)[:1], tmp_path / "steps", 2, "the whole", Listener())
    run_steps(steps(tmp_path, first="other")[:1], tmp_path / "steps", 2, "the whole", Listener())
    assert (tmp_path / "events.txt").read_text().count("begins") == 2


def test_cancelling_stops_what_runs(tmp_path):
    with pytest.raises(JobCancelled):
        run_steps(steps(tmp_path, left="forever"), tmp_path / "steps", 2, "the whole", Listener(stop_after=300))
    assert ("left", "ends") not in events(tmp_path)
    listener = Listener()
    run_steps(steps(tmp_path), tmp_path / "steps", 2, "the whole", listener)
    assert listener.done == 1000


def test_steps_end_with_the_process_that_runs_them(tmp_path):
    program = f"""
import subprocess, sys
popen = subprocess.Popen
subprocess.Popen = lambda command, **options: popen([sys.executable, "-c", {WORK!r}, *command[3:]], **options)
from pathlib import Path
from simlab.jobs.steps import Step, run_steps
from simlab.progress import SILENT
step = Step("only", ("only", "forever", {str(tmp_path / "events.txt")!r}), 1.0, "working")
run_steps([step], Path({str(tmp_path)!r}) / "steps", 1, "the whole", SILENT)
"""
    runner = POPEN([sys.executable, "-c", program], env=os.environ.copy())
    until = time.monotonic() + 120
    while not (tmp_path / "events.txt").exists() and time.monotonic() < until:
        time.sleep(0.05)
    (child,) = [process.pid for process in psutil.Process(runner.pid).children()]
    runner.send_signal(signal.SIGKILL)
    runner.wait()
    while psutil.pid_exists(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not psutil.pid_exists(child)


def test_at_least_one_thread(tmp_path):
    with pytest.raises(InputError, match="At least 1 thread is needed to run anything; 0 were given"):
        run_steps(steps(tmp_path), tmp_path / "steps", 0, "the whole", Listener())


def test_a_damaged_outcome_is_no_outcome(tmp_path):
    run_steps(steps(tmp_path)[:1], tmp_path / "steps", 2, "the whole", Listener())
    (tmp_path / "steps" / "first" / "outcome.json").write_text("{")
    run_steps(steps(tmp_path)[:1], tmp_path / "steps", 2, "the whole", Listener())
    assert json.loads((tmp_path / "steps" / "first" / "outcome.json").read_text())["state"] == "done"
