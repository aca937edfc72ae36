"""One row on a task: first right answers, top-N accuracy, and class figures."""

import time
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float64, Int64

from simlab.errors import JobCancelled, SimLabError
from simlab.evaluation import Estimate, accuracy_estimate
from simlab.evaluation.class_retrieval import class_retrieval_by
from simlab.evaluation.top_n import FirstRight, top_n_curve
from simlab.progress import Progress
from simlab.retrieval import Ranking, Space, first_right
from simlab.studies.retrieval.common_images import places_in
from simlab.studies.retrieval.matched_row import MatchedRow
from simlab.studies.retrieval.opened_row import OpenedRow, stored_space
from simlab.studies.retrieval.task import RetrievalTask
from simlab.workspace import Workspace

Rankings = Sequence[tuple[Int64[np.ndarray, " chosen"], Ranking]]


def match_row(
    workspace: Workspace,
    task: RetrievalTask,
    opened: OpenedRow,
    queries: Int64[np.ndarray, " queries"],
    gallery: Int64[np.ndarray, " gallery"],
    progress: Progress,
) -> MatchedRow:
    """Rank the gallery for each query (image rows, ascending, that the row has vectors of).

    Raises:
        JobCancelled: the user asked to stop.
    """
    progress.stage(f"ranking under {opened.row.label}", len(queries))
    start = time.perf_counter()
    own = places_in(gallery, queries)

    def space_of(model: str) -> Space:
        return stored_space(workspace, model, queries, gallery)

    try:
        assignment = None if opened.subject is None else opened.subject.fitted.assign(queries)
        rankings = tuple(opened.rankings(space_of, assignment, own))
        first = _first_right(task, rankings, queries, gallery, own, progress)
        figures = {}
        if task.kind == "classes":
            progress.stage(f"class figures under {opened.row.label}", len(gallery))
            figures = _class_figures(task, rankings, queries, gallery, own, progress)
    except JobCancelled:
        raise
    except SimLabError as error:
        return MatchedRow(opened.row, problem=str(error))
    curve = top_n_curve(first.found(), task.right[queries])
    return MatchedRow(opened.row, first, curve, figures, seconds=time.perf_counter() - start)


def _first_right(
    task: RetrievalTask,
    rankings: Rankings,
    queries: Int64[np.ndarray, " queries"],
    gallery: Int64[np.ndarray, " gallery"],
    own: Int64[np.ndarray, " queries"],
    progress: Progress,
) -> FirstRight:
    counts = np.empty((3, len(queries)), dtype=np.int64)
    for numbers, ranking in rankings:
        asked = task.right[queries[numbers]]
        part = first_right(ranking, asked, task.right[gallery], own[numbers], progress)
        counts[:, numbers] = part.nearer, part.tied_wrong, part.tied_right
    return FirstRight(*counts)


def _class_figures(
    task: RetrievalTask,
    rankings: Rankings,
    queries: Int64[np.ndarray, " queries"],
    gallery: Int64[np.ndarray, " gallery"],
    own: Int64[np.ndarray, " queries"],
    progress: Progress,
) -> dict[str, Estimate]:
    """Recall@K, MAP@R and R-precision of the queries, with intervals over classes."""
    part_of = np.full((2, len(gallery)), -1, dtype=np.int64)
    for part, (numbers, _) in enumerate(rankings):
        part_of[:, own[numbers]] = np.full(len(numbers), part), np.arange(len(numbers))

    def distances(places: Int64[np.ndarray, " block"]) -> Float64[np.ndarray, "block gallery"]:
        """Of images by their place in the gallery; of those that ask nothing, zeros that nobody looks at."""
        found = np.zeros((len(places), len(gallery)))
        for part, (_, ranking) in enumerate(rankings):
            here = part_of[0, places] == part
            if here.any():
                block = ranking.block(part_of[1, places[here]])
                found[here] = (block.lower + block.upper) / 2
        progress.advance(len(places))
        return found

    figures = class_retrieval_by(distances, task.right[gallery]).figures()
    groups = task.right[queries]
    return {name: accuracy_estimate(values[own], groups) for name, values in figures.items()}
