"""Short names for content: equal content gives equal fingerprints, on any machine and in any session."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

_LENGTH = 16


def fingerprint(*parts: Any) -> str:
    """16 hexadecimal digits of the SHA-256 of the parts.

    Args:
        parts: str, bytes, int, float, bool, None, NumPy arrays (dtype and shape count), and dicts (order of keys
            does not count), lists and tuples of these.

    Raises:
        TypeError: a part is of another type.
    """
    digest = hashlib.sha256()
    for part in parts:
        _feed(digest, part)
    return digest.hexdigest()[:_LENGTH]


def file_fingerprint(path: Path) -> str:
    """`fingerprint` of a file's bytes, read in blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:_LENGTH]


def _feed(digest: "hashlib._Hash", part: Any) -> None:
    match part:
        case None | bool() | int() | float() | str():
            _tagged(digest, type(part).__name__, repr(part).encode("utf-8"))
        case bytes():
            _tagged(digest, "bytes", part)
        case np.ndarray():
            _tagged(digest, f"array{part.dtype.str}{part.shape}", b"")
            for block in np.array_split(part, max(1, part.nbytes >> 26)) if part.ndim else [part]:
                digest.update(np.ascontiguousarray(block).tobytes())
        case dict():
            _tagged(digest, f"dict{len(part)}", b"")
            for key in sorted(part):
                _feed(digest, key)
                _feed(digest, part[key])
        case list() | tuple():
            _tagged(digest, f"list{len(part)}", b"")
            for item in part:
                _feed(digest, item)
        case _:
            raise TypeError(f"A fingerprint cannot be made of {type(part).__name__}.")


def _tagged(digest: "hashlib._Hash", tag: str, content: bytes) -> None:
    digest.update(f"{tag}:{len(content)}:".encode())
    digest.update(content)
