import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace

import psutil
import pytest

from simlab.errors import ConflictError, NotFoundError
from simlab.jobs import find_job, list_jobs, require_idle, resume_job, start_job


def until(condition, seconds: float = 300.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def running(job) -> None:
    until(lambda: job.snapshot is not None and job.snapshot.stage == "working")


def test_a_job_that_ends_well(start, home):
    job = start("finish", title="Train 'indoor' (25 epochs)")
    assert job.wait(300) == "done"
    assert job.message == ""
    assert (job.snapshot.stage, job.snapshot.share) == ("working", 1.0)
    assert "working (0 of 1,000)" in job.log()
    assert job.log(1).endswith(" all of it")
    assert job.folder.is_relative_to(home / "jobs")
    assert "-train-indoor-25-epochs-" in job.id


def test_a_job_that_fails(start):
    job = start("fail")
    assert job.wait(300) == "failed"
    assert job.message == "no room"


def test_a_job_that_is_cancelled_and_resumed(start):
    job = start("forever")
    running(job)
    assert job.state == "running"
    with pytest.raises(ConflictError, match=r"Job 'A toy job' is running already\. Cancel it first"):
        resume_job(job)
    job.cancel()
    assert job.wait(300) == "cancelled"
    assert job.message == "Cancelled while working. Resume the job to go on from here."
    resume_job(job)
    assert job.message == ""
    running(job)
    assert job.state == "running"
    job.cancel()
    assert job.wait(300) == "cancelled"
    assert job.log().count("working (0 of 1,000)") == 2


def test_a_process_that_vanishes(start):
    job = start("forever")
    running(job)
    os.kill(json.loads((job.folder / "process.json").read_text())["pid"], 9)
    assert job.wait(300) == "interrupted"
    resume_job(job)
    running(job)
    assert job.state == "running"


def test_jobs_are_found_again(start, tmp_path, home):
    first = start("finish", workspace=tmp_path / "one")
    second = start("forever", title="Another", workspace=tmp_path / "two")
    assert [job.id for job in list_jobs()] == [second.id, first.id]
    assert [job.id for job in list_jobs(tmp_path / "one")] == [first.id]
    assert [job.id for job in list_jobs(tmp_path / "two" / ".." / "one")] == [first.id]
    assert find_job(second.id) == second
    assert list_jobs(tmp_path / "none") == []
    (home / "jobs" / "half-written").mkdir()
    (home / "jobs" / "half-written" / "job.json").write_text("{", encoding="utf-8")
    assert len(list_jobs()) == 2
    with pytest.raises(NotFoundError, match=r"There is no job 'x' under .*jobs\."):
        find_job("x")


def test_the_number_of_a_dead_process_that_another_one_got(start):
    job = start("finish")
    job.wait(300)
    (job.folder / "outcome.json").unlink()
    mine = psutil.Process()
    (job.folder / "process.json").write_text(json.dumps({"pid": mine.pid, "created": mine.create_time() - 3600}))
    assert job.state == "interrupted"
    (job.folder / "process.json").write_text(json.dumps({"pid": mine.pid, "created": mine.create_time()}))
    assert job.state == "running"


def test_a_job_that_is_just_starting_counts_as_running(start):
    job = start("finish")
    job.wait(300)
    for name in ("outcome.json", "process.json"):
        (job.folder / name).unlink()
    assert job.state == "running"
    assert replace(job, created=time.time() - 60).state == "interrupted"


def test_an_outcome_written_while_one_looks_is_seen(start, monkeypatch):
    """The process writes its outcome and ends between the two looks."""
    job = start("forever")
    running(job)

    def ended(_job) -> bool:
        job.cancel()
        until(lambda: (job.folder / "outcome.json").exists())
        return False

    monkeypatch.setattr(type(job), "_is_alive", ended)
    assert job.state == "cancelled"


def test_resuming_twice_at_once_starts_one_process(start):
    job = start("finish")
    job.wait(300)
    job = replace(job, arguments=("forever",))
    outcomes = []

    def resume() -> None:
        try:
            resume_job(job)
            outcomes.append("started")
        except ConflictError:
            outcomes.append("refused")

    threads = [threading.Thread(target=resume) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 3 + ["started"]


def test_a_job_outlives_the_process_that_started_it(home):
    """A real job of the real command line, started by a process that ends at once."""
    code = "from simlab.jobs import start_job; print(start_job(['workspaces'], 'Look around').id)"
    project = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))  # noqa: PTH100, PTH118, PTH120
    found = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True)
    job = find_job(found.stdout.strip())
    assert job.wait(300) == "done", job.log()
    assert "Workspaces" in job.log()


def test_a_refused_command_is_a_failed_job_with_its_message():
    job = start_job(["health", "nowhere"], "Look nowhere")
    assert job.wait(300) == "failed"
    assert job.message.startswith("There is no workspace at nowhere, and none is known by that name.")
    assert job.message in job.log().replace("simlab: ", "")


def test_only_a_workspace_without_running_jobs_is_idle(start, tmp_path):
    job = start("forever", workspace=tmp_path / "busy")
    running(job)
    with pytest.raises(ConflictError, match=r"busy cannot be reset while a job works on it \(A toy job\)\. Wait"):
        require_idle(tmp_path / "busy", "be reset")
    require_idle(tmp_path / "idle", "be reset")
    job.cancel()
    job.wait(300)
    require_idle(tmp_path / "busy", "be reset")
