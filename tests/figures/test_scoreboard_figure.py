"""The scoreboard's figure holds the rows' figures, in their order, between their brackets."""

import plotly.graph_objects as go
import pytest

from simlab.evaluation import Difference, Estimate
from simlab.figures.colours import DIFFERENCE
from simlab.figures.levels import Level, draw_levels
from simlab.figures.scoreboard import BoardLine, scoreboard_figure

SURE = Estimate(0.82, 0.8, 0.84, 900, 100)
BEST = Estimate(0.75, 0.73, 0.77, 900, 100)
FEW = Estimate(0.6, None, None, 12, 3, "too few references")
IN_SAMPLE = Estimate(0.86, 0.85, 0.87, 900, 100)
MORE, LESS, SAME = (Difference(value, value - 0.01, value + 0.01, 0.01, 900, 100) for value in (0.07, -0.15, 0.004))
LINES = (
    BoardLine("gate", "calibrated gate", "ensemble", "#7b61d6", SURE, IN_SAMPLE, MORE, "better"),
    BoardLine("vote", "majority vote", "ensemble", "#7b61d6", BEST, None, SAME, "not distinguishable"),
    BoardLine("best", "best single model", "ensemble", "#7b61d6", BEST),
    BoardLine("hash", "hash", "baseline", "#9b9b9b", FEW, None, LESS, "worse", hover="only three"),
)


@pytest.fixture
def figure():
    ceiling = Estimate(0.9, 0.88, 0.92, 900, 100)
    return scoreboard_figure(
        LINES, "toy (SYNTHETIC)", brackets=[("noise ceiling", ceiling)], compared="best", selected="hash"
    )


def markers(figure):
    return {trace.customdata[0]: trace for trace in figure.data if trace.customdata is not None}


def test_every_row_is_a_marker_that_names_itself(figure):
    found = markers(figure)
    assert list(found) == ["gate", "vote", "best", "hash"]
    for place, line in enumerate(LINES):
        trace = found[line.key]
        assert (trace.x[0], trace.y[0], trace.marker.color) == (line.estimate.value, place, line.colour)
        assert line.label in trace.hovertemplate
    assert found["gate"].error_x.array[0] == pytest.approx(0.02)
    assert found["gate"].error_x.arrayminus[0] == pytest.approx(0.02)
    assert found["hash"].error_x.array is None
    assert "too few references" in found["hash"].hovertemplate
    assert "only three" in found["hash"].hovertemplate
    assert list(figure.layout.yaxis.ticktext) == [f"{line.label} " for line in LINES]
    assert figure.layout.title.text == "toy (SYNTHETIC)"


def test_in_sample_figures_are_crosses_beside(figure):
    crosses = [trace for trace in figure.data if trace.marker.symbol == "x-thin" and trace.x[0] is not None]
    assert [(trace.x[0], trace.y[0]) for trace in crosses] == [(0.86, 0)]


def test_lines_across_all_rows(figure):
    upright = [shape.x0 for shape in figure.layout.shapes if shape.x0 == shape.x1]
    assert sorted(upright) == [0.75, 0.9]
    said = [note.text for note in figure.layout.annotations]
    assert "noise ceiling 90.0 %" in said
    assert "best single model" in said
    low, high = figure.layout.xaxis.range
    assert low < 0.6
    assert high > 0.92


def test_chance_is_drawn_where_it_is_in_sight():
    line = BoardLine("noise", "noise", "model", "#4477aa", Estimate(0.5, 0.45, 0.55, 900, 100))
    figure = scoreboard_figure([line], "toy")
    assert "chance" in [note.text for note in figure.layout.annotations]


def test_names_of_lines_never_lie_on_one_another():
    figure = go.Figure()
    levels = [Level("noise ceiling 93.1 %", 0.931, "dash", "#000000"), Level("oracle 96.7 %", 0.967, "dash", "#000000")]
    levels += [Level("best single model", 0.6, "solid", "#000000"), Level("chance", 0.5, "dot", "#000000")]
    assert draw_levels(figure, levels, (0.45, 1.0)) == 36
    shifts = {note.text: (note.yshift, note.xanchor) for note in figure.layout.annotations}
    assert shifts["chance"] == shifts["best single model"] == (0, "left")
    assert {shifts["noise ceiling 93.1 %"], shifts["oracle 96.7 %"]} == {(0, "right"), (18, "right")}


def test_verdicts_are_marked(figure):
    notes = {note.y: note.text for note in figure.layout.annotations if note.xref == "paper" and note.yref is None}
    better, worse = DIFFERENCE[-1][1], DIFFERENCE[0][1]
    assert notes[0] == f"<b>82.0 %</b>  <span style='color:{better}'>▲ +7.0</span>"
    assert "≈ +0.4" in notes[1]
    assert notes[2] == "<b>75.0 %</b>"
    assert f"color:{worse}'>▼ −15.0" in notes[3]
