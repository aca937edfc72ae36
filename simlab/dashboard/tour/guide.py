"""Where the reader is on the tour: started, on which step, over; and what pages do because of it."""

from typing import NoReturn

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.canvas import CanvasRegion
from simlab.dashboard.demo_study import is_demo_world
from simlab.dashboard.opened import embedded_models, first_map
from simlab.dashboard.tour import first_design
from simlab.dashboard.tour.steps import DRAWING, STEPS
from simlab.dashboard.tour.story import Story, story_of
from simlab.errors import NotFoundError
from simlab.studies.designs.named import NamedDesign
from simlab.workspace import Workspace

_PLACE = state.key("tour", "place")  # (path of the workspace, map of the story, index of the step)
_SETTLED = "tour"
_OUTLINE = "#5b6472"


def can_be_given(workspace: Workspace) -> bool:
    """Whether this is a demo world with two CS-models and a map."""
    if not is_demo_world(workspace) or first_map(workspace) is None:
        return False
    return len({entry.name for entry in workspace.models("cs")} & set(embedded_models(workspace))) >= 2


def is_to_be_offered(workspace: Workspace) -> bool:
    """Whether nobody has taken or declined it in this copy of the demo."""
    return can_be_given(workspace) and workspace.store.setting(_SETTLED) is None


def begin(workspace: Workspace, page: str) -> NoReturn:
    """Start with the first step, on validation answers.

    Args:
        workspace: the demo.
        page: where the reader is.

    Raises:
        NotFoundError: the workspace has nothing to tell.
    """
    map_id = first_map(workspace)
    if map_id is None or story_of(workspace, map_id) is None:
        raise NotFoundError(
            "The tour needs a map and two CS-models that are ahead of each other in two places of it; this workspace "
            "has none. Reset the demo on Home."
        )
    state.choose_split("validation")
    workspace.store.set_setting(_SETTLED, "taken")
    enter(workspace, map_id, 0, page)


def end(workspace: Workspace) -> None:
    """The tour is over, or not wanted; Home offers it still."""
    st.session_state.pop(_PLACE, None)
    workspace.store.set_setting(_SETTLED, "taken")


def where(workspace: Workspace) -> tuple[int, str] | None:
    """The index of the current step and the map of the story; None when no tour is on in this workspace."""
    path, map_id, index = st.session_state.get(_PLACE, (None, "", 0))
    return (index, map_id) if path == str(workspace.path) else None


def told(workspace: Workspace, map_id: str) -> Story:
    """The story of the tour that is on.

    Raises:
        NotFoundError: it is gone, because models or maps changed.
    """
    story = story_of(workspace, map_id)
    if story is None:
        raise NotFoundError(
            "What the tour shows is gone, because the models have changed. Close it, or reset the demo."
        )
    return story


def enter(workspace: Workspace, map_id: str, index: int, page: str) -> NoReturn:
    """Go to a step from the page where the reader is: the step's page shows what it is about."""
    step = STEPS[index]
    step.prepare(workspace, told(workspace, map_id))
    st.session_state[_PLACE] = (str(workspace.path), map_id, index)
    if step.page == page:
        st.rerun()
    state.open_page(step.page)


def hints_on(page: str, workspace: Workspace) -> tuple[CanvasRegion, ...]:
    """The outlines that the current step wants on this page's map."""
    at = where(workspace)
    if at is None or STEPS[at[0]].page != page:
        return ()
    story = told(workspace, at[1])
    names = {"A": (story.a, "A"), "B": (story.b, "B" if page == "explore" else "draw around this")}
    return tuple(
        CanvasRegion(f"tour-{place}", names[place][1], _OUTLINE, names[place][0].polygon, hint=True)
        for place in STEPS[at[0]].hints
    )


def watch_drawing(workspace: Workspace, named: NamedDesign) -> None:
    """Go on as soon as the reader has drawn a region of the tour's design and given it a model."""
    at = where(workspace)
    drawn = named.name == first_design.name() and bool(first_design.with_a_model(named.design))
    if at is not None and at[0] == DRAWING and drawn:
        st.session_state[_PLACE] = (str(workspace.path), at[1], DRAWING + 1)
        st.rerun()
