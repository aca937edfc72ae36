"""What the Regions page makes of events of the map."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import streamlit as st

from simlab.dashboard.canvas import CanvasEvent
from simlab.dashboard.regions import canvas_events
from simlab.dashboard.regions.canvas_events import answer_event
from simlab.dashboard.regions.in_hand import reference_in_hand, region_in_hand
from simlab.ensembles import Design, Region, one_model
from simlab.maps import load_map
from simlab.studies.designs.named import create_design, open_design, save_step
from simlab.workspace import Workspace

BOX = ((-9.0, -9.0), (0.0, -9.0), (0.0, 9.0), (-9.0, 9.0))
OTHER = ((1.0, 0.0), (2.0, 0.0), (2.0, 4.0))
EVENT = CanvasEvent(1, "mount", "", "clear", None, (), None, None)


@pytest.fixture
def study(make_workspace: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """With a design `d` of two regions, and a session state of its own."""
    monkeypatch.setattr(st, "session_state", {})
    workspace = make_workspace(pictures=False)
    named = create_design(workspace, "d", load_map(workspace, "pca-hsv"))
    one = Region("one", BOX, one_model("hsv"), "#112233", "why", id="r1")
    two = Region("two", OTHER, one_model("city-model"), "#445566", id="r2")
    save_step(workspace, named, replace(named.design, regions=(one, two)), "drawn in a test")
    return workspace


def design(workspace: Workspace) -> Design:
    return open_design(workspace, "d").design


def answer(workspace: Workspace, kind: str, **parts: object) -> None:
    answer_event(workspace, "d", replace(EVENT, kind=kind, **parts))


def problem() -> object:
    return st.session_state.get("regions.problem")


def test_what_is_chosen_clicked_and_let_go(study: Workspace) -> None:
    answer(study, "choose-region", region="r2")
    answer(study, "click", panel=0, points=((1.0, 1.0),), reference=7)
    assert (region_in_hand(design(study)), reference_in_hand()) == ("r2", 7)
    answer(study, "choose-region", region=None)
    assert (region_in_hand(design(study)), reference_in_hand()) == (None, 7)
    answer(study, "choose-region", region="r1")
    answer(study, "clear")
    assert (region_in_hand(design(study)), reference_in_hand()) == (None, None)
    assert open_design(study, "d").step == 1, "looking is no step of the design"


def test_a_region_that_is_drawn_is_in_hand(study: Workspace) -> None:
    answer(study, "region", panel=0, points=BOX, tool="lasso")
    assert region_in_hand(design(study)) == design(study).regions[2].id


def test_a_copy_is_in_hand_and_one_priority_lower(study: Workspace) -> None:
    answer(study, "duplicate-region", region="r1")
    first, copy, last = design(study).regions
    assert (first.id, last.id) == ("r1", "r2")
    assert (copy.rule, copy.note) == (first.rule, "why")
    assert copy.name not in ("one", "two")
    assert copy.points != first.points
    assert region_in_hand(design(study)) == copy.id


def test_shaping_and_deleting(study: Workspace) -> None:
    answer(study, "move-vertex", panel=0, region="r2", index=1, vertices=3, points=((5.0, 5.0),))
    assert design(study).region("r2").points == (OTHER[0], (5.0, 5.0), OTHER[2])
    answer(study, "move-vertex", panel=0, region="r2", index=1, vertices=4, points=((6.0, 6.0),))
    assert "The region has 3 corners, and 4 when it was taken in hand" in str(problem())
    answer(study, "delete-region", region="r1")
    assert [region.id for region in design(study).regions] == ["r2"]


def test_keys_that_repeat_at_the_ends_of_the_history_say_nothing(study: Workspace) -> None:
    for _ in range(3):
        answer(study, "undo")
    assert design(study).regions == ()
    for _ in range(3):
        answer(study, "redo")
    assert [region.id for region in design(study).regions] == ["r1", "r2"]
    assert problem() is None


def test_suggestions_are_passed_on(study: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[object, ...]] = []
    monkeypatch.setattr(canvas_events, "accept_suggestion", lambda _, name, ghost: heard.append((name, ghost)))
    monkeypatch.setattr(canvas_events, "dismiss_suggestion", lambda ghost: heard.append((ghost,)))
    answer(study, "accept-suggestion", region="suggestion-1")
    answer(study, "dismiss-suggestion", region="suggestion-2")
    assert heard == [("d", "suggestion-1"), ("suggestion-2",)]
