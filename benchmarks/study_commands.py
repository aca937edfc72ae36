"""The commands of `simlab` on one workspace, as a user gives them; studies that take hours are made of them."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def run_simlab(home: Path, *arguments: str) -> str:
    """What a command prints, on the workspaces of `home`; its progress goes to the terminal."""
    print("$ simlab", *arguments, file=sys.stderr, flush=True)
    return subprocess.run(
        [sys.executable, "-m", "simlab", *arguments],
        cwd=PROJECT,
        env={**os.environ, "SIMLAB_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


class StudyCommands:
    """One workspace and the commands on it.

    Attributes:
        home: has the folder of workspaces.
        name: of the workspace.
        path: of the workspace.
    """

    def __init__(self, home: Path, name: str) -> None:
        self.home, self.name = home, name
        self.path = home / "workspaces" / name

    def simlab(self, *arguments: str) -> str:
        """What a command prints; its progress goes to the terminal."""
        return run_simlab(self.home, *arguments)
