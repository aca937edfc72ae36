"""What lies under the points, for every choice and every kind of study."""

from collections.abc import Callable

import numpy as np
import pytest

from simlab.dashboard.map_view.scene import scene_of
from simlab.dashboard.map_view.underlay import underlay_of
from simlab.ensembles.credibility import EMPTY, UNDECIDED
from simlab.figures.colours import UNDECIDED as UNDECIDED_COLOUR
from simlab.maps import fit_map, load_map
from simlab.maps.density import map_density
from simlab.studies.credibility_layer import layer_on_map
from simlab.studies.split_questions import split_questions
from simlab.workspace import Workspace

MEMBERS = ("west-model", "east-model", "third-model")
SHOWN = ("east-model", "plain")


@pytest.fixture
def study(toy_workspace: Callable[..., Workspace]) -> Workspace:
    workspace = toy_workspace(references={"validation": 80, "train": 8, "test": 8})
    fit_map(workspace, "look", "pca")
    return workspace


def layer_of(workspace: Workspace, models: tuple[str, ...]) -> object:
    asked = split_questions(workspace, "validation", models)
    return layer_on_map(asked, load_map(workspace, "pca-look"), MEMBERS)


def test_each_shown_model_has_its_own_credibility(study: Workspace) -> None:
    under = underlay_of(scene_of(study, "validation", "pca-look"), "credibility", SHOWN)
    layer = layer_of(study, (*MEMBERS, "plain"))
    assert [panel.title for panel in under.maps] == list(SHOWN)
    for panel in under.maps:
        expected = layer.believed[layer.models.index(panel.title)].reshape(-1)
        np.testing.assert_array_equal(panel.values, expected.astype(np.float32))
    assert [fact.title for fact in under.facts] == [
        "winner",
        "accuracy of the best",
        "lead over the second",
        "references",
        "triples",
    ]
    assert (under.extent, under.columns, under.window) == (layer.extent, layer.cells.count, layer.window)
    assert under.note == f"windows of {100 * layer.window_share:.0f} % of the map's width; faint: under 5 references"
    np.testing.assert_array_equal(under.faint, layer.few.reshape(-1))


def test_winner_lead_and_triples_are_one_map_for_all_panels(study: Workspace) -> None:
    scene = scene_of(study, "validation", "pca-look")
    layer = layer_of(study, MEMBERS)
    winner = underlay_of(scene, "winner").maps[0]
    names = [category.name for category in winner.coloring]
    assert names == [*MEMBERS, "cannot be told apart"]
    assert [category.color for category in winner.coloring] == [
        *(scene.colours[name] for name in MEMBERS),
        UNDECIDED_COLOUR,
    ]
    for value, number in zip(winner.values, layer.winner.reshape(-1), strict=True):
        if number == EMPTY:
            assert np.isnan(value)
        else:
            assert names[int(value)] == ("cannot be told apart" if number == UNDECIDED else layer.models[number])
    margin = underlay_of(scene, "margin").maps[0]
    np.testing.assert_array_equal(margin.values, layer.margin.reshape(-1).astype(np.float32))
    assert margin.coloring.low == 0
    assert margin.coloring.high == pytest.approx(np.ceil(20 * np.nanmax(layer.margin)) / 20)
    triples = underlay_of(scene, "triples").maps[0]
    np.testing.assert_array_equal(np.nan_to_num(triples.values), layer.triples.reshape(-1))
    assert np.isnan(triples.values[layer.references.reshape(-1) == 0]).all()
    for under in ("winner", "margin", "triples"):
        found = underlay_of(scene, under)
        assert len({panel.title for panel in (*found.maps, *found.facts)}) == 5, "each is told once"


def test_nothing_is_nothing_and_a_choice_is_made_once(study: Workspace) -> None:
    scene = scene_of(study, "validation", "pca-look")
    assert underlay_of(scene, "nothing", SHOWN) is None
    assert underlay_of(scene, "winner", SHOWN) is underlay_of(scene, "winner", MEMBERS)
    assert underlay_of(scene, "credibility", SHOWN) is not underlay_of(scene, "credibility", MEMBERS)


def test_a_lone_model_has_neither_winner_nor_lead(toy_workspace: Callable[..., Workspace]) -> None:
    workspace = toy_workspace(skills={}, baselines={"plain": (0.7, 0.7)})
    fit_map(workspace, "look", "pca")
    found = underlay_of(scene_of(workspace, "validation", "pca-look"), "credibility", ("plain",))
    assert [fact.title for fact in found.facts] == ["references", "triples"]


def test_density_needs_no_answers(study: Workspace) -> None:
    scene = scene_of(study, "train", "pca-look")
    found = underlay_of(scene, "density")
    density = map_density(scene.coordinates[scene.placed])
    (panel,) = found.maps
    shown = ~np.isnan(panel.values)
    per_percent = density.per_cell.reshape(-1) * density.per_cell.size / 100
    np.testing.assert_allclose(panel.values[shown], per_percent[shown], rtol=1e-6)
    assert per_percent[~shown].max() < 0.01 * per_percent.max()
    assert (found.extent, found.columns) == (density.extent, density.per_cell.shape[1])
    assert found.window == tuple(2 * side for side in density.bandwidth)
    assert "of 8 references" in found.note
    assert underlay_of(scene, "density") is found
