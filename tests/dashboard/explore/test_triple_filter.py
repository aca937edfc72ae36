import numpy as np
import pandas as pd
import pytest

from simlab.dashboard.explore.triple_filter import Slice, TripleFilter, disagreement, ordered
from simlab.dashboard.map_view.attributes import Attribute
from simlab.evaluation import DistanceTable

# Margins of two models on five triples; the last two are a human tie and a triple without vectors in x.
MARGINS = np.array([[0.5, -0.2, 0.1, 0.4, np.nan], [0.3, 0.2, 0.0, -0.1, -0.7]])
CHOICES = ["A", "A", "B", "tie", "B"]


@pytest.fixture
def table() -> DistanceTable:
    distances = np.stack([np.zeros_like(MARGINS), MARGINS], axis=-1)
    return DistanceTable(("x", "y"), pd.DataFrame({"choice": CHOICES}), distances)


def kept(table: DistanceTable, **conditions: object) -> list[int]:
    return np.flatnonzero(TripleFilter(**conditions).keeps(table)).tolist()


def test_disagreement_needs_a_model_on_either_side() -> None:
    np.testing.assert_allclose(disagreement(MARGINS), [0, 0.5, 0, 0.5, 0])


def test_filters(table: DistanceTable) -> None:
    assert kept(table) == [0, 1, 2, 3, 4]
    assert kept(table, disagree=True) == [1, 3]
    assert kept(table, wrong_for="x") == [1, 2]
    assert kept(table, wrong_for="y") == []
    assert kept(table, human_ties=True) == [3]
    assert kept(table, disagree=True, wrong_for="x") == [1]


def test_slices(table: DistanceTable) -> None:
    maker = Attribute("maker", np.array(["p", "q", None, "q", "None"], dtype=object))
    assert kept(table, part=Slice(maker)) == [0, 1, 2, 3, 4]
    assert kept(table, part=Slice(maker, names=("q",))) == [1, 3]
    assert kept(table, part=Slice(maker, names=("None",))) == [4]
    gloss = Attribute("gloss", np.array([0.1, 0.2, np.nan, 0.4, 0.5]))
    assert kept(table, part=Slice(gloss, limits=(0.2, 0.4))) == [1, 3]


def test_orders(table: DistanceTable) -> None:
    every = np.array([4, 3, 2, 1, 0])
    assert ordered(table, every, "file", "x").tolist() == [0, 1, 2, 3, 4]
    assert ordered(table, every, "disagreement", "x").tolist()[:2] == [3, 1]
    assert ordered(table, np.arange(5), "most wrong", "x").tolist() == [1, 2, 0, 3, 4]
    assert ordered(table, np.arange(5), "most right", "x").tolist() == [0, 2, 1, 3, 4]
    assert ordered(table, np.arange(5), "least sure", "y").tolist() == [2, 3, 1, 0, 4]
    assert ordered(table, np.array([], dtype=int), "disagreement", "x").tolist() == []


def test_without_models_the_source_order_holds() -> None:
    table = DistanceTable((), pd.DataFrame({"choice": CHOICES}), np.empty((0, 5, 2)))
    assert ordered(table, np.array([2, 0]), "most wrong", None).tolist() == [0, 2]
    assert kept(table, disagree=True) == []
