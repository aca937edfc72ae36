import numpy as np
import pytest

from simlab.dashboard.explore.emphasis import diameters, opacities
from simlab.dashboard.map_view.attributes import Attribute
from simlab.dashboard.map_view.colouring import (
    accuracy_panel,
    attribute_panel,
    best_model_panel,
    best_of,
    difference_panel,
    number_panel,
)
from simlab.figures.colours import CATEGORIES, CHANCE, NO_DATA
from simlab.workspace import ModelEntry

ACCURACY = np.array([[0.5, 1.0, np.nan, np.nan, 0.2], [0.5, 0.25, 0.75, np.nan, 0.9]])


def test_best_model_is_unique_or_a_tie_or_unknown() -> None:
    assert best_of(ACCURACY).tolist() == [2, 0, 1, -1, 1]


def test_best_model_panel_has_the_models_colours_and_a_tie_of_its_own() -> None:
    models = [ModelEntry("x", "cs"), ModelEntry("y", "baseline")]
    panel = best_model_panel("best", models, ACCURACY, {"x": "#111111", "y": "#222222", "z": "#333333"})
    assert [(c.name, c.symbol) for c in panel.coloring] == [("x", "circle"), ("y", "square"), ("tie", "x")]
    assert len({"#111111", "#222222", NO_DATA} | {c.color for c in panel.coloring}) == 4
    np.testing.assert_array_equal(panel.values, np.array([2, 0, 1, np.nan, 1], np.float32))


def test_accuracy_scale_marks_chance() -> None:
    scale = accuracy_panel("m", np.array([0.1, np.nan])).coloring
    assert (scale.low, scale.high, scale.mark, scale.mark_label) == (0.0, 1.0, CHANCE, "chance")


@pytest.mark.parametrize(("differences", "bound"), [([0.02, -0.01], 0.1), ([0.5, -0.31, np.nan], 0.5), ([np.nan], 1.0)])
def test_difference_scale_is_symmetrical(differences: list[float], bound: float) -> None:
    panel = difference_panel("x", "y", np.array(differences))
    scale = panel.coloring
    assert (scale.low, scale.high, scale.title) == (-bound, bound, "difference")
    assert panel.title == "x minus y"


def test_the_rarest_names_become_other() -> None:
    values = np.array([f"n{i:02}" for i in range(12)] + ["n11", "n11", None], dtype=object)
    panel = attribute_panel(Attribute("maker", values))
    assert [c.name for c in panel.coloring] == ["n11", *(f"n{i:02}" for i in range(9)), "other (2)"]
    assert [c.color for c in panel.coloring] == [*CATEGORIES, NO_DATA]
    assert panel.values[[0, 9, 10, 11]].tolist() == [1, 10, 10, 0]
    assert np.isnan(panel.values[-1])


@pytest.mark.parametrize("values", [[3.0, 3.0], [0.0], [-2.0], [np.nan], []])
def test_a_constant_number_still_has_a_scale(values: list[float]) -> None:
    scale = number_panel("n", np.array(values)).coloring
    assert scale.low < scale.high


def test_emphasis_grows_with_the_number_of_triples() -> None:
    counts = np.array([1, 4, 10])
    assert diameters(counts)[[0, 2]].tolist() == [4.0, 14.0]
    assert opacities(counts)[[0, 2]].tolist() == [0.25, 1.0]
    assert (np.diff(diameters(counts)) > 0).all()
    assert diameters(np.array([7, 7])).tolist() == [14.0, 14.0]
    assert opacities(np.array([], dtype=int)).tolist() == []
