"""Distances between a reference and its candidates, in one model's embedding.

Three promises hold for every pair of images, and ties depend on them:

- images of identical content are at bit-equal distances from any third one, so their margin is exactly 0;
- a pair's distance does not depend on which other pairs are asked for in the same call;
- memory stays bounded, and of a memory-mapped file only the rows that are needed are read.

Matrix products are not used, because the order in which they sum depends on the shape of their input; each pair is a
dot product of its own.
"""

import itertools
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import pandas as pd
from jaxtyping import Float, Float64, Int

from simlab.errors import InputError, first_few

BLOCK_PAIRS = 512
"""Pairs that are multiplied at a time: enough that threads rarely wait for each other, few enough for a cache."""

_BLOCKS_WORTH_A_THREAD = 8


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
        pairs: image rows; fastest when sorted, as `PairIndex` has them. Many are shared out to as many threads as
            there are processors, or as OMP_NUM_THREADS says.

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
    # Images that were added after the vectors were made have none: they find the −1 at the end.
    vector_rows = np.append(embedding.rows, -1).astype(np.int64)[np.minimum(pairs, known)]
    complete = (vector_rows >= 0).all(axis=1)
    asked = vector_rows if complete.all() else vector_rows[complete]
    sums = _pair_sums(embedding.vectors, asked, differences=distance == "euclidean")
    lengths = np.sqrt(sums[:, 1:])
    _refuse_unusable(embedding.model, distance, asked, lengths)
    distances = np.full(len(pairs), np.nan)
    if distance == "cosine":
        distances[complete] = np.clip(1.0 - sums[:, 0] / (lengths[:, 0] * lengths[:, 1]), 0.0, 2.0)
    else:
        distances[complete] = np.sqrt(sums[:, 0])
    return distances


def _pair_sums(
    vectors: np.ndarray, asked: Int[np.ndarray, "pairs 2"], *, differences: bool
) -> Float64[np.ndarray, "pairs 3"]:
    """Inner product of each pair's two vectors, or of their difference with itself, then each vector's with itself."""
    sums = np.empty((len(asked), 3))
    n_parts = min(_threads(), max(1, len(asked) // (_BLOCKS_WORTH_A_THREAD * BLOCK_PAIRS)))
    bounds = np.linspace(0, len(asked), n_parts + 1).astype(np.int64)
    with ThreadPoolExecutor(n_parts) as pool:
        parts = [slice(start, end) for start, end in itertools.pairwise(bounds)]
        for done in [pool.submit(_fill_sums, vectors, asked[part], sums[part], differences) for part in parts]:
            done.result()
    return sums


def _fill_sums(
    vectors: np.ndarray, asked: Int[np.ndarray, "pairs 2"], sums: Float64[np.ndarray, "pairs 3"], differences: bool
) -> None:
    """Row by row: each is one contiguous sum of the same length, which is what makes a pair's value its own."""
    first = np.empty((BLOCK_PAIRS, vectors.shape[1]))
    second = np.empty_like(first)
    stored = second if vectors.dtype == np.float64 else np.empty(first.shape, dtype=vectors.dtype)
    for start in range(0, len(asked), BLOCK_PAIRS):
        block = asked[start : start + BLOCK_PAIRS]
        found = sums[start : start + len(block)]
        x, y = first[: len(block)], second[: len(block)]
        new = np.concatenate([[True], block[1:, 0] != block[:-1, 0]])  # sorted pairs share their reference
        references = vectors[block[new, 0]].astype(np.float64)
        # mode="clip" lets take write straight into the buffer; all rows are in range.
        np.take(references, np.cumsum(new) - 1, axis=0, out=x, mode="clip")
        np.take(vectors, block[:, 1], axis=0, out=stored[: len(block)], mode="clip")
        if stored is not second:
            y[...] = stored[: len(block)]
        found[:, 1] = _products(references, references)[np.cumsum(new) - 1]
        found[:, 2] = _products(y, y)
        if differences:
            x -= y
            y = x
        found[:, 0] = _products(x, y)


def _products(
    x: Float64[np.ndarray, "block dimensions"], y: Float64[np.ndarray, "block dimensions"]
) -> Float64[np.ndarray, " block"]:
    found: np.ndarray = np.vecdot(x, y)
    return found


def _threads() -> int:
    return int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)


def _refuse_unusable(
    model: str, distance: str, rows: Int[np.ndarray, "pairs 2"], lengths: Float[np.ndarray, "pairs 2"]
) -> None:
    """Refuse vectors that have no distance to anything."""
    not_finite = ~np.isfinite(lengths)
    zero = (lengths == 0) & (distance == "cosine")
    for wrong, what, why in (
        (not_finite, "not finite", "no distance to them exists"),
        (zero, "zero", "a zero vector has no direction, so no cosine distance to it exists"),
    ):
        if wrong.any():
            concerned = np.unique(rows[wrong])
            raise InputError(
                f"{len(concerned):,} of {len(np.unique(rows)):,} vectors of model {model!r} are {what} "
                f"(rows of vectors.npy: {first_few(concerned)}): {why}. "
                "Extract or import these vectors again, or leave the images without one."
            )
