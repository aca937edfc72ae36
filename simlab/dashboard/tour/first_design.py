"""The design that the tour draws in: its own, made anew each time; no other design is touched."""

from simlab.dashboard.opened import map_named
from simlab.dashboard.regions import editing
from simlab.dashboard.regions.map_panel import DREW, with_drawn_region
from simlab.dashboard.regions.rule_editor import set_rule
from simlab.dashboard.tour.story import Story
from simlab.ensembles import Design, Region, one_model
from simlab.studies.named_designs import create_design
from simlab.workspace import Workspace

NAME = "my-first-design"


def start_afresh(workspace: Workspace, map_id: str) -> None:
    """An empty design on this map, opened from the next run on."""
    if NAME in workspace.store.design_names():
        workspace.store.delete_design(NAME)
    create_design(workspace, NAME, map_named(workspace, map_id))
    editing.choose_design(NAME)


def draw(workspace: Workspace, story: Story) -> None:
    """What the reader is asked to do, by the same two edits: draw around B, then trust the second model there."""
    editing.edit(workspace, NAME, lambda design: with_drawn_region(design, story.b.polygon), DREW)
    region = editing.show_design(workspace, NAME).design.regions[-1]
    rule = one_model(story.second)
    editing.edit(workspace, NAME, set_rule(region.id, rule), f"rule of {region.name}: {rule.text}")


def with_a_model(design: Design) -> list[Region]:
    """The regions whose rule names one model."""
    return [region for region in design.regions if region.rule.kind == "model"]
