"""Colour histogram in HSV, compared by the Bhattacharyya coefficient."""

from typing import Any

import numpy as np
from jaxtyping import Float
from PIL import Image

from simlab.encoders.encoder import Precision, Prepare
from simlab.workspace.embeddings import Distance
from simlab.workspace.fingerprints import fingerprint

_BINS = (16, 4, 4)
_LONGEST_SIDE = 256


class ColourHistogram:
    """Square roots of the shares of pixels per hue, saturation and value.

    They are unit vectors, so that cosine distance = 1 − Σ √(p·q), the Bhattacharyya coefficient's complement.
    """

    spec = "histogram:hsv"
    dimensions = int(np.prod(_BINS))
    distance: Distance = "cosine"

    @property
    def preprocessing(self) -> dict[str, Any]:
        """Large pictures are scaled down first; bins for hue, saturation and value."""
        return {"longest_side": _LONGEST_SIDE, "interpolation": "box", "colour": "HSV", "bins": list(_BINS)}

    @property
    def fingerprint(self) -> str:
        """Of the method and its settings."""
        return fingerprint(self.spec, self.preprocessing)

    @property
    def n_bytes(self) -> int:
        """It has no weights."""
        return 0

    @property
    def prepare(self) -> Prepare:
        """The whole vector: all there is to do needs the picture itself."""
        return _histogram

    def use(self, device: str = "auto", precision: Precision = "fp32") -> None:
        """Ignored: it needs the processor only."""

    def embed(self, prepared: Float[np.ndarray, "images dimensions"]) -> Float[np.ndarray, "images dimensions"]:
        """One unit vector of non-negative numbers per picture."""
        return np.asarray(prepared)


def _histogram(image: Image.Image) -> Float[np.ndarray, " dimensions"]:
    small = image.copy()
    small.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE), Image.Resampling.BOX)
    channels = np.asarray(small.convert("HSV")).reshape(-1, 3).astype(np.int64)
    bins = channels * np.asarray(_BINS) // 256
    index = np.ravel_multi_index((bins[:, 0], bins[:, 1], bins[:, 2]), _BINS)
    shares = np.bincount(index, minlength=int(np.prod(_BINS))) / len(index)
    return np.sqrt(shares).astype(np.float32)
