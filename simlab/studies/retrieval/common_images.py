"""The queries and the gallery that several rows can be compared on."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Int64

from simlab.studies.retrieval.opened_row import OpenedRow
from simlab.studies.retrieval.task import RetrievalTask
from simlab.workspace import Workspace

_FEWEST_COVERED = 0.5


def lacking(workspace: Workspace, task: RetrievalTask, opened: OpenedRow) -> str:
    """Why a row cannot be compared on a task, "" where it can: it lacks vectors of more than half of the images.

    Raises:
        NotFoundError: one of its models has no vectors at all.
    """
    images = np.union1d(task.queries, task.gallery)
    known = has_vectors(workspace, opened.needed, images)
    if known.mean() >= _FEWEST_COVERED:
        return ""
    return (
        f"{opened.row.label} lacks a vector of {int((~known).sum()):,} of the {len(images):,} images of this task, "
        "more than half. Embed them (`simlab embed`)."
    )


def common_images(
    workspace: Workspace, task: RetrievalTask, rows: Sequence[OpenedRow]
) -> tuple[Int64[np.ndarray, " queries"], Int64[np.ndarray, " gallery"]]:
    """Image rows of the queries and of the gallery that every row has vectors of.

    A query also needs a right image in that gallery.
    """
    asking = tuple(dict.fromkeys(name for row in rows for name in row.needed))
    ranking = tuple(dict.fromkeys(name for row in rows for name in row.ranking_models))
    gallery = task.gallery[has_vectors(workspace, ranking, task.gallery)]
    queries = task.queries[has_vectors(workspace, asking, task.queries)]
    held = np.bincount(task.right[gallery], minlength=int(task.right.max(initial=0)) + 1)
    return queries[held[task.right[queries]] > np.isin(queries, gallery)], gallery


def has_vectors(
    workspace: Workspace, models: Sequence[str], image_rows: Int64[np.ndarray, " k"]
) -> Bool[np.ndarray, " k"]:
    """Which of these images have a vector of every model.

    Raises:
        NotFoundError: a model has no vectors at all.
    """
    has = np.ones(len(image_rows), dtype=bool)
    for name in models:
        has &= workspace.embedding(name).has(image_rows)
    return has


def places_in(gallery: Int64[np.ndarray, " gallery"], image_rows: Int64[np.ndarray, " k"]) -> Int64[np.ndarray, " k"]:
    """Where images are in a gallery (image rows, ascending), −1 where they are not."""
    if not len(gallery):
        return np.full(len(image_rows), -1, dtype=np.int64)
    places = np.minimum(np.searchsorted(gallery, image_rows), len(gallery) - 1)
    return np.asarray(np.where(gallery[places] == image_rows, places, -1))
