"""Encoders on their devices: one copy on each, and batches dealt to whichever is free."""

import copy
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

import numpy as np
from jaxtyping import Float, Shaped

from simlab.encoders.device_memory import is_out_of_memory, release_memory
from simlab.encoders.encoder import Encoder, Precision
from simlab.encoders.extraction.unfinished import UnfinishedExtraction
from simlab.errors import InputError


def devices_of(name: str) -> tuple[str, ...]:
    """The devices that a name means.

    Args:
        name: `auto` is every CUDA device where there is one, then MPS, then the processor; otherwise one device, or
            several separated by commas (`cuda:0,cuda:1`).

    Raises:
        InputError: torch knows no such kind of device.
        MissingDependencyError: this machine has none of that kind.
    """
    import torch

    from simlab.encoders.devices import choose_device

    if name == "auto" and torch.cuda.is_available():
        return tuple(f"cuda:{number}" for number in range(torch.cuda.device_count()))
    return tuple(str(choose_device(part.strip())) for part in name.split(","))


def on_processor(devices: Sequence[str]) -> bool:
    """Whether networks need the cores that decoding needs, too."""
    return all(device.startswith("cpu") for device in devices)


class Replicas:
    """Copies of encoders on devices, each device with threads of its own.

    On an accelerator batches are made while others are computed, and on CUDA two are computed at once, so that the
    device never waits for this process. On a processor, whose cores both need, one goes after the other.

    Args:
        encoders: all on each device.
        devices: as torch names them; one may stand there several times.
        precision: in what networks compute.

    Attributes:
        ahead: how many batches may be under way while the next is made.
    """

    def __init__(self, encoders: Sequence[Encoder], devices: Sequence[str], precision: Precision) -> None:
        self._copies = [encoders, *(copy.deepcopy(encoders) for _ in devices[1:])]
        self._devices = devices
        for copies, device in zip(self._copies, devices, strict=True):
            for encoder in copies:
                encoder.use(device, precision)
        slots = [number for number, device in enumerate(devices) for _ in range(2 if device.startswith("cuda") else 1)]
        self.ahead = len(slots) - 1 if on_processor(devices) else len(slots)
        self._free: SimpleQueue[int] = SimpleQueue()
        for slot in slots:
            self._free.put(slot)
        self._pool = ThreadPoolExecutor(len(slots), thread_name_prefix="embedding")

    def submit(
        self, which: int, prepared: Shaped[np.ndarray, "images ..."], work: UnfinishedExtraction, number: int
    ) -> "Future[int]":
        """Embed a batch with the encoder of that number, and keep its vectors as batch `number` of `work`.

        Returns:
            How many images it had, once done.
        """
        return self._pool.submit(self._embed, which, prepared, work, number)

    def close(self) -> None:
        """Wait for what is under way."""
        self._pool.shutdown(cancel_futures=True)

    def _embed(
        self, which: int, prepared: Shaped[np.ndarray, "images ..."], work: UnfinishedExtraction, number: int
    ) -> int:
        place = self._free.get()
        try:
            work.write(number, _embed_what_fits(self._copies[place][which], prepared, work, self._devices[place]))
        finally:
            self._free.put(place)
        return len(prepared)


def _embed_what_fits(
    encoder: Encoder, prepared: Shaped[np.ndarray, "images ..."], work: UnfinishedExtraction, device: str
) -> Float[np.ndarray, "images dimensions"]:
    """The vectors of a batch, with fewer images at once from the moment on that memory runs out.

    Raises:
        InputError: memory does not suffice for one image.
    """
    vectors: list[np.ndarray] = []
    start = 0
    while start < len(prepared):
        at_once = work.plan.at_once
        try:
            vectors.append(encoder.embed(prepared[start : start + at_once]))
            start += at_once
            continue
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
        release_memory()  # outside of the handler, whose error holds on to what was computed
        if at_once == 1:
            raise InputError(
                f"Encoder {encoder.spec!r} does not fit on device {device}: its memory runs out with one image at a "
                "time. Free memory there, choose another with --device, or compute in --precision bf16."
            )
        work.halve(at_once)
    return np.concatenate(vectors)
