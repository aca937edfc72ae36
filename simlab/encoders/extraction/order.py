"""In which order images are extracted."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Int

from simlab.workspace import Workspace


def in_order(rows: Int[np.ndarray, " n"], first: Sequence[int] | None) -> Int[np.ndarray, " n"]:
    """`rows` with those of `first` in front, in the order that they have there; the others ascend.

    Args:
        rows: all image rows to be extracted, each once.
        first: image rows; those that are not among `rows` are passed over, and of repeated ones the first counts.
    """
    if first is None:
        return rows
    wanted, index = np.unique(np.asarray(first, dtype=np.int64), return_index=True)
    front = wanted[np.argsort(index)]
    front = front[np.isin(front, rows)]
    return np.concatenate([front, np.setdiff1d(rows, front)])


def images_of_split(workspace: Workspace, split: str, seed: int = 0) -> Int[np.ndarray, " images"]:
    """The images of a split's triples, so ordered that what is done at any moment answers a fair sample of it.

    References follow each other at random; after each of them come the candidates of its triples.

    Args:
        workspace: whose triples.
        split: train, validation or test; no answer is looked at.
        seed: of the order.

    Returns:
        Image rows, each once.

    Raises:
        InputError: no such split.
        NotFoundError: it has no triples.
    """
    triples = workspace.split(split)
    references = triples["reference"].to_numpy()
    order = references_in_order(references, seed)
    place = np.argsort(order)[np.searchsorted(np.sort(order), references)]
    by_reference = np.argsort(place, kind="stable")
    images = triples[["reference", "a", "b"]].to_numpy(dtype=np.int64)[by_reference].ravel()
    rows, index = np.unique(images, return_index=True)
    ordered: np.ndarray = rows[np.argsort(index)]
    return ordered


def references_in_order(references: Int[np.ndarray, " triples"], seed: int = 0) -> Int[np.ndarray, " references"]:
    """The distinct references of triples in the random order in which `images_of_split` has them.

    Args:
        references: image row of each triple's reference.
        seed: of the order.
    """
    return np.random.default_rng(seed).permutation(np.unique(references))
