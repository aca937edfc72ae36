import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from simlab.errors import JobCancelled
from tests.local_hub import LocalHub

REPO = "timm/vit_small_patch16_224.dino"
NAME = "model.safetensors"
SPEC = "timm:vit_small_patch16_224.dino"
MB = 2**20
CONTENT = np.random.default_rng(0).bytes(5 * MB + 12345)
"""What the hub has as DINO's weights in tests that look at the way and not at the content."""


class Recorded:
    """A `Progress` that remembers, and that stops the work after so many steps of fetching."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.stages: list[tuple[str, int | None, int]] = []
        self.lines: list[str] = []
        self.stop_after = stop_after

    def stage(self, name: str, total: int | None, unit: str = "steps") -> None:
        self.stages.append((name, total, 0))

    def advance(self, steps: int = 1) -> None:
        name, total, done = self.stages[-1]
        self.stages[-1] = (name, total, done + steps)
        if self.stop_after is not None and name.startswith("fetching") and done + steps >= self.stop_after:
            raise JobCancelled("Cancelled by a test.")

    def log(self, line: str) -> None:
        self.lines.append(line)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "huggingface"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, cache: Path) -> Iterator[LocalHub]:
    """A hub that this process asks."""
    with LocalHub() as hub:
        hub.use(monkeypatch, cache)
        yield hub


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken connection is taken up at once, and silence is soon given up."""
    monkeypatch.setattr("simlab.encoders.weights.transfer._SECONDS_BETWEEN", 0)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DOWNLOAD_TIMEOUT", 0.2)


def blobs(cache: Path) -> dict[str, int]:
    """Names and sizes of what lies in the cache as DINO's."""
    folder = cache / "hub" / f"models--{REPO.replace('/', '--')}" / "blobs"
    return {path.name: path.stat().st_size for path in folder.glob("*")} if folder.is_dir() else {}


def in_process(code: str, environment: dict[str, str]) -> "subprocess.Popen[str]":
    """Another Python, with `spec`, `fetch` and `state` at hand, started and not waited for."""
    start = f"from simlab.encoders.weights import *\nspec = {SPEC!r}\nfrom simlab.errors import *\n"
    return subprocess.Popen(
        [sys.executable, "-c", start + code],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
