"""A gallery too large to look at every image: sorted into cells, of which a search looks into the nearest.

Cells lie around k-means centres (an inverted file, `IndexIVFFlat` of faiss). A search looks into as many as it takes to
find 99 of 100 of the true neighbours of a sample of the gallery's own images: 4, then twice as many, and so on. What it
finds is measured and ordered as in an exact search. The share that is found stays with the index, to be shown beside
what it found; for a query unlike everything in the gallery it can be less.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from simlab.progress import Progress
from simlab.retrieval.nearest import Found, nearest, possible
from simlab.retrieval.space import Space
from simlab.retrieval.weighted import Weighted
from simlab.workspace.atomic import new_folder, write_json
from simlab.workspace.embeddings import Distance

if TYPE_CHECKING:
    import faiss

ENOUGH = 0.99
"""Of the true neighbours; fewer, and a search looks into more cells."""
SAMPLE, SAMPLE_DEPTH = 200, 15
"""Images of the gallery that recall is measured with, and how many neighbours of each."""
_CELLS_PER_ROOT = 4
_IMAGES_PER_CELL = 64
"""That the centres are found from; faiss warns below 39."""
_ROUNDS = 10
"""Of k-means: centres need not be exact, since recall is measured."""
_FIRST_CELLS = 4
_ROWS_AT_ONCE = 65_536
_FILE, _FACTS = "index.faiss", "index.json"
_FORMAT_VERSION = 1


@dataclass(frozen=True, eq=False)
class FaissIndex:
    """The images of the cells nearest to a query are looked at.

    Attributes:
        gallery: the space, without queries.
        cells: of faiss.
        recall: see `Index.recall`.
    """

    gallery: Space
    cells: "faiss.IndexIVFFlat"
    recall: float | None

    def search(self, queries: Float[np.ndarray, "queries dimensions"], k: int) -> Found:
        """See `Index.search`; the cells looked into may hold fewer than k, whose places are then −1, distances NaN."""
        space = self.gallery.asked(queries)
        k = possible(k, len(space.rows))
        _, places = self.cells.search(_as_faiss(queries, space.distance), k)
        distances = np.full(places.shape, np.nan)
        asked, column = np.nonzero(places >= 0)
        distances[asked, column] = space.exact(asked, places[asked, column])
        order = np.lexsort((places, distances), axis=1)
        return Found(np.take_along_axis(places, order, axis=1), np.take_along_axis(distances, order, axis=1))


def build_index(gallery: Space, progress: Progress) -> FaissIndex:
    """Sort a gallery into cells and find out into how many a search must look.

    Args:
        gallery: the space, without queries.
        progress: hears of every image.
    """
    return _tuned(gallery, _built(gallery, progress), progress)


def read_index(kept: Path, gallery: Space) -> FaissIndex | None:
    """What was kept; None where there is nothing, or nothing that can be used: it is built again then."""
    import faiss

    try:
        facts = json.loads((kept / _FACTS).read_text(encoding="utf-8"))
        cells = faiss.read_index(str(kept / _FILE))
        recall, looked_into, version = facts["recall"], facts["cells_looked_into"], facts["format_version"]
    except (OSError, RuntimeError, ValueError, KeyError):
        return None
    fits = cells.ntotal == len(gallery.rows) and cells.d == gallery.vectors.shape[1]
    if version != _FORMAT_VERSION or not isinstance(cells, faiss.IndexIVFFlat) or not fits:
        return None
    cells.nprobe = looked_into
    return FaissIndex(gallery, cells, recall)


def keep_index(found: FaissIndex, kept: Path) -> None:
    """Write it to a folder, which appears whole or not at all."""
    import faiss

    kept.parent.mkdir(parents=True, exist_ok=True)
    with new_folder(kept, replace=True) as draft:
        faiss.write_index(found.cells, str(draft / _FILE))
        facts = {"recall": found.recall, "cells_looked_into": found.cells.nprobe}
        write_json(draft / _FACTS, {"format_version": _FORMAT_VERSION, **facts})


def _built(gallery: Space, progress: Progress) -> "faiss.IndexIVFFlat":
    import faiss

    n_cells = max(1, round(_CELLS_PER_ROOT * len(gallery.rows) ** 0.5))
    dimensions = gallery.vectors.shape[1]
    metric, flat = (
        (faiss.METRIC_INNER_PRODUCT, faiss.IndexFlatIP)
        if gallery.distance == "cosine"
        else (faiss.METRIC_L2, faiss.IndexFlatL2)
    )
    cells = faiss.IndexIVFFlat(flat(dimensions), dimensions, n_cells, metric)
    progress.stage(f"building a search index for {gallery.model}", len(gallery.rows))
    sample = np.random.default_rng(0).permutation(len(gallery.rows))[: _IMAGES_PER_CELL * n_cells]
    cells.cp.niter = _ROUNDS
    cells.train(_as_faiss(gallery.vectors[gallery.rows[np.sort(sample)]], gallery.distance))
    for start in range(0, len(gallery.rows), _ROWS_AT_ONCE):
        part = gallery.rows[start : start + _ROWS_AT_ONCE]
        cells.add(_as_faiss(gallery.vectors[part], gallery.distance))
        progress.advance(len(part))
    return cells


def _tuned(gallery: Space, cells: "faiss.IndexIVFFlat", progress: Progress) -> FaissIndex:
    """Looks into as many cells as it needs to find enough of what an exact search finds."""
    progress.stage(f"measuring the search index of {gallery.model}", None)
    size = min(SAMPLE, len(gallery.rows))
    own = np.sort(np.random.default_rng(1).choice(len(gallery.rows), size, replace=False))
    queries = gallery.vectors[gallery.rows[own]]
    depth = min(SAMPLE_DEPTH + 1, len(gallery.rows))  # each finds itself, or its equal, too
    limits = nearest(Weighted.evenly(gallery.asked(queries)), depth).distances[:, -1:]
    cells.nprobe = min(_FIRST_CELLS, cells.nlist)
    while True:
        near = FaissIndex(gallery, cells, None).search(queries, depth).distances <= limits
        recall = float((near.sum(axis=1) - 1).clip(min=0).mean() / max(1, depth - 1))
        progress.advance()
        if recall >= ENOUGH or cells.nprobe >= cells.nlist:
            return FaissIndex(gallery, cells, recall)
        cells.nprobe = min(2 * cells.nprobe, cells.nlist)


def _as_faiss(vectors: Float[np.ndarray, "n dimensions"], distance: Distance) -> Float[np.ndarray, "n dimensions"]:
    """Float32, and unit vectors where directions count."""
    wide = np.asarray(vectors, dtype=np.float64)
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    scaled = wide / np.where(lengths > 0, lengths, 1) if distance == "cosine" else wide
    return np.ascontiguousarray(scaled, dtype=np.float32)
