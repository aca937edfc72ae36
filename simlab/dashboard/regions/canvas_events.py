"""What the reader did on the map: a step of the design's history, or what is in hand now."""

from collections.abc import Callable
from dataclasses import replace

from simlab.dashboard.canvas import SHAPING, CanvasEvent, shaped
from simlab.dashboard.regions import editing
from simlab.dashboard.regions.copying import with_copy
from simlab.dashboard.regions.in_hand import take_reference, take_region
from simlab.dashboard.regions.map_panel import DREW, with_drawn_region
from simlab.dashboard.regions.suggestions import accept_suggestion, dismiss_suggestion
from simlab.ensembles import Design
from simlab.studies.designs.named import open_design
from simlab.workspace import Workspace


def answer_event(workspace: Workspace, name: str, event: CanvasEvent) -> None:
    """Do what an event asks for. Undo where there is nothing to undo, and its like, do nothing: keys repeat."""
    region = event.region
    match event.kind:
        case "undo" if open_design(workspace, name).can_undo:
            editing.undo(workspace, name)
        case "redo" if open_design(workspace, name).can_redo:
            editing.redo(workspace, name)
        case "region":
            _add(workspace, name, lambda design: with_drawn_region(design, event.points), DREW)
        case "click":
            take_reference(event.reference)
        case "clear":
            take_reference(None)
            take_region(None)
        case "choose-region":
            take_region(region)
        case _ if region is not None:
            _change_region(workspace, name, event, region)


def _change_region(workspace: Workspace, name: str, event: CanvasEvent, region: str) -> None:
    match event.kind:
        case "duplicate-region":
            _add(workspace, name, lambda design: with_copy(design, region), "duplicated a region")
        case "accept-suggestion":
            accept_suggestion(workspace, name, region)
        case "dismiss-suggestion":
            dismiss_suggestion(region)
        case "delete-region":
            editing.edit_region(workspace, name, region, None, "deleted")
        case kind if kind in SHAPING:
            action = "moved" if kind == "move-region" else "reshaped"
            editing.edit_region(
                workspace, name, region, lambda found: replace(found, points=shaped(found.points, event)), action
            )


def _add(workspace: Workspace, name: str, change: Callable[[Design], Design], action: str) -> None:
    """Save a change that adds a region, and take that region in hand; nothing new, nothing taken."""
    before = {region.id for region in open_design(workspace, name).design.regions}
    editing.edit(workspace, name, change, action)
    for region in open_design(workspace, name).design.regions:
        if region.id not in before:
            take_region(region.id)
