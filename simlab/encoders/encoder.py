"""What every encoder offers, whatever is inside: pictures in, vectors out."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from jaxtyping import Float
from PIL import Image

from simlab.workspace.embeddings import Distance


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
        """Of everything that decides its vectors: method, settings, weights."""

    def use_device(self, name: str) -> None:
        """Compute there from now on: `auto`, or a device as torch names it. Encoders that use none ignore it.

        Raises:
            MissingDependencyError: this machine has no such device.
        """

    def encode(self, images: Sequence[Image.Image]) -> Float[np.ndarray, "images dimensions"]:
        """The vectors of 8-bit RGB pictures, float32, in the order given."""
