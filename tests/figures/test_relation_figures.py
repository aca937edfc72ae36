"""The figures of model relations hold the numbers they are given, and say on hover what these mean."""

import math
from dataclasses import replace

import numpy as np
import pytest

from simlab.evaluation import Difference, Estimate
from simlab.evaluation.agreement import pairwise_agreement
from simlab.evaluation.slices import Slicing, compare_in_slices
from simlab.figures.added_bars import AddedBy, added_bars
from simlab.figures.agreement_map import agreement_map
from simlab.figures.colours import ACCURACY, DIFFERENCE
from simlab.figures.number_matrix import number_matrix
from simlab.figures.slice_map import slice_map
from simlab.figures.vote_chart import VotedModel, vote_chart

NAMES = ("city", "ocean", "hash")
STUDY = "<i>toy</i>, validation split, SYNTHETIC"


@pytest.fixture(scope="module")
def scores():
    rng = np.random.default_rng(0)
    found = (rng.random((3, 240)) < [[0.9], [0.75], [0.55]]).astype(float)
    found[0, :120] = rng.random(120) < 0.5
    return found


REFERENCES = np.repeat(np.arange(40), 6)


def matrix(figure):
    """Values, texts and tooltips of the cells, each as rows × columns."""
    cells, written = figure.data
    values = np.array(cells.z, dtype=float)
    assert (list(written.x[: values.shape[1]]), written.y[0]) == (list(cells.x), 0)
    return values, np.array(written.text, dtype=object).reshape(values.shape), np.array(cells.customdata, dtype=object)


@pytest.mark.parametrize("measure", ["equal", "consistency", "both wrong"])
def test_the_agreement_map_is_symmetric_and_says_all_three(scores, measure):
    pairs = pairwise_agreement(scores, REFERENCES)
    values, texts, notes = matrix(agreement_map(NAMES, pairs, measure, STUDY))
    assert np.isnan(np.diagonal(values)).all()
    for pair in pairs:
        expected = {
            "equal": 100 * pair.equal.value,
            "consistency": pair.consistency.value,
            "both wrong": 100 * pair.both_wrong.value,
        }[measure]
        for cell in ((pair.first, pair.second), (pair.second, pair.first)):
            assert values[cell] == expected
            digits = 2 if measure == "consistency" else 0
            assert float(texts[cell].replace("−", "-")) == pytest.approx(expected, abs=0.51 * 10**-digits)
            note = notes[cell]
            assert all(
                word in note for word in ("equal answers:", "error consistency κ:", "both wrong:", "240 triples")
            )
            assert f"<b>{NAMES[cell[0]]}</b> and <b>{NAMES[cell[1]]}</b>" in note


def test_kappa_that_is_not_there_is_a_dash():
    values, texts, _ = matrix(
        agreement_map(NAMES, pairwise_agreement(np.ones((3, 240)), REFERENCES), "consistency", STUDY)
    )
    assert math.isnan(values[0, 1])
    assert texts[0, 1] == "–"


def test_added_bars_fade_what_cannot_be_told_from_nothing():
    alone = Estimate(0.02, 0.01, 0.04, 240, 40)
    clear, lost = Difference(0.03, 0.01, 0.05, 0.001, 240, 40), Difference(-0.02, -0.03, -0.01, 0.03, 240, 40)
    few = Difference(0.01, None, None, None, 8, 4, "too few references")
    figure = added_bars(
        [
            AddedBy("city", "#4477aa", False, alone, clear, 0.003),
            AddedBy("ocean", "#ee6677", False, alone, lost, 0.06),
            AddedBy("hash", "#6f6f6f", True, Estimate(0.0, None, None, 8, 4, "too few references"), few, None),
        ],
        STUDY,
    )
    left, right = figure.data
    assert list(left.y) == list(right.y) == list(NAMES)
    assert list(left.x) == pytest.approx([2, 2, 0])
    assert list(right.x) == pytest.approx([3, -2, 1])
    assert list(left.error_x.array[:2]) == pytest.approx([2, 2])
    assert list(left.error_x.arrayminus[:2]) == pytest.approx([1, 1])
    assert left.error_x.array[2] is None
    assert list(left.marker.opacity) == [1, 1, 1]
    assert right.marker.opacity[0] == 1
    assert right.marker.opacity[1] == right.marker.opacity[2] < 1
    assert list(left.marker.pattern.shape) == ["", "", "/"]
    assert "not distinguishable after correction" in right.customdata[1]
    assert "too few references" in right.customdata[2]


