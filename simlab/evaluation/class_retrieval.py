"""How well pictures find others of their class, each picture asking all the others.

With R the number of other pictures of the query's class, and the others in the order of their distance to it:

    right at K     1 where one of the K nearest is of the class, else 0; its mean is Recall@K
    R-precision    share of the R nearest that are of the class
    AP@R           1/R Σ_{i ≤ R} [i-th nearest is of the class] · precision at i; its mean is MAP@R

(Musgrave, Belongie & Lim, "A metric learning reality check", ECCV 2020, section 3.2.) A picture that is alone in its
class can find nothing: it stays among the others' neighbours, and its own figures are NaN. Equal distances stand in a
random order that is the same in every call, so that the order of pictures carries nothing and a constant embedding
scores what chance does; distances count as equal when they differ by less than a billionth of the query's greatest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Float64, Int64

from simlab.errors import InputError

AT = (1, 2, 4, 8)
_BLOCK_DISTANCES = 1 << 23
_STEPS = 1e9
_LEAST_SCALE = 1e-5  # of cosine distances, whose rounding must not tell equal vectors apart


@dataclass(frozen=True, eq=False)
class ClassRetrieval:
    """What each query found.

    Attributes:
        at: the values of K, ascending.
        classes: number of each query's class, from 0 in the order of sorted labels.
        right: per query and K, 1 or 0.
        average_precision: AP@R of each query.
        r_precision: of each query.
    """

    at: tuple[int, ...]
    classes: Int64[np.ndarray, " queries"]
    right: Float64[np.ndarray, "queries at"]
    average_precision: Float64[np.ndarray, " queries"]
    r_precision: Float64[np.ndarray, " queries"]

    @property
    def n_alone(self) -> int:
        """Queries that are alone in their class, whose figures are NaN."""
        return int(np.isnan(self.r_precision).sum())

    def figures(self) -> dict[str, Float64[np.ndarray, " queries"]]:
        """Every figure by name (`recall_at_1`, …, `map_at_r`, `r_precision`), per query."""
        recalls = {f"recall_at_{k}": self.right[:, place] for place, k in enumerate(self.at)}
        return {**recalls, "map_at_r": self.average_precision, "r_precision": self.r_precision}

    def means(self) -> dict[str, float]:
        """Every figure by name, as the mean over the queries that have one."""
        return {name: float(np.nanmean(values)) for name, values in self.figures().items()}


def class_retrieval(
    vectors: Float[np.ndarray, "queries dimensions"], labels: Sequence[Any] | np.ndarray, *, at: Sequence[int] = AT
) -> ClassRetrieval:
    """Figures of every picture as a query to all the others, by cosine distance.

    Args:
        vectors: of any length but 0.
        labels: class of each picture.
        at: values of K, each at least 1.

    Raises:
        InputError: see `class_retrieval_by`; or a vector is zero or not finite.
    """
    exact = np.asarray(vectors, dtype=np.float64)
    lengths = np.linalg.norm(exact, axis=1, keepdims=True)
    unusable = ~np.isfinite(lengths) | (lengths == 0)
    if unusable.any():
        raise InputError(
            f"{int(unusable.sum()):,} of {len(exact):,} vectors are zero or not finite (first: row "
            f"{int(unusable.argmax())}), so they have no cosine distance to others. Extract them again, or leave them "
            "out."
        )
    units = exact / lengths
    return class_retrieval_by(lambda rows: np.maximum(1 - units[rows] @ units.T, 0), labels, at=at)


def class_retrieval_by(
    distances: Callable[[Int64[np.ndarray, " block"]], Float[np.ndarray, "block queries"]],
    labels: Sequence[Any] | np.ndarray,
    *,
    at: Sequence[int] = AT,
) -> ClassRetrieval:
    """`class_retrieval` by any distance: an ensemble's, say.

    Args:
        distances: from some queries, by number, to all pictures, themselves included; 0 or more.
        labels: class of each picture.
        at: values of K, each at least 1.

    Raises:
        InputError: no class has two pictures, or a K is less than 1.
    """
    names, classes = np.unique(np.asarray(labels), return_inverse=True)
    sizes = np.bincount(classes, minlength=len(names))
    at = tuple(sorted(set(at)))
    if not at or at[0] < 1:
        raise InputError(f"K must be 1 or more; found {list(at)}.")
    if not len(sizes) or sizes.max() < 2:
        raise InputError(
            f"None of {len(names):,} classes has two pictures, so that no picture can find another of its class. "
            "Name coarser classes, or add pictures."
        )
    count = len(classes)
    depth = min(count - 1, max(at[-1], int(sizes.max()) - 1))
    turn = np.random.default_rng(0).permutation(count)  # decides between equal distances
    right, precision, r_precision = np.empty((count, len(at))), np.empty(count), np.empty(count)
    for block in np.array_split(np.arange(count), max(1, -(-count * count // _BLOCK_DISTANCES))):
        found = _nearest(distances(block), block, turn, depth)
        same = classes[found] == classes[block, None]
        others = sizes[classes[block]] - 1
        within = same & (np.arange(depth) < others[:, None])
        ranks = np.arange(1, depth + 1)
        with np.errstate(invalid="ignore"):
            precision[block] = (within * np.cumsum(same, axis=1) / ranks).sum(axis=1) / others
            r_precision[block] = within.sum(axis=1) / others
        for place, k in enumerate(at):
            right[block, place] = np.where(others > 0, same[:, :k].any(axis=1), np.nan)
    return ClassRetrieval(at, classes.astype(np.int64), right, precision, r_precision)


def _nearest(
    distances: Float[np.ndarray, "block queries"],
    block: Int64[np.ndarray, " block"],
    turn: Int64[np.ndarray, " queries"],
    depth: int,
) -> Int64[np.ndarray, "block depth"]:
    """The nearest pictures to each query of a block, nearest first, without itself.

    Distance and turn make one whole number per picture, all different, so that a partial sort is as good as a full one.
    """
    scale = np.maximum(distances.max(axis=1, keepdims=True), _LEAST_SCALE)
    steps = np.rint(distances / scale * _STEPS).astype(np.int64)
    keys = steps << 32 | turn
    keys[np.arange(len(block)), block] = np.iinfo(np.int64).max
    nearest = np.sort(np.partition(keys, depth - 1, axis=1)[:, :depth], axis=1)
    picture_of = np.argsort(turn)
    found: Int64[np.ndarray, "block depth"] = picture_of[nearest & 0xFFFFFFFF]
    return found
