"""The same pictures twice: full precision is the encoder's own, half is close to it, and too large is refused."""

from dataclasses import dataclass

import numpy as np
import pytest

from simlab.encoders import encode, open_encoder
from simlab.encoders.measurements.two_precisions import embed_twice
from simlab.errors import InputError

ROWS = np.array([7, 0, 3])


def test_full_precision_is_what_the_encoder_gives_and_half_is_near(workspace):
    spec = "scratch:resnet10t?size=32&seed=0"
    full, half = embed_twice(workspace, open_encoder(spec), ROWS, "bf16", device="cpu")
    alone = open_encoder(spec)
    alone.use("cpu")
    assert np.array_equal(full, encode(alone, [workspace.picture(int(row)) for row in ROWS]))
    assert not np.array_equal(full, half)
    assert np.abs(full - half).max() < 0.05
    assert full.dtype == half.dtype == np.float32


def test_encoders_without_weights_know_no_precision(workspace):
    with pytest.raises(InputError, match="hash:perceptual has no weights to compute with"):
        embed_twice(workspace, open_encoder("hash:perceptual"), ROWS, "bf16")


@dataclass
class Overflowing:
    spec: str = "too:large"
    n_bytes: int = 1
    precision: str = "fp32"

    @property
    def prepare(self):
        return lambda image: np.asarray(image)[0, 0]

    def use(self, device: str = "auto", precision: str = "fp32") -> None:
        self.precision = precision

    def embed(self, prepared: np.ndarray) -> np.ndarray:
        found = prepared.astype(np.float32)
        if self.precision == "fp16":
            found[1] = np.inf
        return found


def test_values_too_large_for_half_precision_are_named(workspace):
    with pytest.raises(InputError) as refused:
        embed_twice(workspace, Overflowing(), ROWS, "fp16")
    assert str(refused.value) == (
        "too:large in fp16: 1 of 3 vectors are not finite (first: i0), because values inside the network are too "
        "large for fp16. Use bf16 or fp32."
    )
