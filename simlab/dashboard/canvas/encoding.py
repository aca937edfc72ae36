"""What travels to the browser: binary files for points and values, short text for shapes and bit masks.

File layout, all little-endian:

    4 bytes   magic "SLCF"
    uint32    format version
    uint32    length of the header in bytes
    header    JSON; "arrays" lists name, type (f4, i4, u1), byte offset from the start of the file, and length
    arrays    each at a multiple of 8 bytes, so that the browser reads them without a copy
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAGIC = b"SLCF"
VERSION = 1
MIMETYPE = "application/octet-stream"

_TYPES = {np.dtype(np.float32): "f4", np.dtype(np.int32): "i4", np.dtype(np.uint8): "u1"}
_STEPS = 65_535


@dataclass(frozen=True)
class EncodedFile:
    """A file for the browser and the fingerprint of its content."""

    content: bytes
    fingerprint: str


def fingerprint(content: bytes) -> str:
    """The first 16 hexadecimal digits of the content's SHA-256."""
    return hashlib.sha256(content).hexdigest()[:16]


def encode_file(header: Mapping[str, object], arrays: Mapping[str, NDArray[np.generic]]) -> EncodedFile:
    """One binary file from a JSON header and named arrays of float32, int32 or uint8 [n].

    The header gains "arrays" and "fingerprint". The fingerprint stands at the front of the file because Streamlit
    names media files over 1 MiB by three samples of them: a change in between would keep the old name.
    """
    blocks = [np.ascontiguousarray(array) for array in arrays.values()]
    body = json.dumps(header, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
    columns = [(name, _TYPES[block.dtype], len(block)) for name, block in zip(arrays, blocks, strict=True)]
    digest = fingerprint(b"".join([json.dumps([columns, body]).encode(), *(block.tobytes() for block in blocks)]))

    def described(start: int) -> bytes:
        listed, offset = [], start
        for name, block in zip(arrays, blocks, strict=True):
            listed.append({"name": name, "type": _TYPES[block.dtype], "offset": offset, "length": len(block)})
            offset += _padded(block.nbytes)
        whole = {"fingerprint": digest, "arrays": listed, **header}
        return json.dumps(whole, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode()

    # Offsets stand in the header that they follow: leave room for the largest, then fill up with blanks.
    room = _padded(12 + len(described(10**12))) - 12
    text = described(12 + room).ljust(room)
    parts = [MAGIC, struct.pack("<II", VERSION, room), text]
    for block in blocks:
        little = block.astype(block.dtype.newbyteorder("<"), copy=False).tobytes()
        parts.append(little.ljust(_padded(len(little)), b"\0"))
    return EncodedFile(b"".join(parts), digest)


def _padded(length: int) -> int:
    return -(-length // 8) * 8


def encode_shape(vertices: Sequence[tuple[float, float]]) -> dict[str, object]:
    """A polygon for display in about 5 bytes a vertex: 16-bit steps within its own bounding box.

    The error is 1/65,535 of the polygon's size, below a pixel at every zoom that shows most of it. The polygon kept
    on the server stays exact.
    """
    points = np.asarray(vertices, dtype=np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = np.where(high > low, high - low, 1.0)
    steps = np.rint((points - low) / extent * _STEPS).astype("<u2")
    return {"box": [float(f"{value:.9g}") for value in (*low, *high)], "path": _base64(steps.tobytes())}


def encode_mask(chosen: NDArray[np.bool_]) -> str:
    """A bit a point, least significant first, as base64: 3.3 kB at 20,000 points."""
    return _base64(np.packbits(chosen, bitorder="little").tobytes())


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
