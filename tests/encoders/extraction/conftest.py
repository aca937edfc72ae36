from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from simlab.errors import JobCancelled
from simlab.progress import SilentProgress


class StopAfter(SilentProgress):
    """Cancels after so many steps, as a user would; keeps what was logged."""

    def __init__(self, steps: float = float("inf")) -> None:
        self.left = steps
        self.stages: list[tuple[str, int | None]] = []
        self.lines: list[str] = []

    def stage(self, name: str, total: int | None) -> None:
        self.stages.append((name, total))

    def advance(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left <= 0:
            raise JobCancelled("stopped")

    def log(self, line: str) -> None:
        self.lines.append(line)


class MeanColour:
    """An encoder without a network: six numbers of a picture. It tells what it was given, and can run out of memory.

    Args:
        spec: what it is called.
        room: pictures that it can take at once; with more it fails as CUDA does.
    """

    distance = "cosine"
    dimensions = 6

    def __init__(self, spec: str = "mean:colour", room: float = float("inf"), n_bytes: int = 1) -> None:
        self.spec, self.fingerprint, self.room, self.n_bytes = spec, f"fingerprint of {spec}", room, n_bytes
        self.taken: list[int] = []
        self.used: list[tuple[str, str]] = []

    @property
    def preprocessing(self) -> dict[str, Any]:
        return {"size": 2}

    @property
    def prepare(self) -> Callable[[Image.Image], np.ndarray]:
        return _six_numbers

    def use(self, device: str = "auto", precision: str = "fp32") -> None:
        self.used.append((device, precision))

    def embed(self, prepared: np.ndarray) -> np.ndarray:
        if len(prepared) > self.room:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        self.taken.append(len(prepared))
        return np.asarray(prepared, dtype=np.float32) + 1


def _six_numbers(image: Image.Image) -> np.ndarray:
    return np.asarray(image.resize((2, 1)), dtype=np.uint8).ravel()


@pytest.fixture
def mean_colour() -> type[MeanColour]:
    return MeanColour


@pytest.fixture
def stop_after() -> type[StopAfter]:
    return StopAfter
