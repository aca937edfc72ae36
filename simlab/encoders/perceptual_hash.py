"""Perceptual hash: the signs of a picture's lowest frequencies (pHash, as ImageHash computes it)."""

from typing import Any

import imagehash
import numpy as np
from jaxtyping import Float
from PIL import Image

from simlab.encoders.encoder import Precision, Prepare
from simlab.workspace.embeddings import Distance
from simlab.workspace.fingerprints import fingerprint

_BITS_PER_SIDE = 8


class PerceptualHash:
    """64 bits as a vector of ±1, whose cosine distance is the Hamming distance divided by 32."""

    spec = "hash:perceptual"
    dimensions = _BITS_PER_SIDE**2
    distance: Distance = "cosine"

    @property
    def preprocessing(self) -> dict[str, Any]:
        """Scaled to 32 × 32 greys by ImageHash."""
        return {"size": _BITS_PER_SIDE * 4, "colour": "grey", "hash_size": _BITS_PER_SIDE}

    @property
    def fingerprint(self) -> str:
        """Of the method and its settings."""
        return fingerprint(self.spec, imagehash.__version__, self.preprocessing)

    @property
    def n_bytes(self) -> int:
        """It has no weights."""
        return 0

    @property
    def prepare(self) -> Prepare:
        """The whole vector: all there is to do needs the picture itself."""
        return _bits

    def use(self, device: str = "auto", precision: Precision = "fp32") -> None:
        """Ignored: it needs the processor only."""

    def embed(self, prepared: Float[np.ndarray, "images dimensions"]) -> Float[np.ndarray, "images dimensions"]:
        """One vector of ±1 per picture."""
        return np.asarray(prepared)


def _bits(image: Image.Image) -> Float[np.ndarray, " dimensions"]:
    bits = imagehash.phash(image, hash_size=_BITS_PER_SIDE).hash.ravel()
    return np.where(bits, 1.0, -1.0).astype(np.float32)
