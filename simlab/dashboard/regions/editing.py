"""The design that is being edited: which one, and every change of it saved as a step of its history.

The session remembers the step it last showed. A change made from an older step than the stored one is refused, so two
tabs on one design never overwrite each other; the change is kept, to be made again or in a design of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.regions import last_shown
from simlab.ensembles import Design, Region
from simlab.errors import ConflictError, SimLabError
from simlab.studies.designs import named as named_designs
from simlab.studies.designs.named import NamedDesign, open_design
from simlab.studies.designs.versions import restore_version
from simlab.workspace import Workspace

DESIGN = "design"
_PROBLEM = state.key("regions", "problem")
_REFUSED = state.key("regions", "refused")
Change = Callable[[Design], Design]
Action = str | Callable[[Design], str]


@dataclass(frozen=True)
class RefusedChange:
    """A change that was not made, because another tab was faster.

    Attributes:
        design: name of the design.
        change: gives the changed design.
        action: what it does, for people; or what says so of the changed design.
        mine: the design as it was seen here, with the change.
        message: what happened.
    """

    design: str
    change: Change
    action: Action
    mine: Design
    message: str


def chosen_design(workspace: Workspace) -> str | None:
    """The name of the design that is open: chosen in this session or named in the address, else the newest.

    One in the archive is opened by its name alone.
    """
    names = workspace.store.design_names()
    known = {*names, *workspace.store.archived_design_names()}
    for name in (st.session_state.get(DESIGN), st.query_params.get(DESIGN), *reversed(names)):
        if name in known:
            return str(name)
    return None


def choose_design(name: str) -> None:
    """Open this design from the next run on."""
    st.session_state[DESIGN] = name
    st.query_params[DESIGN] = name


def leave_design() -> None:
    """Open the newest design from the next run on."""
    st.session_state.pop(DESIGN, None)
    st.query_params.pop(DESIGN, None)


def show_design(workspace: Workspace, name: str) -> NamedDesign:
    """The design as stored, remembered as what the reader sees."""
    named = open_design(workspace, name)
    last_shown.show(workspace, named)
    return named


def edit(workspace: Workspace, name: str, change: Change, action: Action) -> None:
    """Save one change; what goes wrong is kept for `show_problem`, because this also runs in callbacks.

    Args:
        workspace: the study.
        name: of the design.
        change: gives the changed design.
        action: what was done, for people; or what says so of the changed design.
    """

    def save(shown: NamedDesign) -> NamedDesign:
        design = change(shown.design)
        if design == shown.design:
            return shown
        return named_designs.save_step(workspace, shown, design, said_of(action, design))

    _attempt(workspace, name, save, "Your last change was not made.", (change, action))


def edit_region(
    workspace: Workspace, name: str, region_id: str, change: Callable[[Region], Region] | None, action: str
) -> None:
    """Save the change of one region, or with None its removal; `action` is the verb, such as "moved"."""

    named = []

    def changed(design: Design) -> Design:
        named.append(design.region(region_id).name)
        return design.without(region_id) if change is None else design.changed(region_id, change)

    edit(workspace, name, changed, lambda _: f"{action} {named[-1]}")


def undo(workspace: Workspace, name: str) -> None:
    """One step back."""
    lost = "Your undo was not made, for it would have taken that back; undo goes on from what is shown now."
    _attempt(workspace, name, lambda shown: named_designs.undo(workspace, shown), lost)


def redo(workspace: Workspace, name: str) -> None:
    """One step forward again."""
    lost = "Your redo was not made; redo goes on from what is shown now, if something was undone there."
    _attempt(workspace, name, lambda shown: named_designs.redo(workspace, shown), lost)


def go_to(workspace: Workspace, name: str, step: int) -> None:
    """Another step of the history."""
    lost = f"You were not taken to step {step}; choose it again under History, if it is still what you want."
    _attempt(workspace, name, lambda shown: named_designs.go_to_step(workspace, shown, step), lost)


def restore(workspace: Workspace, name: str, version: str) -> None:
    """The state of a version, as one more step."""
    lost = f"Version {version} was not restored; restore it again under History, if it is still what you want."
    _attempt(workspace, name, lambda shown: restore_version(workspace, shown, version), lost)


def said_of(action: Action, design: Design) -> str:
    """What an action did, for people."""
    return action if isinstance(action, str) else action(design)


def refused_change(workspace: Workspace, name: str) -> RefusedChange | None:
    """The change of this design that another tab prevented, until it is forgotten."""
    path, refused = st.session_state.get(_REFUSED, (None, None))
    return refused if path == str(workspace.path) and refused.design == name else None


def forget_refused() -> None:
    """The refused change is made, kept, or not wanted."""
    st.session_state.pop(_REFUSED, None)


def show_problem() -> None:
    """What went wrong with the last change, once."""
    problem = st.session_state.pop(_PROBLEM, None)
    if problem:
        st.error(problem, icon=":material/error:")


def _attempt(
    workspace: Workspace,
    name: str,
    work: Callable[[NamedDesign], NamedDesign],
    lost: str,
    offer: tuple[Change, Action] | None = None,
) -> None:
    seen = last_shown.last_shown(workspace, name)
    try:
        stored = open_design(workspace, name)
        if seen is not None and not last_shown.same_state(seen, stored):
            raise ConflictError(
                f"Design {name!r} was changed in another tab in the meantime ({stored.action}). It is shown now as it "
                f"is there. {lost}"
            )
        last_shown.remember(workspace, work(stored))
        forget_refused()
    except ConflictError as error:
        last_shown.forget(workspace, name)
        if seen is None or offer is None or not _keep(workspace, seen, offer, str(error)):
            st.session_state[_PROBLEM] = str(error)
    except SimLabError as error:
        st.session_state[_PROBLEM] = str(error)


def _keep(workspace: Workspace, seen: NamedDesign, offer: tuple[Change, Action], message: str) -> bool:
    """Keep a refused change to offer it again; False where it cannot be made even of what was seen."""
    change, action = offer
    try:
        mine = change(seen.design)
    except SimLabError:
        return False
    st.session_state[_REFUSED] = (str(workspace.path), RefusedChange(seen.name, change, action, mine, message))
    return True
