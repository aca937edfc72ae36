"""Which candidate is called A: order must carry nothing, or a model that always answers A would look clever."""

import numpy as np
import pandas as pd
from jaxtyping import Bool

_PAIRS = (("a", "b"), ("votes_a", "votes_b"), ("class_a", "class_b"))
_OTHER_SIDE = {"A": "B", "B": "A"}


def balanced_coin(groups: pd.Series, seed: int) -> Bool[np.ndarray, " triples"]:
    """True for half of every group, at random; an odd one out falls on either side.

    Balanced rather than independent throws, so that "always A" comes out at one half for every seed, not only for
    nineteen of twenty.

    Args:
        groups: per triple its group (the split).
        seed: of the draw.
    """
    rng = np.random.default_rng(seed)
    heads = np.zeros(len(groups), dtype=bool)
    for _, rows in sorted(groups.groupby(groups.to_numpy()).indices.items()):
        number = (len(rows) + int(rng.integers(2))) // 2
        heads[rng.permutation(rows)[:number]] = True
    return heads


def swap_candidates(triples: pd.DataFrame, swapped: Bool[np.ndarray, " triples"]) -> pd.DataFrame:
    """A copy in which A and B have changed places in the chosen triples, with all that belongs to them.

    Args:
        triples: columns of the triple table; those absent are not needed.
        swapped: which triples.
    """
    result = triples.copy()
    for left, right in _PAIRS:
        if left in triples and right in triples:
            result[left] = triples[left].where(~swapped, triples[right])
            result[right] = triples[right].where(~swapped, triples[left])
    for column in ("choice", "listed_first"):
        if column in triples:
            result[column] = triples[column].where(~swapped, triples[column].replace(_OTHER_SIDE))
    return result
