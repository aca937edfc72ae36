"""Image hashes: 64 signs that say where a small grey picture is brighter, as the package ImageHash computes them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import imagehash
import numpy as np
from jaxtyping import Float
from PIL import Image

from simlab.encoders.encoder import Precision, Prepare
from simlab.errors import InputError
from simlab.workspace.embeddings import Distance
from simlab.workspace.fingerprints import fingerprint

_BITS_PER_SIDE = 8


@dataclass(frozen=True)
class _Method:
    """How one hash is computed, and how wide the grey picture is that it looks at."""

    bits: Callable[..., imagehash.ImageHash]
    size: int | str


_METHODS = {
    "perceptual": _Method(imagehash.phash, 4 * _BITS_PER_SIDE),
    "average": _Method(imagehash.average_hash, _BITS_PER_SIDE),
    "difference": _Method(imagehash.dhash, _BITS_PER_SIDE + 1),
    "wavelet": _Method(imagehash.whash, "the largest power of two in the shorter side"),
}


class HashEncoder:
    """64 bits as a vector of ±1, whose cosine distance is the Hamming distance divided by 32.

    `perceptual` compares the lowest frequencies of a cosine transform with their median (pHash), `average` each of
    8 × 8 pixels with their mean (aHash), `difference` each of 8 × 8 pixels with its right neighbour (dHash), `wavelet`
    8 × 8 Haar coefficients with their median, the overall brightness removed (wHash).

    Args:
        name: of the hash.

    Raises:
        InputError: there is no such hash.
    """

    dimensions = _BITS_PER_SIDE**2
    distance: Distance = "cosine"

    def __init__(self, name: str) -> None:
        if name not in _METHODS:
            raise InputError(
                f"'hash:{name}' names no known hash. Known specs: {', '.join(f'hash:{known}' for known in _METHODS)}."
            )
        self._name, self._method = name, _METHODS[name]

    @property
    def spec(self) -> str:
        """The spec that opens it again."""
        return f"hash:{self._name}"

    @property
    def preprocessing(self) -> dict[str, Any]:
        """Scaled to small greys by ImageHash."""
        return {"size": self._method.size, "colour": "grey", "hash_size": _BITS_PER_SIDE}

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
        return partial(_signs, self._name)

    def use(self, device: str = "auto", precision: Precision = "fp32") -> None:
        """Ignored: it needs the processor only."""

    def embed(self, prepared: Float[np.ndarray, "images dimensions"]) -> Float[np.ndarray, "images dimensions"]:
        """One vector of ±1 per picture."""
        return np.asarray(prepared)


def _signs(name: str, image: Image.Image) -> Float[np.ndarray, " dimensions"]:
    bits = _METHODS[name].bits(image, hash_size=_BITS_PER_SIDE).hash.ravel()
    return np.where(bits, 1.0, -1.0).astype(np.float32)
