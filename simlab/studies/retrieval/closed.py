"""Test answers of retrieval tasks: what a reveal is recorded for, and whether there was one."""

from collections.abc import Sequence

from simlab.errors import InputError, SimLabError
from simlab.studies.live.subject import subject_state
from simlab.studies.retrieval.row import RetrievalRow
from simlab.studies.retrieval.task import RetrievalTask
from simlab.studies.reveal import is_revealed, state_fingerprint
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint


def reveal_subject(task: RetrievalTask) -> str:
    """What a task is called in the record of reveals."""
    return f"retrieval of {task.name}"


def matching_state(workspace: Workspace, task: RetrievalTask, rows: Sequence[RetrievalRow]) -> tuple[str, str]:
    """What a test reveal of these rows is recorded for: its subject, and the state of all that figures depend on."""
    able = [row for row in rows if not row.problem]
    models = sorted({name for row in able for name in row.models})
    states = sorted(_state(workspace, row) for row in able)
    images = [workspace.ids(task.queries), workspace.ids(task.gallery)]
    posed = fingerprint(task.kind, images, task.right[task.queries], task.right[task.gallery])
    return reveal_subject(task), state_fingerprint(workspace, tuple(models), *states, posed)


def is_open(workspace: Workspace, task: RetrievalTask, rows: Sequence[RetrievalRow]) -> bool:
    """Whether the figures of exactly these rows may be seen without a new reveal."""
    return task.split != "test" or is_revealed(workspace, *matching_state(workspace, task, rows))


def refuse_closed_query(workspace: Workspace, task: RetrievalTask | None, image_row: int) -> None:
    """Refuse to rank a query of the test split before the test figures of its task were looked at.

    Raises:
        InputError: they were not.
    """
    if task is None or task.split != "test" or workspace.store.reveals(reveal_subject(task)):
        return
    raise InputError(
        f"{workspace.ids([image_row])[0]} is a query of the test split, which is closed: test data only reports. "
        'Choose on validation, then look at its figures first: simlab matching … --split test --reveal "REASON".'
    )


def _state(workspace: Workspace, row: RetrievalRow) -> str:
    if not row.is_ensemble:
        return row.key
    try:
        return f"{row.key}={subject_state(workspace, row.key)}"
    except SimLabError as error:
        return f"{row.key}={error}"
