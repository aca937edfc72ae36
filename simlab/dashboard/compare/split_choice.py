"""Which triples the page compares on; the test split behind one reveal for the whole board."""

from typing import cast

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.compare.boards import open_test
from simlab.dashboard.guard import guarded
from simlab.studies.scoreboard import SUBJECT
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace
from simlab.workspace.check_set import check_set_of

_SPLIT = state.key("compare", "split")
_NAMES: dict[Part, str] = {
    "validation": "Validation",
    "check": ":material/fact_check: Check set",
    "test": ":material/lock: Test",
}


def choose_split(workspace: Workspace) -> Part:
    """Validation at first; the check set only where the study keeps one."""
    offered: list[Part] = ["validation", *(["check"] if check_set_of(workspace) else []), "test"]  # type: ignore[list-item]
    if st.session_state.get(_SPLIT) not in offered:
        st.session_state[_SPLIT] = "validation"
    chosen = st.segmented_control(
        "Triples",
        offered,
        format_func=lambda part: _NAMES[part],
        required=True,
        key=_SPLIT,
        persist_state="session",
        label_visibility="collapsed",
    )
    return cast(Part, chosen)


def show_closed(workspace: Workspace) -> None:
    """The form that opens the test figures of every row at once."""
    past = workspace.store.reveals(SUBJECT)
    if past:
        st.badge("SOMETHING CHANGED AFTER A TEST REVEAL", icon=":material/warning:", color="orange")
    st.caption(
        "Test triples only report: choose on validation, then look once. One reveal opens the figures of all rows; it "
        "is recorded with its reason, and holds until a model, a design, the members or the answers change."
    )
    with st.form(state.key("compare", "reveal"), border=False, width=520):
        reason = st.text_input("Why look at the test split now?", key=state.key("compare", "reason"))
        if st.form_submit_button("Reveal the test figures", icon=":material/lock_open:"):
            with guarded():
                open_test(workspace, reason)
                st.rerun()
    _show_reveals(workspace)


def show_opened(workspace: Workspace) -> None:
    """That the test split has been revealed, when and why."""
    st.badge("TEST REVEALED", icon=":material/lock_open:", color="red")
    _show_reveals(workspace)


def _show_reveals(workspace: Workspace) -> None:
    for reveal in workspace.store.reveals(SUBJECT):
        st.caption(f"{reveal.time}: {reveal.reason}")
