"""What is searched and what is right there: the split, its task, and the test split behind one reveal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.studies.retrieval import RetrievalRow, RetrievalTask, is_open, matching_state, tasks_of
from simlab.studies.reveal import open_test_split
from simlab.workspace import Workspace

_SPLIT, _TASK = state.key("retrieval", "split"), state.key("retrieval", "task")
_REASON = state.key("retrieval", "reason")
_SPLITS = {"validation": "Validation", "train": "Training", "test": ":material/lock: Test"}
_ABOUT_KINDS = {
    "pairs": "right for a source picture are its target pictures",
    "classes": "right for a picture are all others of its class",
}


@dataclass(frozen=True, eq=False)
class Ground:
    """Attributes:
    task: the queries, the gallery and what is right; None where the pictures have neither pairs nor classes.
    closed: it is of the test split, which has not been revealed for these rows.
    """

    task: RetrievalTask | None
    closed: bool = False

    @property
    def open_task(self) -> RetrievalTask | None:
        """The task, where its answers may be seen."""
        return None if self.closed else self.task


def choose_task(workspace: Workspace) -> RetrievalTask | None:
    """Split and task; None where the study has no task at all."""
    tasks = {split: found for split in _SPLITS if (found := all_tasks(workspace, split))}
    if not tasks:
        return None
    if st.session_state.get(_SPLIT) not in tasks:
        st.session_state[_SPLIT] = next(iter(tasks))
    split = st.segmented_control(
        "Split of the pictures",
        list(tasks),
        format_func=_SPLITS.__getitem__,
        required=True,
        key=_SPLIT,
        persist_state="session",
        label_visibility="collapsed",
    )
    named = {task.name: task for task in tasks[str(split)]}
    if st.session_state.get(_TASK) not in named:
        st.session_state[_TASK] = next(iter(named))
    if len(named) == 1:
        return next(iter(named.values()))
    name = st.selectbox(
        "Task",
        list(named),
        key=_TASK,
        persist_state="session",
        width=130,
        label_visibility="collapsed",
    )
    return named[str(name)]


def all_tasks(workspace: Workspace, split: str) -> tuple[RetrievalTask, ...]:
    """The tasks of a split, made once for the images as they are."""
    stamp = (workspace.path / "images.parquet").stat().st_mtime_ns
    return _tasks(workspace, split, f"{workspace.path}|{stamp}")


def ground_of(workspace: Workspace, task: RetrievalTask | None, rows: Sequence[RetrievalRow]) -> Ground:
    """The task, and whether these rows' figures on it may be seen."""
    return Ground(task, closed=task is not None and bool(rows) and not is_open(workspace, task, rows))


def show_task(task: RetrievalTask) -> None:
    """How much is asked of how much, and what is right."""
    st.caption(
        f"{len(task.queries):,} queries, a gallery of {len(task.gallery):,}; {_ABOUT_KINDS[task.kind]}",
        width="content",
        help="Figures on training pictures flatter what was trained on them." if task.split == "train" else None,
    )


def show_closed(workspace: Workspace, task: RetrievalTask, rows: Sequence[RetrievalRow]) -> None:
    """The form that opens the test figures of the rows that are chosen."""
    subject, at = matching_state(workspace, task, rows)
    if workspace.store.reveals(subject):
        st.badge("SOMETHING CHANGED AFTER A TEST REVEAL", icon=":material/warning:", color="orange")
    st.caption(
        "Test pictures only report: choose on validation, then look once. One reveal opens the figures of the "
        f"{len(rows)} row{'' if len(rows) == 1 else 's'} chosen above; it is recorded with its reason, and holds until "
        "that choice, a model, a design or the pictures change."
    )
    with st.form(state.key("retrieval", "reveal"), border=False, width=520):
        reason = st.text_input("Why look at the test split now?", key=_REASON)
        if st.form_submit_button("Reveal the test figures", icon=":material/lock_open:"):
            with guarded():
                open_test_split(workspace, subject, at, reason)
                st.rerun()
    _show_reveals(workspace, subject)


def show_opened(workspace: Workspace, task: RetrievalTask, rows: Sequence[RetrievalRow]) -> None:
    """That the test split has been revealed, when and why; nothing on other splits."""
    if task.split == "test":
        st.badge("TEST REVEALED", icon=":material/lock_open:", color="red")
        _show_reveals(workspace, matching_state(workspace, task, rows)[0])


def _show_reveals(workspace: Workspace, subject: str) -> None:
    for reveal in workspace.store.reveals(subject):
        st.caption(f"{reveal.time}: {reveal.reason}")


@st.cache_resource(max_entries=16, show_spinner=False)
def _tasks(_workspace: Workspace, split: str, key: str) -> tuple[RetrievalTask, ...]:
    return tasks_of(_workspace, split)
