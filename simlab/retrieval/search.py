"""A gallery in one embedding, ready to be searched: exactly up to 50,000 images, by cells beyond."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from jaxtyping import Float, Int

from simlab.progress import SILENT, Progress
from simlab.retrieval.cells import build_index, keep_index, read_index
from simlab.retrieval.nearest import Found, nearest
from simlab.retrieval.space import Space
from simlab.retrieval.weighted import Weighted
from simlab.workspace.embeddings import Distance

EXACT_UP_TO = 50_000
"""Images; a larger gallery is searched by faiss."""


class Index(Protocol):
    """A gallery that can be searched."""

    @property
    def recall(self) -> float | None:
        """Share of the true 15 nearest neighbours that is found, measured on a sample; None where search is exact."""

    def search(self, queries: Float[np.ndarray, "queries dimensions"], k: int) -> Found:
        """The k nearest images of the gallery to each query, or all where there are fewer, the nearest first.

        Raises:
            InputError: k is less than 1, or the queries are not vectors of this embedding.
        """


@dataclass(frozen=True, eq=False)
class ExactIndex:
    """Every image is looked at.

    Attributes:
        gallery: the space, without queries.
    """

    gallery: Space
    recall: float | None = None

    def search(self, queries: Float[np.ndarray, "queries dimensions"], k: int) -> Found:
        """See `Index.search`."""
        return nearest(Weighted.evenly(self.gallery.asked(queries)), k)


def open_index(
    vectors: Float[np.ndarray, "vectors dimensions"],
    distance: Distance,
    *,
    rows: Int[np.ndarray, " gallery"] | None = None,
    model: str = "these vectors",
    kept: Path | None = None,
    exact_up_to: int = EXACT_UP_TO,
    progress: Progress = SILENT,
) -> Index:
    """A gallery, ready to be searched.

    Args:
        vectors: float16, 32 or 64, usually memory-mapped.
        distance: that they are compared by.
        rows: per image of the gallery its row in `vectors`; every row by default.
        model: the model's name, for messages.
        kept: a folder named after all this, where what takes long to build is kept; None builds it anew.
        exact_up_to: images that are searched exactly.
        progress: hears what is being built.
    """
    chosen = np.arange(len(vectors)) if rows is None else np.asarray(rows, dtype=np.int64)
    gallery = Space(model, distance, np.empty((0, vectors.shape[1])), vectors, chosen)
    if len(chosen) <= exact_up_to:
        return ExactIndex(gallery)
    known = None if kept is None else read_index(kept, gallery)
    if known is not None:
        return known
    found = build_index(gallery, progress)
    if kept is not None:
        keep_index(found, kept)
    return found
