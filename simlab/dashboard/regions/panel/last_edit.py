"""What the last edit changed: the design as it was shown before, remembered by the session."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from simlab.dashboard import state
from simlab.ensembles import Design
from simlab.studies.designs.named import NamedDesign

_SHOWN = state.key("regions", "edits-shown")


@dataclass(frozen=True)
class LastEdit:
    """One edit.

    Attributes:
        what: was done, for people.
        before: the design as it was.
    """

    what: str
    before: Design


@dataclass(frozen=True)
class _Shown:
    subject: tuple[str, str]
    named: NamedDesign
    edit: LastEdit | None


def last_edit(workspace_path: str, named: NamedDesign) -> LastEdit | None:
    """The edit that led from what this session saw before to the design as it is; None where it saw no other step.

    Args:
        workspace_path: of the design's workspace.
        named: the design as stored.
    """
    subject = (workspace_path, named.name)
    shown: _Shown | None = st.session_state.get(_SHOWN)
    if shown is None or shown.subject != subject:
        shown = _Shown(subject, named, None)
    elif (shown.named.step, shown.named.design) != (named.step, named.design):
        undone = named.step < shown.named.step
        what = f"undid “{shown.named.action}”" if undone else named.action
        shown = _Shown(subject, named, LastEdit(what, shown.named.design))
    st.session_state[_SHOWN] = shown
    return shown.edit
