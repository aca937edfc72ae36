"""What lies nearest to a picture under each row: an image of the workspace, or one that nobody has seen before."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Int, Int64

from simlab.errors import InputError, JobCancelled, NotFoundError, SimLabError, WeightsMissingError
from simlab.progress import SILENT, Progress
from simlab.retrieval import Space, nearest
from simlab.studies.live.query import LivePicture
from simlab.studies.live.subject import fit_subject
from simlab.studies.retrieval.closed import refuse_closed_query
from simlab.studies.retrieval.common_images import has_vectors, places_in
from simlab.studies.retrieval.large_galleries import search_index
from simlab.studies.retrieval.neighbour_list import Neighbours
from simlab.studies.retrieval.opened_row import Fit, OpenedRow
from simlab.studies.retrieval.query_vectors import QueryVectors
from simlab.studies.retrieval.row import RetrievalRow
from simlab.studies.retrieval.task import RetrievalTask, task_of_query
from simlab.workspace import Workspace

if TYPE_CHECKING:
    from simlab.encoders.loaded import LoadedEncoders


def neighbours(
    workspace: Workspace,
    query: int | LivePicture,
    rows: Sequence[RetrievalRow],
    *,
    gallery: Int[np.ndarray, " gallery"] | None = None,
    top: int = 15,
    encoders: "LoadedEncoders | None" = None,
    fit: Fit = fit_subject,
    progress: Progress = SILENT,
) -> Iterator[Neighbours]:
    """The images nearest to a query under each row, one row after the other; a row that cannot search says why.

    Args:
        workspace: the study.
        query: an image row, or any picture.
        rows: what ranks.
        gallery: image rows to search; of a query of some task its gallery, else all images by default.
        top: how many neighbours.
        encoders: make vectors of a picture that has none stored.
        fit: of an ensemble's key; a page gives one that remembers.
        progress: hears of every row, and of the search index of a large gallery, which is built once.

    Raises:
        InputError: `top` is less than 1, an image row is not there, or the query is of the closed test split.
    """
    if top < 1:
        raise InputError(f"At least one neighbour must be asked for; found {top}.")
    picture = _picture(workspace, query) if isinstance(query, int) else query
    task = None if picture.row is None else task_of_query(workspace, picture.row)
    if picture.row is not None:
        refuse_closed_query(workspace, task, picture.row)
    searched = _searched(workspace, task, gallery)
    return _each(workspace, QueryVectors(workspace, picture, encoders), rows, searched, task, top, fit, progress)


def _picture(workspace: Workspace, row: int) -> LivePicture:
    if not 0 <= row < len(workspace.images):
        raise InputError(f"There is no image row {row}; the workspace has {len(workspace.images):,} images.")
    image = workspace.picture(row) if workspace.has_picture[row] else None
    return LivePicture(image, workspace.ids([row])[0], row)


def _searched(
    workspace: Workspace, task: RetrievalTask | None, gallery: Int[np.ndarray, " gallery"] | None
) -> Int64[np.ndarray, " gallery"]:
    """Image rows, ascending."""
    if gallery is None:
        gallery = np.arange(len(workspace.images)) if task is None else task.gallery
    return np.unique(np.asarray(gallery)).astype(np.int64)


def _each(
    workspace: Workspace,
    query: QueryVectors,
    rows: Sequence[RetrievalRow],
    gallery: Int64[np.ndarray, " gallery"],
    task: RetrievalTask | None,
    top: int,
    fit: Fit,
    progress: Progress,
) -> Iterator[Neighbours]:
    own = query.picture.row
    marked = task is not None and own is not None and np.isin(gallery, np.append(task.gallery, own)).all()
    for row in rows:
        progress.stage(f"searching under {row.label}", None)
        start = time.perf_counter()
        try:
            found = _found(workspace, query, OpenedRow.of(workspace, row, fit), gallery, top, progress)
        except JobCancelled:
            raise
        except SimLabError as error:
            spec = error.spec if isinstance(error, WeightsMissingError) else ""
            yield Neighbours(row, problem=str(error), lacks_weights_of=spec, seconds=time.perf_counter() - start)
            continue
        right = task.is_right(own, found.image_rows) if marked and task is not None and own is not None else None
        yield replace(found, right=right, seconds=time.perf_counter() - start)


def _found(
    workspace: Workspace,
    query: QueryVectors,
    opened: OpenedRow,
    gallery: Int64[np.ndarray, " gallery"],
    top: int,
    progress: Progress,
) -> Neighbours:
    held = gallery[has_vectors(workspace, opened.ranking_models, gallery)]
    if not len(held):
        raise NotFoundError(
            f"{opened.row.label} has no vector of any of the {len(gallery):,} images to search. Embed them "
            "(`simlab embed`)."
        )

    def space_of(model: str) -> Space:
        embedding = workspace.embedding(model)
        return Space(
            model, embedding.sidecar.distance, query.of(model), embedding.vectors, embedding.rows[held].astype(np.int64)
        )

    own = places_in(held, np.array([-1 if query.picture.row is None else query.picture.row]))
    assignment = None if opened.subject is None else query.assignment(opened.subject)
    index = search_index(workspace, opened, held, progress)
    if index is not None:
        found = index.search(query.of(opened.row.models[0]), top + 1)
    else:
        ((_, ranking),) = opened.rankings(space_of, assignment, own)
        found = nearest(ranking, top + 1)
    chosen = np.flatnonzero((found.places[0] >= 0) & (found.places[0] != own))[:top]
    result = Neighbours(
        row=opened.row,
        image_rows=held[found.places[0][chosen]],
        distances=found.distances[0][chosen],
        n_gallery=len(held) - int(own[0] >= 0),
        n_missing=len(gallery) - len(held),
        recall=None if index is None else index.recall,
    )
    if assignment is None or opened.subject is None:
        return result
    weights = zip(opened.subject.models, map(float, assignment.weights[0]), strict=True)
    return replace(
        result,
        weights=tuple(weights),
        region=assignment.region_names[int(assignment.regions[0])],
        vote=bool(assignment.votes[0]),
    )
