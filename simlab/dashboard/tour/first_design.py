"""The design that the tour draws in: its own, made anew each time; no other design is touched."""

from contextlib import suppress

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.opened import map_named
from simlab.dashboard.regions import editing
from simlab.dashboard.regions.map_panel import DREW, with_drawn_region
from simlab.dashboard.tour.story import Story
from simlab.ensembles import Design, Region, one_model
from simlab.errors import InputError, NotFoundError
from simlab.studies.designs.named import create_design, free_design_name
from simlab.workspace import Workspace

NAME = "my-first-design"
_CURRENT = state.key("tour", "design")


def start_afresh(workspace: Workspace, map_id: str) -> None:
    """An empty design on this map, opened from the next run on; one that has named versions is kept beside it."""
    last = name()
    if last not in workspace.store.archived_design_names():
        with suppress(NotFoundError, InputError):  # none yet, or one with versions
            workspace.store.delete_design(last)
    st.session_state[_CURRENT] = free_design_name(workspace, NAME)
    create_design(workspace, name(), map_named(workspace, map_id))
    editing.choose_design(name())


def name() -> str:
    """Of the design that the tour of this session draws in."""
    return str(st.session_state.get(_CURRENT, NAME))


def draw(workspace: Workspace, story: Story) -> None:
    """What the reader is asked to do, by the same two edits: draw around B, then trust the second model there."""
    editing.edit(workspace, name(), lambda design: with_drawn_region(design, story.b.polygon), DREW)
    region = editing.show_design(workspace, name()).design.regions[-1]
    rule = one_model(story.second)
    said = f"rule of {region.name}: {rule.text}"
    editing.edit(workspace, name(), lambda design: design.with_rule(region.id, rule), said)


def with_a_model(design: Design) -> list[Region]:
    """The regions whose rule names one model."""
    return [region for region in design.regions if region.rule.kind == "model"]
