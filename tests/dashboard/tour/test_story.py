"""What the tour tells is what the evaluation says, and its places are where it says."""

from pathlib import Path

import numpy as np
import pytest

from simlab.dashboard.map_view.scene import Scene, scene_of
from simlab.dashboard.opened import first_map
from simlab.dashboard.tour.places import FEWEST_REFERENCES, MOST_CELLS, places_on
from simlab.dashboard.tour.story import Story, story_of
from simlab.evaluation import accuracy_estimate, distance_table
from simlab.workspace import ModelEntry, Workspace
from tests import demo_stand_in


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return demo_stand_in.make(tmp_path_factory.mktemp("worlds") / "demo")


@pytest.fixture
def scene(demo: Workspace) -> Scene:
    return scene_of(demo, "validation", demo_stand_in.GOOD_MAP)


@pytest.fixture
def story(demo: Workspace) -> Story:
    found = story_of(demo, demo_stand_in.GOOD_MAP)
    assert found is not None
    return found


def test_places_share_out_the_map(scene: Scene) -> None:
    places = places_on(scene)
    assert 4 <= len(places) <= MOST_CELLS
    held = np.stack([place.members for place in places])
    assert held.any(axis=0).mean() > 0.9
    assert held.sum(axis=0).mean() < 1.3, "outlines reach little into their neighbours"
    assert all(place.members.sum() >= FEWEST_REFERENCES // 2 for place in places)


def test_a_place_is_where_its_words_say(scene: Scene) -> None:
    words = {
        "top": (1, 1), "bottom": (1, -1), "left": (0, -1), "right": (0, 1),
    }  # fmt: skip
    middle = np.median(scene.coordinates, axis=0)
    for place in places_on(scene):
        centre = scene.coordinates[place.members].mean(axis=0) - middle
        for word in place.where.split():
            if word != "middle":
                axis, sign = words[word]
                assert centre[axis] * sign > 0
        contexts = scene.workspace.images["context"].iloc[scene.references[place.members]]
        assert place.shows is None or (contexts == place.shows).mean() > 0.5


def test_the_same_map_has_the_same_places(scene: Scene) -> None:
    assert [place.polygon for place in places_on(scene)] == [place.polygon for place in places_on(scene)]


def test_two_models_lead_each_other(story: Story) -> None:
    assert {story.first, story.second} <= set(story.scene.cs_models)
    assert all(lead.value > 0 for lead in story.lead.values())
    assert story.a.top <= story.b.top
    for name in "AB":
        ahead, behind = (story.first, story.second) if name == "A" else (story.second, story.first)
        apart = story.accuracy[ahead, name].value - story.accuracy[behind, name].value
        assert story.lead[name].value == pytest.approx(apart)


def test_figures_are_those_of_the_evaluation(demo: Workspace, story: Story) -> None:
    triples = demo.split("validation")
    inside = story.scene.references[story.b.members]
    chosen = triples[triples["reference"].isin(inside)]
    table = distance_table(demo, chosen, [story.second])
    expected = accuracy_estimate(table.scores[0], chosen["reference"].to_numpy(), chosen["row"].to_numpy())
    assert story.accuracy[story.second, "B"] == expected


def test_no_story_without_two_models_or_a_map(tmp_path: Path, toy_workspace) -> None:
    workspace = toy_workspace()
    assert first_map(workspace) is None
    alone = demo_stand_in.make(tmp_path / "alone")
    alone.change_manifest(
        lambda manifest: type(manifest)(
            "alone", models=(ModelEntry("cs-city", "cs", "city"), ModelEntry("backbone", "baseline"))
        )
    )
    assert story_of(alone, demo_stand_in.GOOD_MAP) is None
