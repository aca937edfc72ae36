"""How many pictures go to a device at once, when nobody says: as many as it gains from."""

import time
from collections.abc import Callable

import numpy as np
from jaxtyping import Shaped

from simlab.encoders.device_memory import is_out_of_memory, release_memory
from simlab.encoders.encoder import Encoder

ON_PROCESSOR = 64
"""A processor gains nothing from larger batches (docs/benchmarks.md)."""
_SMALLEST, _LARGEST = 32, 1024
_MOST_BYTES = 128 * 2**20
_WORTHWHILE = 1.1


def find_batch_size(
    encoder: Encoder,
    prepared: Shaped[np.ndarray, "..."],
    n_images: int,
    clock: Callable[[], float] = time.perf_counter,
) -> int:
    """The batch size of an encoder that is on an accelerator, found by trying.

    It is doubled from 32 on for as long as the images per second grow by a tenth, the device's memory suffices, and
    a batch of prepared pictures stays under 128 MiB.

    Args:
        encoder: on its device.
        prepared: one prepared picture, which the trials repeat.
        n_images: how many there are to embed; larger batches than that are not tried.
        clock: seconds.
    """
    size, best = _SMALLEST, 0.0
    while True:
        rate = _images_per_second(encoder, np.repeat(prepared[None], size, axis=0), clock)
        if not rate or rate < best * _WORTHWHILE:
            return size // 2
        best = rate
        if size >= n_images or 2 * size > _LARGEST or 2 * size * prepared.nbytes > _MOST_BYTES:
            return size
        size *= 2


def _images_per_second(encoder: Encoder, stack: Shaped[np.ndarray, "images ..."], clock: Callable[[], float]) -> float:
    """Of the second of two calls, since the first also chooses kernels; 0 where memory does not suffice."""
    try:
        encoder.embed(stack)
        before = clock()
        encoder.embed(stack)
        return len(stack) / max(clock() - before, 1e-9)
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
    release_memory()
    return 0.0
