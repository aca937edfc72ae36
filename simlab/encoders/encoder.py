"""What every encoder offers, whatever is inside: pictures in, vectors out, in two steps.

`prepare` turns one picture into an array of a fixed shape and needs no weights, so that worker processes can do it.
`embed` turns a stack of such arrays into vectors, on the device.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal, Protocol

import numpy as np
from jaxtyping import Float, Shaped
from PIL import Image

from simlab.workspace.embeddings import Distance

Prepare = Callable[[Image.Image], Shaped[np.ndarray, "..."]]
"""An 8-bit RGB picture to an array of the same shape and dtype for every picture; can be sent to another process."""
Precision = Literal["fp32", "bf16", "fp16"]
"""In what a network computes: full precision, or autocast to half of it."""


class Encoder(Protocol):
    """Turns pictures into vectors; the same picture always gives the same vector."""

    @property
    def spec(self) -> str:
        """The spec that opens it again, complete with its defaults."""

    @property
    def dimensions(self) -> int:
        """The length of its vectors."""

    @property
    def distance(self) -> Distance:
        """Which distance of two vectors means "dissimilar" here."""

    @property
    def preprocessing(self) -> dict[str, Any]:
        """What it does to a picture before looking at it, as JSON has it."""

    @property
    def fingerprint(self) -> str:
        """Of everything that decides its vectors but device and precision: method, settings, weights."""

    @property
    def n_bytes(self) -> int:
        """Memory that its weights take, 0 for those without."""

    @property
    def prepare(self) -> Prepare:
        """The first step, for one picture."""

    def use(self, device: str = "auto", precision: Precision = "fp32") -> None:
        """Compute there and so from now on; encoders that need the processor only ignore it.

        Args:
            device: `auto`, or a device as torch names it.
            precision: `fp32`, or autocast to `bf16` or `fp16`.

        Raises:
            InputError: torch knows no such kind of device.
            MissingDependencyError: this machine has none of that kind, or it cannot compute in that precision.
        """

    def embed(self, prepared: Shaped[np.ndarray, "images ..."]) -> Float[np.ndarray, "images dimensions"]:
        """The second step: vectors of prepared pictures, float32, in the order given. Torch tensors are taken too."""


def encode(encoder: Encoder, images: Sequence[Image.Image]) -> Float[np.ndarray, "images dimensions"]:
    """The vectors of 8-bit RGB pictures, float32, in the order given."""
    return encoder.embed(np.stack([encoder.prepare(image) for image in images]))
