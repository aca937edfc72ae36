"""A real job from its start to its end: cancelled half-way, resumed, and listed all the while."""

import time

import pytest

from simlab.jobs import find_job, start_job
from simlab.workspace import Workspace

SETTINGS = ("epochs=30", "size=16", "batch=16")


@pytest.fixture
def workspace(toy_workspace) -> Workspace:
    return toy_workspace(references={"train": 6, "validation": 8, "test": 2}, files=True)


def test_cancelled_resumed_and_done(simlab, workspace):
    settings = [part for setting in SETTINGS for part in ("--set", setting)]
    arguments = ["train", "cs", str(workspace.path), "--context", "west", *settings]
    job = start_job(arguments, "Train [west]", workspace.path)
    listed = simlab("jobs", "list")
    assert (listed.status, job.id in listed.out, "Train [west]" in listed.out) == (0, True, True)
    assert "running" in listed.out

    ran = simlab("jobs", "resume", job.id)
    assert ran.status == 1
    assert "'Train [west]' is running already. Cancel it first" in ran.said

    until = time.monotonic() + 300
    while "epoch 1:" not in job.log() and time.monotonic() < until:
        time.sleep(0.02)
    ran = simlab("jobs", "cancel", job.id)
    assert (ran.status, ran.said) == (0, f"Asked {job.id} to stop.")
    assert job.wait(300) == "cancelled"
    assert job.message == "Cancelled while training 'cs-west'. Resume the job to go on from here."
    assert "cancelled" in simlab("jobs", "list").out
    log = simlab("jobs", "log", job.id).out
    assert "epoch 1: loss" in log
    assert "Traceback" not in log
    assert "cs-west" not in [entry.name for entry in Workspace.open(workspace.path).models()]

    assert simlab("jobs", "resume", job.id).status == 0
    assert find_job(job.id).wait(300) == "done"
    assert simlab("jobs", "log", job.id).out.count("epoch 30: loss") == 1
    assert "done" in simlab("jobs", "list").out
    found = simlab("evaluate", workspace.path, "--models", "cs-west", "--json").json
    assert found["models"][0]["n_triples"] > 0


def test_a_refused_job_says_what_the_command_line_says(simlab, workspace):
    arguments = ["map", "fit", str(workspace.path), "--features", "nobody"]
    job = start_job(arguments, "Map", workspace.path)
    assert job.wait(300) == "failed"
    said = simlab(*arguments).said
    assert f"simlab: {job.message}" == said
    assert said in " ".join(simlab("jobs", "log", job.id).out.split())
    assert "failed" in simlab("jobs", "list").out


@pytest.mark.parametrize("command", ["log", "cancel", "resume"])
@pytest.mark.parametrize("job_id", ["none", "../jobs"])
def test_an_unknown_job_is_a_refusal(simlab, home, command, job_id):
    ran = simlab("jobs", command, job_id)
    assert ran.status == 1
    assert ran.said == f"simlab: There is no job {job_id!r} under {home / 'jobs'}."
