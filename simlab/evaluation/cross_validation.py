"""Folds of whole references, so that no reference is both learned from and judged on."""

import numpy as np
from jaxtyping import Int, Int64

from simlab.errors import InputError


def reference_folds(references: Int[np.ndarray, " triples"], k: int, seed: int) -> Int64[np.ndarray, " references"]:
    """A fold from 0 to k − 1 for each distinct reference, in the order of `np.unique(references)`.

    Folds depend on the seed and on which references there are, not on their order or number of triples; their
    sizes differ by 1 at most. `folds[np.unique(references, return_inverse=True)[1]]` is the fold of each triple.

    Args:
        references: image row of each triple's reference.
        k: number of folds, at least 2.
        seed: same seed, same folds.

    Raises:
        InputError: fewer than 2 folds, or more folds than references.
    """
    count = len(np.unique(references))
    if not 2 <= k <= count:
        raise InputError(
            f"{count:,} references cannot be split into {k:,} folds: there must be at least 2 folds and "
            "at least one reference in each. Choose another number of folds."
        )
    folds = np.empty(count, dtype=np.int64)
    folds[np.random.default_rng(seed).permutation(count)] = np.arange(count) % k
    return folds
