"""Encoders that stay in memory between questions, within a budget: each is loaded and warmed up once.

When a new one does not fit beside the others, those that were asked for least recently leave, as many as it takes.
"""

import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from PIL import Image

from simlab.encoders.device_memory import is_out_of_memory, release_memory
from simlab.encoders.encoder import Encoder, Precision
from simlab.encoders.free_memory import free_bytes, refuse_more_than_memory
from simlab.encoders.loaded_key import LoadedKey
from simlab.encoders.presets import spec_of
from simlab.encoders.registry import open_encoder
from simlab.errors import InputError
from simlab.progress import size_text
from simlab.workspace import Workspace

BUDGET_SHARE = 0.5
"""Of the memory that is free when the budget is first asked for."""
_WARM_UP_PICTURES = 3
_building = threading.Lock()
"""Networks are built one at a time in a process: torch draws their first weights from one generator for all threads."""


@dataclass(frozen=True)
class LoadedEncoder:
    """One encoder in memory.

    Attributes:
        spec: that it was asked for by.
        n_bytes: memory that its weights take.
        device: where they lie.
        precision: in which it computes.
        used: when it was last asked for, UTC.
        load_seconds: how long opening and warming up took.
    """

    spec: str
    n_bytes: int
    device: str
    precision: Precision
    used: datetime
    load_seconds: float


@dataclass
class _Held:
    encoder: Encoder
    device: str
    precision: Precision
    load_seconds: float
    used: float

    def described(self, spec: str) -> LoadedEncoder:
        used = datetime.fromtimestamp(self.used, UTC)
        return LoadedEncoder(spec, self.encoder.n_bytes, self.device, self.precision, used, self.load_seconds)


class LoadedEncoders:
    """Encoders by spec, for any number of threads.

    Asking for one that is loaded never waits for another that is being loaded. Two threads that ask for the same one
    share the loading.

    Args:
        budget_bytes: that the weights of all may take together; by default half of what is free on the device (CUDA)
            or in the machine (others) when this is first needed.
        device: `auto`, or a device as torch names it.
        precision: in which all compute.
    """

    def __init__(self, budget_bytes: int | None = None, device: str = "auto", precision: Precision = "fp32") -> None:
        self.device = device
        self.precision: Precision = precision
        self._budget = budget_bytes
        self._lock = threading.Lock()
        self._slots: dict[LoadedKey, Future[_Held]] = {}

    @property
    def budget_bytes(self) -> int:
        """What the weights of all may take together; asks torch for the device the first time, if none was given."""
        if self._budget is None:
            self._budget = int(BUDGET_SHARE * free_bytes(self.device))
        return self._budget

    @property
    def loaded(self) -> tuple[LoadedEncoder, ...]:
        """What is in memory now, the least recently used first: in this order they leave."""
        with self._lock:
            held = sorted(self._held().items(), key=lambda item: item[1].used)
        return tuple(one.described(key.spec) for key, one in held)

    def get(self, spec: str, workspace: Workspace | None = None) -> Encoder:
        """The encoder of a spec or preset, ready on the device; loaded and warmed up where it is not in memory.

        Raises:
            InputError: the spec is not known, or its weights alone are more than the budget.
            NotFoundError: it names a model that does not exist.
            WeightsMissingError: its weights are not on this machine.
            MissingDependencyError: a package, or the device, is not there.
        """
        return self._get(spec, workspace).encoder

    def ready(self, spec: str, workspace: Workspace | None = None) -> tuple[Encoder, str, Precision]:
        """The same with the device that it computes on, and in what precision."""
        held = self._get(spec, workspace)
        return held.encoder, held.device, held.precision

    def _get(self, spec: str, workspace: Workspace | None) -> _Held:
        key = LoadedKey.of(spec, workspace)
        with self._lock:
            slot = self._slots.get(key)
            first = slot is None
            if slot is None:
                self._forget([other for other in self._held() if other[:2] == key[:2]])  # made of other files
                slot = self._slots[key] = Future()
        if first:
            try:
                with _building:  # until it is among the loaded, so that the next one counts it
                    slot.set_result(self._load(key, workspace))
            except BaseException as error:
                with self._lock:
                    self._forget([key])
                slot.set_exception(error)
        held = slot.result()
        held.used = time.time()
        return held

    def drop(self, spec: str) -> None:
        """Let go of what was loaded by this spec or preset; nothing happens where there is none."""
        wanted = spec_of(spec)
        with self._lock:
            self._forget([key for key in self._held() if key.spec == wanted])

    def _load(self, key: LoadedKey, workspace: Workspace | None) -> _Held:
        start = time.perf_counter()
        _ = self.budget_bytes  # of what is free before there is one more
        refuse_more_than_memory(key.spec)
        encoder = open_encoder(key.spec, workspace)
        self._make_room(key.spec, encoder.n_bytes)
        try:
            encoder.use(self.device, self.precision)
            _warm_up(encoder)
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            release_memory()
            raise InputError(
                f"{key.spec} does not fit into the memory of {self.device!r} any more: something else has taken it. "
                "Unload models, or end other programs that use the device."
            ) from None
        seconds = time.perf_counter() - start
        if not encoder.n_bytes:  # such encoders need the processor only
            return _Held(encoder, "cpu", "fp32", seconds, time.time())
        from simlab.encoders.devices import choose_device

        return _Held(encoder, str(choose_device(self.device)), self.precision, seconds, time.time())

    def _make_room(self, spec: str, n_bytes: int) -> None:
        """Drop the least recently used until `n_bytes` more fit."""
        budget = self.budget_bytes
        if n_bytes > budget:
            raise InputError(
                f"{spec} takes {size_text(n_bytes)}, and loaded models may take {size_text(budget)} together "
                f"({BUDGET_SHARE:.0%} of the memory that was free, unless set otherwise). Choose a smaller model, or "
                "free memory and start again."
            )
        with self._lock:
            held = self._held()
            total = sum(one.encoder.n_bytes for one in held.values())
            for key in sorted(held, key=lambda key: held[key].used):
                if total + n_bytes <= budget:
                    break
                total -= held[key].encoder.n_bytes
                self._forget([key])

    def _held(self) -> dict[LoadedKey, _Held]:
        """What is loaded, without what is being loaded; call it with the lock."""
        done = {key: slot for key, slot in self._slots.items() if slot.done()}
        return {key: slot.result() for key, slot in done.items() if slot.exception() is None}

    def _forget(self, keys: list[LoadedKey]) -> None:
        for key in keys:
            self._slots.pop(key, None)


def _warm_up(encoder: Encoder) -> None:
    """One pass over grey pictures, as many as a triple has: what is set up at first use is set up then."""
    grey = encoder.prepare(Image.new("RGB", (64, 64), (128, 128, 128)))
    encoder.embed(np.stack([grey] * _WARM_UP_PICTURES))
