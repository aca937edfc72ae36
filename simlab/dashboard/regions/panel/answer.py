"""What the reader did in the panel, made a step of the design's history, or kept by the session."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.regions import editing
from simlab.dashboard.regions.copying import with_copy
from simlab.dashboard.regions.in_hand import take_region
from simlab.dashboard.regions.panel.events import PanelEvent
from simlab.dashboard.regions.panel.rule_options import rule_of
from simlab.ensembles import FALLBACK, Design, Rule, vote_of
from simlab.studies.designs.named import open_design
from simlab.workspace import Workspace

_MENU = state.key("regions", "rule-menu")
_AGAINST = state.key("regions", "against")
BEST_SINGLE = "*best"


def open_menu() -> str | None:
    """The region whose list of rules is open, "fallback" for the fallback."""
    found: str | None = st.session_state.get(_MENU)
    return found


def baseline() -> str:
    """What the ensemble is compared with: a model's name, "*best", "*vote" or "*mean"."""
    return str(st.session_state.get(_AGAINST, BEST_SINGLE))


def answer_panel_event(
    workspace: Workspace, name: str, event: PanelEvent, models: tuple[str, ...], members: tuple[str, ...]
) -> None:
    """Do what an event asks for.

    Args:
        workspace: the study.
        name: of the design that is edited.
        event: of the panel.
        models: every model that a rule may name.
        members: of the ensemble.
    """
    region = event.region
    match event.kind:
        case "undo" | "redo":
            _step(workspace, name, back=event.kind == "undo")
        case "choose":
            take_region(region)
        case "against":
            st.session_state[_AGAINST] = event.text
        case "open-menu":
            st.session_state[_MENU] = region
        case "close-menu":
            st.session_state.pop(_MENU, None)
        case "rule":
            st.session_state.pop(_MENU, None)
            assert region is not None
            _choose_rule(workspace, name, region, event.text, models, members)
        case "weights" | "voters":
            assert region is not None
            _weigh(workspace, name, region, event)
        case _:
            assert region is not None
            _edit(workspace, name, region, event)


def _step(workspace: Workspace, name: str, *, back: bool) -> None:
    """One step back or forth; where there is none, nothing, because keys repeat."""
    named = open_design(workspace, name)
    if back and named.can_undo:
        editing.undo(workspace, name)
    if not back and named.can_redo:
        editing.redo(workspace, name)


def _choose_rule(
    workspace: Workspace, name: str, region: str, option: str, models: tuple[str, ...], members: tuple[str, ...]
) -> None:
    def change(design: Design) -> Design:
        return design.with_rule(region, rule_of(option, design.rule_of(region), models, members))

    editing.edit(
        workspace, name, change, lambda design: f"rule of {_named(design, region)}: {design.rule_of(region).text}"
    )
    take_region(region)


def _weigh(workspace: Workspace, name: str, region: str, event: PanelEvent) -> None:
    def change(design: Design) -> Design:
        voters = tuple(model for model, weight in event.weights if weight > 0)
        return design.with_rule(region, vote_of(voters) if event.kind == "voters" else Rule("weights", event.weights))

    editing.edit(
        workspace,
        name,
        change,
        lambda design: f"{event.kind} of {_named(design, region)}: {design.rule_of(region).text}",
    )


def _edit(workspace: Workspace, name: str, region: str, event: PanelEvent) -> None:
    match event.kind:
        case "rename":
            text = event.text.strip()
            editing.edit_region(workspace, name, region, lambda found: replace(found, name=text), "renamed")
        case "recolour":
            editing.edit_region(workspace, name, region, lambda found: replace(found, color=event.text), "recoloured")
        case "note":
            note = event.text.strip()
            editing.edit_region(workspace, name, region, lambda found: replace(found, note=note), "wrote a note on")
        case "delete":
            editing.edit_region(workspace, name, region, None, "deleted")
        case "duplicate":
            before = {found.id for found in open_design(workspace, name).design.regions}
            editing.edit(workspace, name, lambda design: with_copy(design, region), "duplicated a region")
            for found in open_design(workspace, name).design.regions:
                if found.id not in before:
                    take_region(found.id)
        case "move":
            place = event.place or 0
            editing.edit(workspace, name, lambda design: _moved(design, region, place), "reordered")


def _moved(design: Design, region: str, place: int) -> Design:
    now = design.regions.index(design.region(region))
    return design.moved(region, place - now)


def _named(design: Design, region: str) -> str:
    return FALLBACK if region == FALLBACK else design.region(region).name
