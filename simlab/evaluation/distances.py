"""Distances between a reference and its candidates, in one model's embedding.

Three promises hold for every pair of images, and ties depend on them:

- images of identical content are at bit-equal distances from any third one, so their margin is exactly 0;
- a pair's distance does not depend on which other pairs are asked for in the same call;
- memory stays bounded, and of a memory-mapped file only the rows that are needed are read.

BLAS is not used, because the order in which it sums depends on the shape of its input.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import pandas as pd
from jaxtyping import Float, Float64, Int

from simlab.errors import InputError, first_few

CHUNK_BYTES = 128 * 2**20
"""Upper bound on the float64 copies of vectors that one chunk of pairs may need."""

BLOCK_PAIRS = 256
"""Pairs that are multiplied at a time: two buffers of that many 512-dimensional vectors fit a core's cache."""


@runtime_checkable
class VectorSidecar(Protocol):
    """What is known of a set of vectors, as far as distances need it."""

    @property
    def distance(self) -> str:
        """Either 'cosine' or 'euclidean'."""


@runtime_checkable
class ImageVectors(Protocol):
    """The part of `simlab.workspace.Embedding` that distances read."""

    @property
    def model(self) -> str:
        """Name of the model, for messages."""

    @property
    def vectors(self) -> np.ndarray:
        """Vectors [n, dimensions] of float16, 32 or 64, usually memory-mapped."""

    @property
    def rows(self) -> np.ndarray:
        """Row in `vectors` of each image row, −1 where the image has none."""

    @property
    def sidecar(self) -> VectorSidecar:
        """Names the distance."""


@dataclass(frozen=True, eq=False)
class PairIndex:
    """The distinct (reference, candidate) pairs of a table of triples, found once for any number of models.

    Attributes:
        pairs: image rows of reference and candidate, each pair once, ascending.
        positions: where in `pairs` each triple's (R, A) and (R, B) are.
    """

    pairs: Int[np.ndarray, "pairs 2"]
    positions: Int[np.ndarray, "triples 2"]

    @classmethod
    def of(cls, triples: pd.DataFrame) -> "PairIndex":
        """The pairs of a table with the columns reference, a and b (image rows)."""
        reference = triples["reference"].to_numpy(np.int64)
        candidates = triples[["a", "b"]].to_numpy(np.int64)
        keys, positions = np.unique(reference[:, None] << 32 | candidates, return_inverse=True)
        return cls(np.stack([keys >> 32, keys & 0xFFFFFFFF], axis=1), positions.reshape(candidates.shape))


def triple_distances(embedding: ImageVectors, triples: pd.DataFrame) -> Float64[np.ndarray, "triples 2"]:
    """Distance of each candidate to its reference in one model's embedding.

    Args:
        embedding: the model's vectors; its sidecar says whether they are compared by cosine or euclidean distance.
        triples: a table with the columns reference, a and b (image rows).

    Returns:
        d(R, A) and d(R, B) on the last axis; NaN where the model has no vector for one of the two images.

    Raises:
        InputError: see `pair_distances`.
    """
    index = PairIndex.of(triples)
    return np.take(pair_distances(embedding, index.pairs), index.positions)


