"""What the session remembers: the one owner of keys, defaults and links.

The address of a page names workspace and split, so that a link opens the same thing elsewhere.
"""

from contextlib import nullcontext
from pathlib import Path
from typing import NoReturn

import streamlit as st

from simlab.dashboard.guard import guarded
from simlab.dashboard.opened import open_workspace
from simlab.workspace import Workspace, workspace_folders
from simlab.workspace.locations import find_workspace, is_shipped, shipped_original

WORKSPACE = "workspace"
SPLIT = "split"
VISIBLE_SPLITS = ("validation", "train")


def key(page: str, name: str) -> str:
    """The session key of a widget: unique over pages."""
    return f"{page}.{name}"


def known_workspaces() -> dict[str, Path]:
    """Name in the picker → folder."""
    return {folder.name: folder for folder in workspace_folders()}


def open_page(page: str) -> NoReturn:
    """Go to a page ("explore", say) of the same workspace and split; nothing below is run."""
    st.switch_page(f"pages/{page}.py", query_params=st.query_params.to_dict())


def choose_workspace(name: str) -> None:
    """Make a workspace the current one on every page."""
    st.session_state[WORKSPACE] = name
    st.query_params[WORKSPACE] = name


def workspace_name() -> str | None:
    """The name of the current workspace: chosen in this session, or named in the address, or the first.

    Studies of one's own come before the demo.
    """
    known = known_workspaces()
    for name in (st.session_state.get(WORKSPACE), st.query_params.get(WORKSPACE)):
        if name in known:
            return str(name)
    return min(known, key=lambda name: shipped_original(known[name]) is not None, default=None)


def is_demo_current() -> bool:
    """Whether the current workspace is one that comes with SimLab, or a working copy of it."""
    name = workspace_name()
    return name is not None and shipped_original(known_workspaces()[name]) is not None


def current_workspace() -> Workspace | None:
    """The current workspace, opened; None (with a message where it is damaged) when there is none."""
    name = workspace_name()
    if name is None:
        return None
    folder = known_workspaces()[name]
    wait = st.spinner(f"Unpacking the {name} study …", show_time=True) if is_shipped(folder) else nullcontext()
    with guarded(), wait:
        return open_workspace(find_workspace(folder))
    return None


def require_workspace() -> Workspace:
    """The current workspace; without one, or where it is damaged, the page ends with what to do next."""
    workspace = current_workspace()
    if workspace is None and workspace_name() is not None:
        st.info("Choose another workspace in the sidebar, or mend this one.", icon=":material/info:")
        st.stop()
    if workspace is None:
        st.info("There is no workspace yet. Import images and answers on the Home page first.", icon=":material/info:")
        st.page_link("pages/home.py", label="Go to Home", icon=":material/home:")
        st.stop()
    return workspace


def split() -> str:
    """The split that pages show; never test, which is revealed on purpose and in its own place."""
    chosen = st.session_state.get(SPLIT, st.query_params.get(SPLIT, VISIBLE_SPLITS[0]))
    return chosen if chosen in VISIBLE_SPLITS else VISIBLE_SPLITS[0]


def choose_split(split: str) -> None:
    """Show this split on every page."""
    st.session_state[SPLIT] = split
    st.query_params[SPLIT] = split


def is_dark() -> bool:
    """Whether the page is shown in the dark theme."""
    theme = st.context.theme
    return getattr(theme, "type", "light") == "dark"
