"""Several encoders as one: their unit vectors side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, UInt8
from PIL import Image

from simlab.encoders.encoder import Encoder, Precision, Prepare
from simlab.workspace.embeddings import Distance
from simlab.workspace.fingerprints import fingerprint


class Concatenation:
    """Unit vectors of k encoders, each divided by √k, so that the whole is a unit vector, too.

    Its cosine similarity is then the mean of those of its parts:
    Σ_i ⟨x_i, y_i⟩ / k.

    Args:
        encoders: two or more, all compared by cosine distance.
    """

    distance: Distance = "cosine"

    def __init__(self, encoders: Sequence[Encoder]) -> None:
        self._encoders = tuple(encoders)
        self._joined = _Joined(tuple(encoder.prepare for encoder in self._encoders))
        blank = Image.new("RGB", (32, 32))
        self._records = [encoder.prepare(blank) for encoder in self._encoders]

    @property
    def spec(self) -> str:
        """Those of its parts, joined by "+"."""
        return "+".join(encoder.spec for encoder in self._encoders)

    @property
    def dimensions(self) -> int:
        """The sum of those of its parts."""
        return sum(encoder.dimensions for encoder in self._encoders)

    @property
    def preprocessing(self) -> dict[str, Any]:
        """Of each part, in their order."""
        parts = [{"encoder": encoder.spec, **encoder.preprocessing} for encoder in self._encoders]
        return {"concatenation": "unit vectors over the square root of their number", "parts": parts}

    @property
    def fingerprint(self) -> str:
        """Of those of its parts."""
        return fingerprint("concatenation", [encoder.fingerprint for encoder in self._encoders])

    @property
    def n_bytes(self) -> int:
        """Of all parts together."""
        return sum(encoder.n_bytes for encoder in self._encoders)

    @property
    def prepare(self) -> Prepare:
        """What each part prepares, byte after byte in one flat uint8 array."""
        return self._joined

    def use(self, device: str = "auto", precision: Precision = "fp32") -> None:
        """All parts compute there."""
        for encoder in self._encoders:
            encoder.use(device, precision)

    def embed(self, prepared: UInt8[np.ndarray, "images bytes"]) -> Float[np.ndarray, "images dimensions"]:
        """One unit vector per picture, float32; a part whose vector is zero stays zero."""
        joined = torch.as_tensor(prepared)
        start, vectors = 0, []
        for encoder, record in zip(self._encoders, self._records, strict=True):
            piece = joined[:, start : start + record.nbytes].clone(memory_format=torch.contiguous_format)
            start += record.nbytes
            typed = piece.view(torch.from_numpy(record).dtype).view(len(piece), *record.shape)
            vectors.append(_unit(encoder.embed(typed.numpy())) / np.float32(np.sqrt(len(self._encoders))))
        return np.concatenate(vectors, axis=1)


@dataclass(frozen=True)
class _Joined:
    """The flat record of one picture; can be sent to another process."""

    parts: tuple[Prepare, ...]

    def __call__(self, image: Image.Image) -> UInt8[np.ndarray, " bytes"]:
        return np.concatenate([np.ascontiguousarray(part(image)).reshape(-1).view(np.uint8) for part in self.parts])


def _unit(vectors: Float[np.ndarray, "images dimensions"]) -> Float[np.ndarray, "images dimensions"]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, np.float32(1))
