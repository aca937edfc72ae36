"""The place of each query's first right answer among a gallery."""

import numpy as np
from jaxtyping import Bool, Float64, Int, Int64

from simlab.evaluation.top_n import FirstRight
from simlab.progress import SILENT, Progress
from simlab.retrieval.nearest import blocks_of
from simlab.retrieval.weighted import Block, Ranking


def first_right(
    ranking: Ranking,
    asked: Int[np.ndarray, " queries"],
    held: Int[np.ndarray, " gallery"],
    own: Int[np.ndarray, " queries"],
    progress: Progress = SILENT,
    *,
    block: int | None = None,
) -> FirstRight:
    """How many images are nearer than, or as near as, the nearest right one.

    Args:
        ranking: the distances.
        asked: group of each query.
        held: group of each image of the gallery; those of the query's group are right.
        own: per query its own place in the gallery, which is no answer; −1 where it is not there.
        progress: hears of every query.
        block: queries at a time; as many as fit by default. Results do not depend on it.

    Returns:
        no answer for queries without a right image in the gallery.

    Raises:
        InputError: a vector has no distance to others.
    """
    nearer, tied_wrong, tied_right = (np.full(len(asked), fill, dtype=np.int64) for fill in (-1, 0, 1))
    for queries in blocks_of(ranking, block):
        counted = np.ones((len(queries), len(held)), dtype=bool)
        there = own[queries] >= 0
        counted[np.flatnonzero(there), own[queries][there]] = False
        right = counted & (held == asked[queries, None])
        nearer[queries], tied_wrong[queries], tied_right[queries] = _count(ranking.block(queries), right, counted)
        progress.advance(len(queries))
    return FirstRight(nearer, tied_wrong, tied_right)


def _count(
    here: Block, right: Bool[np.ndarray, "block gallery"], counted: Bool[np.ndarray, "block gallery"]
) -> tuple[Int64[np.ndarray, " block"], Int64[np.ndarray, " block"], Int64[np.ndarray, " block"]]:
    """Nearer, tied wrong and tied right images of each query; −1 nearer where none is right."""
    best = _nearest_right(here, right)
    sure = counted & ~right & (here.upper < best[:, None])
    asked, held = np.nonzero(counted & (here.lower <= best[:, None]) & (here.upper >= best[:, None]))
    found = here.exact(asked, held)
    good = right[asked, held]
    before = _per_query(asked[(found < best[asked]) & ~good], len(best))
    beside = [_per_query(asked[(found == best[asked]) & chosen], len(best)) for chosen in (~good, good)]
    known = np.isfinite(best)
    nearer = np.where(known, sure.sum(axis=1) + before, -1)
    return nearer, np.where(known, beside[0], 0), np.where(known, beside[1], 1)


def _nearest_right(here: Block, right: Bool[np.ndarray, "block gallery"]) -> Float64[np.ndarray, " block"]:
    """Distance of the nearest right image; infinite where there is none."""
    most = np.where(right, here.upper, np.inf).min(axis=1, initial=np.inf)
    asked, held = np.nonzero(right & (here.lower <= most[:, None]))
    best = np.full(len(right), np.inf)
    np.minimum.at(best, asked, here.exact(asked, held))
    return best


def _per_query(places: Int64[np.ndarray, " found"], count: int) -> Int64[np.ndarray, " block"]:
    return np.bincount(places, minlength=count).astype(np.int64)