def pair_distances(embedding: ImageVectors, pairs: Int[np.ndarray, "pairs 2"]) -> Float64[np.ndarray, " pairs"]:
    """Distance between the two images of each pair, accumulated in float64 whatever the stored type.

    cosine: 1 − x·y / (|x||y|), clipped to [0, 2] (rounding would otherwise put an image at −1e−16 from itself).
    euclidean: |x − y|, unbounded.

    Args:
        embedding: the model's vectors.
        pairs: image rows; fastest when sorted, as `PairIndex` has them.

    Returns:
        NaN where an image has no vector, which includes images added after the vectors were made.

    Raises:
        InputError: a vector is not finite, or is zero where the distance is the cosine; or the sidecar
            names another distance.
    """
    distance = embedding.sidecar.distance
    if distance not in ("cosine", "euclidean"):
        raise InputError(
            f"The vectors of model {embedding.model!r} name the distance {distance!r}, which is not known. "
            "Write 'cosine' or 'euclidean' in its sidecar."
        )
    known = len(embedding.rows)
    vector_rows = np.full(pairs.shape, -1, dtype=np.int64)
    vector_rows[pairs < known] = embedding.rows[pairs[pairs < known]]
    complete = np.flatnonzero((vector_rows >= 0).all(axis=1))
    distances = np.full(len(pairs), np.nan)
    for chunk in _chunks(vector_rows, complete, embedding):
        needed, slots = _needed_rows(vector_rows[chunk], len(embedding.vectors))
        vectors = np.asarray(embedding.vectors[needed], dtype=np.float64)
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        _refuse_unusable(embedding.model, distance, needed, lengths)
        if distance == "cosine":
            products = _by_blocks(vectors, slots, differences=False)
            cosines = products / (lengths[slots[:, 0]] * lengths[slots[:, 1]])
            distances[chunk] = np.clip(1.0 - cosines, 0.0, 2.0)
        else:
            distances[chunk] = np.sqrt(_by_blocks(vectors, slots, differences=True))
    return distances


def _chunks(
    vector_rows: Int[np.ndarray, "pairs 2"], complete: Int[np.ndarray, " complete"], embedding: ImageVectors
) -> Iterator[Int[np.ndarray, " chunk"]]:
    """The complete pairs in parts whose vectors fit in `CHUNK_BYTES`: all at once where the distinct vectors do."""
    n_vectors, dimensions = embedding.vectors.shape
    room = max(2, CHUNK_BYTES // (dimensions * np.dtype(np.float64).itemsize))
    needed, _ = _needed_rows(vector_rows[complete], n_vectors)
    size = len(complete) if len(needed) <= room else room // 2
    for start in range(0, len(complete), max(size, 1)):
        yield complete[start : start + size]


def _needed_rows(
    rows: Int[np.ndarray, "pairs 2"], n_vectors: int
) -> tuple[Int[np.ndarray, " needed"], Int[np.ndarray, "pairs 2"]]:
    """The distinct rows, ascending (so that a file is read forwards), and where each row is among them."""
    used = np.zeros(n_vectors, dtype=bool)
    used[rows] = True
    return np.flatnonzero(used), (np.cumsum(used) - 1)[rows]


def _by_blocks(
    vectors: Float64[np.ndarray, "needed dimensions"], slots: Int[np.ndarray, "pairs 2"], *, differences: bool
) -> Float64[np.ndarray, " pairs"]:
    """Inner product of each pair's two vectors, or of their difference with itself, summed row by row.

    Each row is one contiguous sum of the same length, which is what makes a pair's value its own.
    """
    sums = np.empty(len(slots))
    first = np.empty((BLOCK_PAIRS, vectors.shape[1]))
    second = np.empty_like(first)
    for start in range(0, len(slots), BLOCK_PAIRS):
        block = slots[start : start + BLOCK_PAIRS]
        x, y = first[: len(block)], second[: len(block)]
        # mode="clip" lets take write straight into the buffer; all slots are in range.
        np.take(vectors, block[:, 0], axis=0, out=x, mode="clip")
        np.take(vectors, block[:, 1], axis=0, out=y, mode="clip")
        if differences:
            x -= y
            y = x
        np.einsum("ij,ij->i", x, y, out=sums[start : start + len(block)])
    return sums


def _refuse_unusable(
    model: str, distance: str, rows: Int[np.ndarray, " needed"], lengths: Float[np.ndarray, " needed"]
) -> None:
    """Refuse vectors that have no distance to anything."""
    not_finite = ~np.isfinite(lengths)
    zero = (lengths == 0) & (distance == "cosine")
    for wrong, what, why in (
        (not_finite, "not finite", "no distance to them exists"),
        (zero, "zero", "a zero vector has no direction, so no cosine distance to it exists"),
    ):
        if wrong.any():
            raise InputError(
                f"{wrong.sum():,} of {len(rows):,} vectors of model {model!r} are {what} "
                f"(rows of vectors.npy: {first_few(rows[wrong])}): {why}. "
                "Extract or import these vectors again, or leave the images without one."
            )
