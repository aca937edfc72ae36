"""0 done, 1 refused with a message, 2 wrong usage; standard output is for results, standard error for the rest."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simlab.cli.main import main

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "arguments", [(), ("nope",), ("evaluate",), ("evaluate", "ws", "--split", "nope"), ("ensemble", "ws"), ("train",)]
)
def test_wrong_usage_is_status_2(simlab, arguments):
    ran = simlab(*arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert "Usage:" in ran.err


def test_help_is_a_result(simlab):
    ran = simlab("--help")
    assert ran.status == 0
    assert {"import", "train", "evaluate", "ensemble", "jobs"} <= set(ran.out.split())


def test_a_refusal_is_its_message_and_status_1(simlab):
    ran = simlab("evaluate", "nowhere", "--json")
    assert ran.status == 1
    assert ran.out == ""
    assert ran.err == (
        "simlab: There is no workspace at nowhere, and none is known by that name. Known workspaces: demo. Make "
        "one with `simlab import`, or add its folder to SIMLAB_WORKSPACES.\n"
    )


def test_what_the_system_refuses_is_a_message_too(simlab, toy_workspace, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", str(tmp_path / "x.parquet"))

    monkeypatch.setattr("simlab.workspace.atomic.write_parquet", full)
    out = tmp_path / "x.parquet"
    ran = simlab("ensemble", toy_workspace().path, "--strategy", "vote", "--out", out)
    assert ran.status == 1
    assert f"simlab: The system refused ([Errno 28] No space left on device: '{out}')" in ran.said
    assert "the room on the disk" in ran.said


def test_a_fault_of_the_program_is_not_hidden(simlab, monkeypatch):
    def broken():
        raise KeyError("a bug")

    monkeypatch.setattr("simlab.workspace.workspace_folders", broken)
    with pytest.raises(KeyError, match="a bug"):
        simlab("workspaces")


def test_without_installing_the_package(toy_workspace, tmp_path):
    """From the project's folder alone, and in a locale that knows no more than ASCII."""
    toy_workspace()
    names = {"PATH", "HOME", "SIMLAB_HOME"}
    environment = {name: os.environ[name] for name in names if name in os.environ} | {"LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-m", "simlab", "evaluate", str(tmp_path / "toy")],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "toy, validation split (SYNTHETIC)" in done.stdout


def test_the_job_variable_is_not_handed_on(simlab, tmp_path, monkeypatch):
    monkeypatch.setenv("SIMLAB_JOB", str(tmp_path))
    monkeypatch.setattr("simlab.cli.reporting._listener", [])
    assert main(["evaluate", "nowhere"]) == 1
    assert "SIMLAB_JOB" not in os.environ
    assert '"state": "failed"' in (tmp_path / "outcome.json").read_text(encoding="utf-8")
    assert "There is no workspace at nowhere" in (tmp_path / "outcome.json").read_text(encoding="utf-8")
