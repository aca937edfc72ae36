"""Jobs whose work is a few lines of Python, run in place of `python -m simlab`."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from simlab.jobs import Job, start_job

WORK = """
import os, sys, time
from pathlib import Path
from simlab.errors import JobCancelled
from simlab.jobs import JobRecorder
folder = Path(os.environ["SIMLAB_JOB"])
recorder = JobRecorder(folder)
how = sys.argv[1]
try:
    recorder.stage("working", 1000)
    if how == "fail":
        raise ValueError("no room")
    if how == "finish":
        recorder.advance(1000)
        recorder.log("all of it")
    while how == "forever":
        recorder.advance(0)
        time.sleep(0.02)
except JobCancelled as error:
    recorder.finish("cancelled", str(error))
except ValueError as error:
    recorder.finish("failed", str(error))
else:
    recorder.finish("done", "")
"""


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Job]:
    """Starts a job of WORK; whatever still runs at the end of the test is killed."""
    popen, started = subprocess.Popen, []

    def instead(command: list[str], **options: object) -> subprocess.Popen[bytes]:
        assert command[:3] == [sys.executable, "-m", "simlab"]
        process = popen([sys.executable, "-c", WORK, *command[3:]], **options)
        started.append(process)
        return process

    monkeypatch.setattr("simlab.jobs.launcher.subprocess.Popen", instead)
    yield lambda how, **options: start_job([how], options.pop("title", "A toy job"), **options)
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, 9)
        process.wait()
