"""Measuring an encoder: warm, and with everything between a picture in memory and its vector in memory.

What `embed` returns lies in main memory, so that the time of a GPU is counted in full. Decoding of files is not.
"""

import time
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from PIL import Image

from simlab.encoders.device_memory import is_out_of_memory
from simlab.encoders.encoder import Encoder, Precision
from simlab.encoders.measurements.machine import busy_share, device_names, this_machine
from simlab.encoders.measurements.measurement import QUERY_PICTURES, BatchSpeed, Measurement, Timing
from simlab.errors import InputError
from simlab.progress import SILENT, Progress

BATCH_SIZES = (1, 4, 16, 64, 256)
_WARM_UP, _FEWEST_QUERIES, _MOST_QUERIES = 3, 20, 200
_FEWEST_BATCHES, _MOST_BATCHES = 3, 50
_DIFFERENT = 16
"""Pictures of a batch that differ from one another; more would take long to prepare and change nothing."""


def measure(
    encoder: Encoder,
    pictures: Sequence[Image.Image],
    about: str,
    *,
    device: str = "auto",
    precision: Precision = "fp32",
    batch_sizes: Sequence[int] = BATCH_SIZES,
    seconds: float = 3.0,
    progress: Progress = SILENT,
    clock: Callable[[], float] = time.perf_counter,
) -> Measurement:
    """Measure an encoder; it stays on that device and in that precision.

    Encoders without weights compute on the processor, whatever is asked for, and are recorded so.

    Args:
        encoder: from `open_encoder`, best fresh, so that `first` is the first.
        pictures: decoded, at least three.
        about: says what pictures these are.
        device: `auto`, `cpu`, `cuda`, …
        precision: in what networks compute.
        batch_sizes: ascending; sizes of which one batch would take longer than `seconds` are left out.
        seconds: for queries, and for each batch size; a few of each are measured however long they take.
        progress: hears one step for the queries and one for each batch size.
        clock: seconds that pass.

    Raises:
        InputError: fewer than three pictures, sizes that do not ascend from 1, or no such kind of device.
        MissingDependencyError: this machine has no such device, or it cannot compute in that precision.
    """
    sizes = list(batch_sizes)
    if len(pictures) < QUERY_PICTURES:
        raise InputError(f"A query has {QUERY_PICTURES} pictures; there are {len(pictures)} to measure with.")
    if not all(after > before for before, after in pairwise([0, *sizes])):
        raise InputError(f"Batch sizes must be 1 or more and ascend; they are {', '.join(map(str, sizes))}.")
    if encoder.n_bytes:
        encoder.use(device, precision)
        (where, called), threads = device_names(device), _threads()
    else:
        precision, sizes, where, called, threads = "fp32", [], "cpu", this_machine().processor, 1
    busy = busy_share()
    progress.stage(f"measuring {encoder.spec} on {called} in {precision}", 1 + len(sizes))

    def query(turn: int) -> tuple[float, float]:
        chosen = [pictures[(QUERY_PICTURES * turn + place) % len(pictures)] for place in range(QUERY_PICTURES)]
        return _query(encoder, chosen, clock)

    warm_up = [query(turn) for turn in range(_WARM_UP)]
    taken = _timed(query, seconds, clock)
    progress.advance()
    return Measurement(
        spec=encoder.spec,
        fingerprint=encoder.fingerprint,
        n_bytes=encoder.n_bytes,
        device=where,
        device_name=called,
        precision=precision,
        threads=threads,
        pictures=about,
        busy=busy,
        first=sum(warm_up[0]),
        query=Timing.of([prepare + embed for prepare, embed in taken]),
        prepare=Timing.of([prepare for prepare, _ in taken]),
        embed=Timing.of([embed for _, embed in taken]),
        batches=_batches(encoder, pictures, sizes, seconds, progress, clock),
    )


def _query(encoder: Encoder, pictures: Sequence[Image.Image], clock: Callable[[], float]) -> tuple[float, float]:
    """Seconds of either step."""
    start = clock()
    prepared = np.stack([encoder.prepare(picture) for picture in pictures])
    between = clock()
    encoder.embed(prepared)
    return between - start, clock() - between


def _timed(
    query: Callable[[int], tuple[float, float]], seconds: float, clock: Callable[[], float]
) -> list[tuple[float, float]]:
    taken: list[tuple[float, float]] = []
    end = clock() + seconds
    while len(taken) < _FEWEST_QUERIES or (len(taken) < _MOST_QUERIES and clock() < end):
        taken.append(query(len(taken)))
    return taken


def _batches(
    encoder: Encoder,
    pictures: Sequence[Image.Image],
    sizes: Sequence[int],
    seconds: float,
    progress: Progress,
    clock: Callable[[], float],
) -> tuple[BatchSpeed, ...]:
    if not sizes:
        return ()
    speeds: list[BatchSpeed] = []
    prepared = np.stack([encoder.prepare(picture) for picture in pictures[:_DIFFERENT]])
    for size in sizes:
        known = speeds[-1].images_per_second if speeds else None
        if speeds and (known is None or size / known > seconds):
            break
        speeds.append(BatchSpeed(size, _images_per_second(encoder, _repeated(prepared, size), seconds, clock)))
        progress.advance()
    return tuple(speeds)


def _repeated(prepared: np.ndarray, size: int) -> np.ndarray:
    return np.take(prepared, np.arange(size), axis=0, mode="wrap")


def _images_per_second(encoder: Encoder, batch: np.ndarray, seconds: float, clock: Callable[[], float]) -> float | None:
    """None where memory does not suffice."""
    taken: list[float] = []
    try:
        encoder.embed(batch)
        end = clock() + seconds
        while len(taken) < _FEWEST_BATCHES or (len(taken) < _MOST_BATCHES and clock() < end):
            start = clock()
            encoder.embed(batch)
            taken.append(clock() - start)
    except (MemoryError, RuntimeError) as error:
        if is_out_of_memory(error):
            return None
        raise
    return len(batch) / float(np.median(taken))


def _threads() -> int:
    import torch

    return torch.get_num_threads()
