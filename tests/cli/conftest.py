"""The command line as a person meets it: exit status, what it prints, and what it says."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from simlab.cli.main import main


@dataclass(frozen=True)
class Ran:
    """One command that has ended."""

    status: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Standard error in one line: the terminal may have broken it."""
        return " ".join(self.err.split())

    @property
    def json(self) -> dict[str, Any]:
        """Standard output, which must be one JSON object and nothing else; NaN and Infinity are no JSON."""

        def refuse(name: str) -> None:
            raise AssertionError(f"{name} is no JSON")

        found = json.loads(self.out, parse_constant=refuse)
        assert isinstance(found, dict)
        assert self.out.count("\n") == 1
        return found


@pytest.fixture
def simlab(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs a command in this process."""

    def run(*arguments: object) -> Ran:
        capfd.readouterr()
        status = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Ran(status, out, err)

    return run
