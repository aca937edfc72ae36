"""Pictures on their way to the encoders: decoded once, prepared for each encoder that still needs them."""

import os
import time
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int, Shaped

from simlab.encoders.encoder import Prepare
from simlab.workspace import Workspace

Stacks = tuple[Shaped[np.ndarray, "images ..."], ...]
"""A batch of prepared pictures, once for each encoder that needs it."""
MOST_THREADS = 8
"""More would only wait for each other."""


@dataclass(frozen=True)
class Batch:
    """Pictures that go to encoders together.

    Attributes:
        number: of the batch in its extraction.
        rows: image rows.
        encoders: the numbers of the encoders that need it.
    """

    number: int
    rows: Int[np.ndarray, " k"]
    encoders: tuple[int, ...]


def prepared_picture(workspace: Workspace, prepares: Sequence[Prepare], row: int) -> tuple[np.ndarray, ...]:
    """One picture, prepared in each of these ways.

    Raises:
        ImageError: its file cannot be read.
    """
    picture = workspace.picture(row)
    return tuple(prepare(picture) for prepare in prepares)


def n_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def seconds_per_picture(workspace: Workspace, prepares: Sequence[Prepare], rows: Sequence[int]) -> float:
    """How long one picture takes to decode and prepare, from these few."""
    before = time.perf_counter()
    for row in rows:
        prepared_picture(workspace, prepares, int(row))
    return (time.perf_counter() - before) / len(rows)


def prepared_here(
    workspace: Workspace, prepares: Sequence[Prepare], batches: Sequence[Batch], *, ahead: bool
) -> Generator[Stacks, None, None]:
    """The batches, prepared by threads of this process.

    Args:
        workspace: whose pictures.
        prepares: one for each encoder.
        batches: in their order.
        ahead: while one is used, the next is made.

    Raises:
        ImageError: a file cannot be read.
    """
    with ThreadPoolExecutor(min(MOST_THREADS, n_cores()), thread_name_prefix="decoding") as pool:
        made: deque[list[Future[tuple[np.ndarray, ...]]]] = deque()
        try:
            for batch in batches:
                wanted = [prepares[number] for number in batch.encoders]
                made.append([pool.submit(prepared_picture, workspace, wanted, int(row)) for row in batch.rows])
                if len(made) > ahead:
                    yield _stacked(made.popleft())
            while made:
                yield _stacked(made.popleft())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _stacked(pictures: "Sequence[Future[tuple[np.ndarray, ...]]]") -> Stacks:
    return tuple(np.stack(alike) for alike in zip(*(picture.result() for picture in pictures), strict=True))
