"""The triples that somebody steps through: those of a place on the map, the largest disagreements, or just one."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from simlab.dashboard import state
from simlab.workspace import Workspace

_LINE = state.key("compare", "live-line")
_WORKSPACE = state.key("compare", "live-line-workspace")


@dataclass(frozen=True)
class TripleLine:
    """Triples in order, and the one that is asked.

    Attributes:
        title: what they have in common.
        ids: of the triples, at least one.
        at: place of the one that is asked.
    """

    title: str
    ids: tuple[str, ...]
    at: int = 0

    @property
    def id(self) -> str:
        """Of the triple that is asked."""
        return self.ids[self.at]


def line_in_hand(workspace: Workspace) -> TripleLine | None:
    """What is stepped through now; that of another workspace is forgotten."""
    if st.session_state.get(_WORKSPACE) != str(workspace.path):
        return None
    line: TripleLine | None = st.session_state.get(_LINE)
    return line


def take_line(workspace: Workspace, line: TripleLine) -> None:
    """Step through these from now on."""
    st.session_state[_LINE], st.session_state[_WORKSPACE] = line, str(workspace.path)


def show_steps(workspace: Workspace, line: TripleLine) -> None:
    """What the triples are, with buttons to the one before and the next."""

    def step(to: int) -> None:
        take_line(workspace, TripleLine(line.title, line.ids, to))

    st.caption(line.title)
    if len(line.ids) == 1:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for label, to in (("Previous", line.at - 1), ("Next", line.at + 1)):
            st.button(
                label,
                key=state.key("compare", f"live-{label}"),
                disabled=not 0 <= to < len(line.ids),
                on_click=step,
                args=(to,),
            )
        st.caption(f"{line.at + 1:,} of {len(line.ids):,}", width="content")
