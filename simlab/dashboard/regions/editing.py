"""The design that is being edited: which one, and every change of it saved as a step of its history.

The session remembers the step it last showed. A change made from an older step than the stored one is refused, so two
tabs on one design never overwrite each other.
"""

from collections.abc import Callable

import streamlit as st

from simlab.dashboard import state
from simlab.ensembles import Design
from simlab.errors import ConflictError, SimLabError
from simlab.studies import named_designs
from simlab.studies.named_designs import NamedDesign, open_design
from simlab.workspace import Workspace

DESIGN = "design"
_SHOWN_STEP = state.key("regions", "shown")
_PROBLEM = state.key("regions", "problem")


def chosen_design(workspace: Workspace) -> str | None:
    """The name of the design that is open: chosen in this session or named in the address, else the newest."""
    names = workspace.store.design_names()
    for name in (st.session_state.get(DESIGN), st.query_params.get(DESIGN), *reversed(names)):
        if name in names:
            return str(name)
    return None


def choose_design(name: str) -> None:
    """Open this design from the next run on."""
    st.session_state[DESIGN] = name
    st.query_params[DESIGN] = name


def show_design(workspace: Workspace, name: str) -> NamedDesign:
    """The design as stored, remembered as what the reader sees."""
    named = open_design(workspace, name)
    st.session_state[_SHOWN_STEP] = (str(workspace.path), name, named.step)
    return named


def edit(workspace: Workspace, name: str, change: Callable[[Design], Design], action: str) -> None:
    """Save one change; what goes wrong is kept for `show_problem`, because this also runs in callbacks."""

    def save(shown: NamedDesign) -> None:
        design = change(shown.design)
        if design != shown.design:
            named_designs.save_step(workspace, shown, design, action)

    _attempt(workspace, name, save)


def undo(workspace: Workspace, name: str) -> None:
    """One step back."""
    _attempt(workspace, name, lambda shown: named_designs.undo(workspace, shown))


def redo(workspace: Workspace, name: str) -> None:
    """One step forward again."""
    _attempt(workspace, name, lambda shown: named_designs.redo(workspace, shown))


def show_problem() -> None:
    """What went wrong with the last change, once."""
    problem = st.session_state.pop(_PROBLEM, None)
    if problem:
        st.error(problem, icon=":material/error:")


def _attempt(workspace: Workspace, name: str, work: Callable[[NamedDesign], object]) -> None:
    try:
        stored = open_design(workspace, name)
        path, shown_name, step = st.session_state.get(_SHOWN_STEP, (str(workspace.path), name, stored.step))
        if (path, shown_name) == (str(workspace.path), name) and step != stored.step:
            raise ConflictError(
                f"Design {name!r} was changed in another tab in the meantime ({stored.action}). It is shown now as it "
                "is there; your last change was not made. Make it again if it is still wanted."
            )
        work(stored)
    except SimLabError as error:
        st.session_state[_PROBLEM] = str(error)
