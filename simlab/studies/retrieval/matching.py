"""How early each row finds the right answers of a task: on the same queries, in the same gallery."""

from collections.abc import Sequence
from dataclasses import replace

from simlab.errors import InputError, JobCancelled, NotFoundError, SimLabError
from simlab.evaluation.correction import corrected_p_values
from simlab.evaluation.top_n import top_n_differences
from simlab.progress import SILENT, Progress
from simlab.studies.live.subject import fit_subject
from simlab.studies.retrieval.closed import matching_state
from simlab.studies.retrieval.common_images import common_images, lacking
from simlab.studies.retrieval.matched_row import MatchedRow
from simlab.studies.retrieval.matching_result import Matching
from simlab.studies.retrieval.one_row import match_row
from simlab.studies.retrieval.opened_row import Fit, OpenedRow
from simlab.studies.retrieval.row import RetrievalRow
from simlab.studies.retrieval.task import RetrievalTask
from simlab.studies.reveal import open_test_split
from simlab.workspace import Workspace


def matching(
    workspace: Workspace,
    task: RetrievalTask,
    rows: Sequence[RetrievalRow],
    *,
    compared_with: str | None = None,
    reveal: str | None = None,
    progress: Progress = SILENT,
    fit: Fit = fit_subject,
) -> Matching:
    """Rank the task's gallery for each of its queries under every row.

    All rows answer the same queries in the same gallery: images that some row has no vector of are left out and
    counted. A row that lacks more than half of the task's images is left out itself, and says so.

    Args:
        workspace: the study.
        task: of it.
        rows: what ranks.
        compared_with: key of the row that all others are compared with; None compares nothing.
        reveal: the reason for looking at the test split.
        progress: hears of every query under every row.
        fit: of an ensemble's key; a page gives one that remembers.

    Raises:
        InputError: the test split is closed (see `reveal.open_test_split`); or the row to compare with is not among the
            rows, or has no figures.
        NotFoundError: no query can be answered by every row.
        JobCancelled: the user asked to stop.
    """
    if compared_with is not None and compared_with not in [row.key for row in rows]:
        raise InputError(
            f"{compared_with!r} is no row of this comparison. Its rows: {', '.join(row.key for row in rows)}."
        )
    if task.split == "test":
        open_test_split(workspace, *matching_state(workspace, task, rows), reveal)
    progress.stage("opening models and ensembles", len(rows))
    opened = []
    for row in rows:
        opened.append(_opened(workspace, task, row, fit))
        progress.advance()
    able = [one for one in opened if isinstance(one, OpenedRow)]
    queries, gallery = common_images(workspace, task, able)
    if able and not len(queries):
        raise NotFoundError(
            f"None of the {len(task.queries):,} queries of task {task.name!r} has a vector, and one of a right answer, "
            f"under all of {', '.join(one.row.label for one in able)}. Ask fewer rows, or embed the missing images "
            "(`simlab embed`)."
        )
    matched = tuple(
        match_row(workspace, task, one, queries, gallery, progress) if isinstance(one, OpenedRow) else one
        for one in opened
    )
    found = Matching(task, workspace.manifest.synthetic, queries, gallery, matched)
    return found if compared_with is None else compared(found, compared_with, progress)


def compared(found: Matching, key: str, progress: Progress = SILENT) -> Matching:
    """With every row's paired difference to one row at each N, and p-values corrected for the number of rows.

    Raises:
        InputError: there is no such row, or it has no figures.
    """
    other = found.row(key)
    if other.first is None:
        raise InputError(f"Nothing can be compared with {key!r}, which has no figures: {other.problem}")
    progress.stage(f"comparing with {other.row.label}", len(found.scored) - 1)
    groups = found.task.right[found.queries]
    rows = []
    for row in found.rows:
        differences = None
        if row.first is not None and row.row.key != key:
            differences = top_n_differences(row.found, other.found, groups)
            progress.advance()
        rows.append(replace(row, differences=differences, corrected_p=()))
    by_n = [
        corrected_p_values([row.differences[place] if row.differences else None for row in rows])
        for place in range(len(other.curve))
    ]
    corrected = tuple(
        replace(row, corrected_p=tuple(column[number] for column in by_n)) if row.differences else row
        for number, row in enumerate(rows)
    )
    return replace(found, rows=corrected, compared_with=key)


def _opened(workspace: Workspace, task: RetrievalTask, row: RetrievalRow, fit: Fit) -> OpenedRow | MatchedRow:
    """Ready to rank, or with the reason why it cannot."""
    try:
        opened = OpenedRow.of(workspace, row, fit)
        problem = lacking(workspace, task, opened)
    except JobCancelled:
        raise
    except SimLabError as error:
        return MatchedRow(row, problem=str(error))
    return MatchedRow(row, problem=problem) if problem else opened
