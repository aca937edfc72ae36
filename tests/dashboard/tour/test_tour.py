"""The tour from its offer to its end, and every way out of it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.regions.map_panel import CANVAS
from simlab.dashboard.tour import first_design
from simlab.dashboard.tour.story import story_of
from simlab.ensembles import uniform_mean_of
from simlab.evaluation.wording import accuracy_text, difference_text, percent
from simlab.studies.designs.named import open_design
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.workspace import Workspace
from tests import demo_stand_in
from tests.dashboard.panel_driver import tell_panel
from tests.dashboard.shipped_demo import keys, open_page, press, run_again, texts


@pytest.fixture
def demo(demo_home: Path) -> Workspace:
    return Workspace.open("demo")


def start() -> AppTest:
    return press(open_page("explore"), "tour.start")


def to_step(number: int) -> AppTest:
    app = start()
    for _ in range(number - 1):
        app = press(app, "tour.next")
    assert f"Tour, step {number} of 6" in texts(app)
    return app


def test_it_is_offered_until_it_is_taken_or_declined(demo: Workspace) -> None:
    app = open_page("explore")
    assert "New here?" in texts(app)
    app = press(app, "tour.decline")
    assert "New here?" not in texts(app)
    assert "New here?" not in texts(open_page("explore")), "nor in another session"
    assert "home.tour" in keys(open_page("home"))


def test_another_study_has_no_tour(make_workspace) -> None:
    make_workspace(pictures=False)
    assert not {key for key in keys(open_page("explore")) | keys(open_page("home")) if "tour" in key}


def test_it_begins_where_a_model_is_good(demo: Workspace) -> None:
    story = story_of(demo, demo_stand_in.GOOD_MAP)
    assert story is not None
    app = start()
    said = texts(app)
    assert "Tour, step 1 of 6" in said
    assert "synthetic data, validation split" in said
    for place in "AB":
        assert accuracy_text(story.accuracy[story.first, place]) in said
    assert app.selectbox(key="explore.map").value == demo_stand_in.GOOD_MAP
    assert app.selectbox(key="explore.model").value == story.first
    app = press(app, "tour.next")
    assert app.selectbox(key="explore.model").value == story.second
    assert difference_text(story.lead["B"]) in texts(app)
    app = press(app, "tour.back")
    assert app.selectbox(key="explore.model").value == story.first


def test_it_opens_the_triples_behind_a_place(demo: Workspace) -> None:
    story = story_of(demo, demo_stand_in.GOOD_MAP)
    assert story is not None
    app = to_step(3)
    assert f"**B is selected**: {int(story.b.members.sum())} references" in texts(app)
    assert "#### Triples of the selection" in texts(app)
    assert app.selectbox(key="explore.order").value == "most wrong"
    assert app.selectbox(key="explore.filter_model").value == story.first
    assert percent(story.accuracy[story.second, "B"].value) in texts(app), "the same beside the map"


def test_the_training_split_is_left(demo: Workspace) -> None:
    app = run_again(press(open_page("explore", split="train"), "tour.start"))
    assert app.sidebar.selectbox(key="sidebar.split").value == "validation"


def test_it_draws_in_a_design_of_its_own(demo: Workspace) -> None:
    before = {name: open_design(demo, name) for name in demo.store.design_names()}
    app = to_step(4)
    assert app.selectbox(key="regions.picked").value == first_design.NAME
    assert app.button(key="tour.next").disabled
    app = press(app, "tour.draw")
    assert "Tour, step 5 of 6" in texts(app)
    named = open_design(demo, first_design.NAME)
    (region,) = named.design.regions
    story = story_of(demo, demo_stand_in.GOOD_MAP)
    assert story is not None
    assert (region.points, region.rule.text, named.step) == (story.b.polygon, story.second, 2)
    assert {name: open_design(demo, name) for name in before} == before

    result = evaluate_ensemble(demo, "design", "validation", design=first_design.NAME)
    mean = evaluate_ensemble(demo, "mean", "validation")
    said = texts(app)
    for figure in (accuracy_text(mean.estimate), accuracy_text(result.estimate)):
        assert figure in said
    assert difference_text(result.differences["mean"]) in said


def test_it_goes_on_by_itself_when_the_reader_has_drawn(demo: Workspace) -> None:
    story = story_of(demo, demo_stand_in.GOOD_MAP)
    assert story is not None
    app = to_step(4)
    event = {"kind": "region", "seq": 1, "nonce": "mount", "panel": 0, "tool": "lasso", "points": story.a.polygon}
    app.session_state[CANVAS] = {"event": event}
    run_again(app)
    assert "Tour, step 4 of 6" in texts(app), "a region without a model of its own is not enough"
    (region,) = open_design(demo, first_design.NAME).design.regions
    run_again(tell_panel(app, "rule", region=region.id, text=story.first))
    assert "Tour, step 5 of 6" in texts(app)
    assert f"With {story.first} in region 1" in texts(app)


def test_back_to_drawing_is_an_empty_design_again(demo: Workspace) -> None:
    app = press(press(to_step(4), "tour.draw"), "tour.back")
    assert "Tour, step 4 of 6" in texts(app)
    design = open_design(demo, first_design.NAME).design
    assert design.regions == ()
    assert design.fallback == uniform_mean_of(tuple(entry.name for entry in demo.models("cs")))
    assert "Tour, step 5 of 6" in texts(press(app, "tour.draw"))


def test_it_ends_on_home_with_both_designs_told(demo: Workspace) -> None:
    app = press(press(to_step(4), "tour.draw"), "tour.next")
    said = texts(app)
    for name in ("drawn-well", "four-quadrants"):
        assert name in said
        figure = evaluate_ensemble(demo, "design", "validation", design=name).estimate
        assert accuracy_text(figure) in said
    assert app.selectbox(key="regions.picked").value == "drawn-well"
    app = press(app, "tour.finish")
    assert "This is the demo." in texts(app)
    assert "Tour, step" not in texts(app)
    assert demo.store.reveals() == []


def test_without_the_saved_designs_it_ends_all_the_same(demo: Workspace) -> None:
    for name in ("drawn-well", "four-quadrants"):
        demo.store.delete_design(name)
    app = press(press(to_step(4), "tour.draw"), "tour.next")
    assert "Tour, step 6 of 6" in texts(app)
    assert "Two designs" not in texts(app)


def test_another_page_leads_back(demo: Workspace) -> None:
    app = to_step(2)
    app.switch_page("pages/home.py").run()
    assert "goes on with step 2 of 6 on Explore" in texts(app)
    app = press(app, "tour.continue")
    assert "Tour, step 2 of 6" in texts(app)


def test_it_can_be_closed_and_taken_again_from_home(demo: Workspace) -> None:
    app = press(to_step(2), "tour.close")
    assert "Tour" not in texts(app)
    app = press(open_page("home"), "home.tour")
    assert "Tour, step 1 of 6" in texts(app)


def test_what_is_gone_is_a_message_and_the_tour_can_be_closed(demo: Workspace) -> None:
    app = to_step(4)
    demo.store.delete_design(first_design.NAME)
    run_again(app)
    assert "tour.close" in keys(app)
