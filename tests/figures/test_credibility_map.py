"""The figure of a credibility map holds what the layer says, blank where nothing is known."""

import numpy as np
import pytest

from simlab.ensembles.credibility import EMPTY, UNDECIDED, CredibilityLayer
from simlab.figures.colours import UNDECIDED as UNDECIDED_COLOUR
from simlab.figures.colours import UNDECIDED_NAME
from simlab.figures.credibility_map import credibility_figure
from tests.ensembles.test_credibility import make_questions

COLOURS = {"m0": "#112233", "m1": "#445566", "m2": "#778899"}


@pytest.fixture(scope="module")
def places():
    rng = np.random.default_rng(0)
    return np.concatenate([rng.normal(0, 1, (60, 2)), rng.normal(9, 1, (60, 2))])


@pytest.fixture(scope="module")
def layer(places):
    skills = np.stack([np.where(places[:, 0] < 5, 0.95, 0.4), np.where(places[:, 0] < 5, 0.4, 0.95), np.full(120, 0.5)])
    return CredibilityLayer.of(make_questions(1, skills), places, ("m0", "m1"))


def panels(figure):
    return {trace.name: trace for trace in figure.data if trace.type == "heatmap"}


def test_each_panel_shows_the_layer(layer):
    figure = credibility_figure(layer, COLOURS, "study (SYNTHETIC)")
    found = panels(figure)
    assert list(found) == ["m0", "m1", "m2", "winner", "lead of the best", "number of triples"]
    assert [note.text for note in figure.layout.annotations] == list(found)
    for number in range(3):
        np.testing.assert_array_equal(found[f"m{number}"].z, layer.believed[number].astype(np.float32))
    np.testing.assert_array_equal(found["lead of the best"].z, (100 * layer.margin).astype(np.float32))
    counted = np.where(layer.triples > 0, layer.triples, np.nan)
    np.testing.assert_array_equal(found["number of triples"].z, counted)
    for trace in found.values():
        np.testing.assert_array_equal(np.asarray(trace.customdata)[..., 0], layer.references)
        np.testing.assert_array_equal(np.asarray(trace.customdata)[..., 1], layer.triples)
        assert (np.diff(trace.x)[0], np.diff(trace.y)[0]) == pytest.approx(tuple(layer.cells.side))
        assert trace.x[0] - layer.cells.side[0] / 2 == pytest.approx(layer.extent[0])
    assert figure.layout.title.text == "study (SYNTHETIC)"


def test_winners_have_their_colours_and_nobody_has_grey(layer):
    figure = credibility_figure(layer, COLOURS, "study")
    winner = panels(figure)["winner"]
    colour_of = {}
    for number, colour in ((EMPTY, None), (UNDECIDED, UNDECIDED_COLOUR), (0, "#112233"), (1, "#445566")):
        shown = winner.z[layer.winner == number]
        assert len(shown), "the layer has every kind of window"
        if colour is None:
            assert np.isnan(shown).all()
            continue
        position = (shown[0] - winner.zmin) / (winner.zmax - winner.zmin)
        below = [stop for stop, _ in winner.colorscale if stop <= position]
        colour_of[number] = winner.colorscale[len(below) - 1][1]
        assert colour_of[number] == colour
        text = np.asarray(winner.text)[layer.winner == number]
        assert set(text) == {UNDECIDED_NAME if number == UNDECIDED else layer.models[number]}
    legend = {trace.name: trace.marker.color for trace in figure.data if trace.type == "scatter"}
    assert legend == {"m0": "#112233", "m1": "#445566", UNDECIDED_NAME: UNDECIDED_COLOUR}


def test_a_single_member_has_neither_winner_nor_lead(places):
    layer = CredibilityLayer.of(make_questions(1, np.full((1, 120), 0.7)), places, ("m0",))
    figure = credibility_figure(layer, COLOURS, "study")
    assert list(panels(figure)) == ["m0", "number of triples"]
    assert not [trace for trace in figure.data if trace.type == "scatter"]
