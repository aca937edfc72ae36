"""One small demo, built from nothing by the command line, for all tests that look at a built one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simlab.workspace import Workspace

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """`simlab demo build --size small` on two threads."""
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "simlab", "demo", "build", "--size", "small", "--jobs", "2", "--out"]
    environment = {**os.environ, "SIMLAB_HOME": str(folder / "home")}
    subprocess.run([*command, str(folder / "small")], cwd=PROJECT, env=environment, check=True)
    return Workspace(folder / "small")