def test_the_vote_chart_shows_both_scores_and_what_votes_allow():
    accuracy, votes = Estimate(0.8, 0.75, 0.85, 240, 40), Estimate(0.62, 0.6, 0.64, 250, 40)
    figure = vote_chart([VotedModel("city", "#4477aa", accuracy, votes)], Estimate(0.7, 0.69, 0.71, 250, 40), STUDY)
    first, second = figure.data
    assert (first.name, list(first.x)) == ("accuracy", [80])
    assert (second.name, list(second.x)) == ("vote-weighted", [62])
    assert list(second.error_x.array) == pytest.approx([2])
    assert "share of voters agreed with" in second.customdata[0]
    assert [shape.x0 for shape in figure.layout.shapes] == [50, 70]
    assert figure.layout.annotations[0].text == "◇ at most 70.0 %"


@pytest.fixture(scope="module")
def slices(scores):
    by = Slicing("kind", ("<b>near</b>", "far"), np.repeat([0, 1], 20))
    return compare_in_slices(scores, REFERENCES, REFERENCES, [by], 0)


def test_a_slice_has_a_colour_only_where_its_difference_holds(slices):
    figure = slice_map(NAMES, slices, "city", "difference", STUDY)
    values, texts, notes = matrix(figure)
    assert [stop for _, stop in figure.data[0].colorscale] == [stop for _, stop in DIFFERENCE]
    assert figure.data[0].zmin == -figure.data[0].zmax
    held = 0
    for row, found in enumerate(slices):
        for column, compared in enumerate(found.models):
            if compared.difference is None:
                assert math.isnan(values[row, column])
                assert texts[row, column] == f"({100 * compared.accuracy.value:.0f} %)"
                continue
            held += compared.distinguishable
            assert values[row, column] == (100 * compared.difference.value if compared.distinguishable else 0)
            assert texts[row, column].endswith("*") == compared.distinguishable
            assert "after correction for 4 comparisons" in notes[row, column]
    assert 0 < held < 4


def test_slice_names_of_users_are_text_and_not_markup(slices):
    figure = slice_map(NAMES, slices, "city", "difference", STUDY)
    assert figure.layout.xaxis.title.text == "Points ahead of city, &lt;i&gt;toy&lt;/i&gt;, validation split, SYNTHETIC"
    assert figure.layout.yaxis.ticktext[0] == "&lt;b&gt;near&lt;/b&gt; · 20"
    assert "kind: &lt;b&gt;near&lt;/b&gt;" in figure.data[0].customdata[0][0]


def test_accuracies_in_slices_have_the_scale_of_accuracy(slices):
    figure = slice_map(NAMES, slices, "city", "accuracy", STUDY)
    cells = figure.data[0]
    assert [stop for _, stop in cells.colorscale] == [stop for _, stop in ACCURACY]
    assert (cells.zmin, cells.zmax) == (0, 100)
    for row, found in enumerate(slices):
        assert list(cells.z[row]) == [100 * compared.accuracy.value for compared in found.models]


def test_slices_of_several_columns_say_of_which(slices):
    figure = slice_map(NAMES, [slices[0], replace(slices[1], column="c" * 40)], "city", "accuracy", STUDY)
    first, second = figure.layout.yaxis.ticktext
    assert first == "kind: &lt;b&gt;near&lt;/b&gt; · 20"
    assert second == "c" * 31 + "… · 20"


def test_numbers_are_dark_on_light_cells_and_white_on_dark_ones():
    stops = ((0.0, "#ffffff"), (1.0, "#000000"))
    figure = number_matrix(
        np.array([[0.0, 1.0], [0.3, np.nan]]),
        [["a", "b"], ["c", "d"]],
        [[""] * 2] * 2,
        title="",
        rows=("1", "2"),
        columns=("x", "y"),
        colours=stops,
        limits=(0, 1),
        unit="",
    )
    dark, white, dim, empty = figure.data[1].textfont.color
    assert dark == dim != white == "#ffffff"
    assert empty not in (dark, white)
