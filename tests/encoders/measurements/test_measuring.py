"""Measuring against a clock that the test sets, so that every figure is known; and two real encoders."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from PIL import Image

from simlab.encoders import open_encoder
from simlab.encoders.measurements.machine import this_machine
from simlab.encoders.measurements.measurement import Timing
from simlab.encoders.measurements.measuring import measure
from simlab.errors import InputError


class Clock:
    """Seconds that pass only when somebody says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def one_pixel(image: Image.Image) -> np.ndarray:
    return np.asarray(image)[:1, 0]


@dataclass
class Steady:
    """An encoder that takes `per_picture` seconds to prepare and `per_batch` plus `per_image` to embed."""

    clock: Clock
    per_picture: float = 0.01
    per_batch: float = 0.1
    per_image: float = 0.005
    n_bytes: int = 1_000
    holds: int = 10_000
    problem: Exception = field(default_factory=lambda: RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"))
    spec: str = "steady:one"
    dimensions: int = 3
    distance: str = "cosine"
    preprocessing: dict = field(default_factory=dict)
    fingerprint: str = "f"
    used: list = field(default_factory=list)
    sizes: list = field(default_factory=list)

    @property
    def prepare(self):
        def prepared(image):
            self.clock.now += self.per_picture
            return one_pixel(image)

        return prepared

    def use(self, device: str = "auto", precision: str = "fp32") -> None:
        self.used.append((device, precision))

    def embed(self, prepared: np.ndarray) -> np.ndarray:
        if len(prepared) > self.holds:
            raise self.problem
        self.sizes.append(len(prepared))
        late = 0.4 if len(self.sizes) == 1 else 0.0
        self.clock.now += self.per_batch + self.per_image * len(prepared) + late
        return prepared.reshape(len(prepared), -1).astype(np.float32)


class Steps:
    def __init__(self) -> None:
        self.stages, self.done = [], 0

    def stage(self, name, total) -> None:
        self.stages.append((name, total))

    def advance(self, steps: int = 1) -> None:
        self.done += steps

    def log(self, line: str) -> None:
        raise AssertionError(line)


@pytest.fixture(autouse=True)
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simlab.encoders.measurements.measuring.busy_share", lambda: 0.25)


PICTURES = [Image.new("RGB", (4, 4), (k, 2 * k, 3 * k)) for k in range(5)]


def test_every_figure_is_what_the_clock_says():
    clock, steps = Clock(), Steps()
    encoder = Steady(clock)
    found = measure(
        encoder, PICTURES, "five squares", device="cpu", precision="bf16", seconds=2.0, progress=steps, clock=clock
    )
    assert encoder.used == [("cpu", "bf16")]
    assert (found.spec, found.device, found.precision, found.pictures) == ("steady:one", "cpu", "bf16", "five squares")
    assert found.device_name == this_machine().processor
    assert found.busy == 0.25
    assert found.first == pytest.approx(3 * 0.01 + 0.1 + 3 * 0.005 + 0.4)
    assert (found.prepare.p50, found.prepare.p95) == pytest.approx((0.03, 0.03))
    assert (found.embed.p50, found.embed.p95) == pytest.approx((0.115, 0.115))
    assert (found.query.p50, found.query.p95) == pytest.approx((0.145, 0.145))
    assert found.query.n == 20, "2 s have room for 14, and 20 are measured however long they take"
    assert encoder.sizes[:23] == [3] * 23
    speeds = {batch.size: batch.images_per_second for batch in found.batches}
    assert list(speeds) == [1, 4, 16, 64, 256]
    for size, speed in speeds.items():
        assert speed == pytest.approx(size / (0.1 + 0.005 * size))
    assert found.fastest.size == 256
    assert found.prepared_per_second == pytest.approx(100)
    assert steps.done == 6
    assert steps.stages == [(f"measuring steady:one on {this_machine().processor} in bf16", 6)]


def test_quantiles_are_those_of_a_literal_sort():
    seconds = [0.4, 0.1, 0.9, 0.3, 0.2]
    ordered = sorted(seconds)
    found = Timing.of(seconds)
    assert found.p50 == ordered[2]
    assert found.p95 == pytest.approx(ordered[3] + 0.8 * (ordered[4] - ordered[3]))
    assert found.n == 5


def test_more_time_means_more_queries_but_never_without_end():
    clock = Clock()
    assert measure(Steady(clock), PICTURES, "", batch_sizes=(), seconds=9.0, clock=clock).query.n == 63
    clock = Clock()
    assert measure(Steady(clock), PICTURES, "", batch_sizes=(), seconds=900.0, clock=clock).query.n == 200


def test_batches_that_would_take_too_long_are_not_tried():
    clock = Clock()
    encoder = Steady(clock, per_image=0.2)
    found = measure(encoder, PICTURES, "", seconds=2.0, clock=clock)
    assert [batch.size for batch in found.batches] == [1, 4]
    assert max(encoder.sizes) == 4


@pytest.mark.parametrize("problem", [RuntimeError("MPS backend out of memory"), MemoryError()])
def test_where_memory_ends_the_speed_is_unknown_and_nothing_larger_is_tried(problem):
    clock = Clock()
    found = measure(Steady(clock, holds=16, problem=problem), PICTURES, "", clock=clock)
    assert [(batch.size, batch.images_per_second is None) for batch in found.batches] == [
        (1, False),
        (4, False),
        (16, False),
        (64, True),
    ]
    assert found.fastest.size == 16


def test_other_faults_are_not_taken_for_a_lack_of_memory():
    clock = Clock()
    with pytest.raises(RuntimeError, match="wrong shape"):
        measure(Steady(clock, holds=16, problem=RuntimeError("wrong shape")), PICTURES, "", clock=clock)


def test_encoders_without_weights_are_measured_on_the_processor_in_full_precision():
    clock = Clock()
    encoder = Steady(clock, n_bytes=0)
    found = measure(encoder, PICTURES, "", device="cuda", precision="fp16", clock=clock)
    assert (found.device, found.precision, found.batches, found.fastest) == ("cpu", "fp32", (), None)
    assert encoder.used == []


@pytest.mark.parametrize("sizes", [(0, 1), (4, 2), (3, 3)])
def test_batch_sizes_ascend(sizes):
    with pytest.raises(InputError, match=r"Batch sizes must be 1 or more and ascend; they are \d, \d\."):
        measure(Steady(Clock()), PICTURES, "", batch_sizes=sizes)


def test_a_query_needs_three_pictures():
    with pytest.raises(InputError, match="A query has 3 pictures; there are 2 to measure with"):
        measure(Steady(Clock()), PICTURES[:2], "")


def test_real_encoders(pictures):
    network = measure(open_encoder("scratch:resnet10t?size=32&seed=0"), pictures, "", batch_sizes=(1, 2), seconds=0.01)
    assert network.n_bytes > 10**6
    assert 0 < network.query.p50 <= network.query.p95
    assert all(batch.images_per_second > 0 for batch in network.batches)
    assert network.batches[0].size == 1
    hashed = measure(open_encoder("hash:perceptual"), pictures, "", seconds=0.01)
    assert hashed.batches == ()
    assert hashed.query.p50 > 0
