"""What was measured of an encoder on a machine: one query, its two steps apart, and batches by size.

A query is a live triple: three decoded pictures, prepared one after the other and embedded as one stack.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from simlab.encoders.encoder import Precision
from simlab.encoders.measurements.machine import Machine, package_versions, this_machine

QUERY_PICTURES = 3
BUSY = 0.2
"""From this share of busy processors on, times say more of what else ran than of the encoder."""


@dataclass(frozen=True)
class Timing:
    """Seconds that something took, over many times.

    Attributes:
        p50: the median.
        p95: 95 % took no longer.
        n: how often it was done.
    """

    p50: float
    p95: float
    n: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Timing":
        """Quantiles of measured times, interpolated linearly."""
        middle, late = np.percentile(seconds, [50, 95])
        return cls(float(middle), float(late), len(seconds))


@dataclass(frozen=True)
class BatchSpeed:
    """How fast prepared pictures are embedded.

    Attributes:
        size: pictures at a time.
        images_per_second: of the median batch; None where the device's memory did not hold it.
    """

    size: int
    images_per_second: float | None


@dataclass(frozen=True)
class Measurement:
    """An encoder on one device in one precision.

    Attributes:
        spec: of the encoder, complete with its defaults.
        fingerprint: of the encoder.
        n_bytes: memory that its weights take.
        device: as torch names it.
        device_name: as people know it.
        precision: in what it computed.
        threads: of the processor that torch used.
        pictures: what was measured on, in words.
        busy: share of the processors that others kept busy just before; times of a busy machine are too long.
        first: seconds of the very first query, with everything that happens only once.
        query: three pictures, from decoded to vectors.
        prepare: its first step.
        embed: its second step.
        batches: the second step alone, by batch size, as far as the time allowed; empty for encoders without weights,
            which are done when pictures are prepared.
        machine: whose times these are.
        versions: of the packages involved.
        measured: UTC, ISO 8601.
    """

    spec: str
    fingerprint: str
    n_bytes: int
    device: str
    device_name: str
    precision: Precision
    threads: int
    pictures: str
    busy: float
    first: float
    query: Timing
    prepare: Timing
    embed: Timing
    batches: tuple[BatchSpeed, ...]
    machine: Machine = field(default_factory=this_machine)
    versions: dict[str, str] = field(default_factory=package_versions)
    measured: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))

    @property
    def prepared_per_second(self) -> float:
        """Images that one process prepares in a second."""
        return QUERY_PICTURES / self.prepare.p50

    @property
    def fastest(self) -> BatchSpeed | None:
        """The batch size with the most images a second, None where none was measured."""
        done = [batch for batch in self.batches if batch.images_per_second is not None]
        return max(done, key=lambda batch: batch.images_per_second or 0.0, default=None)
