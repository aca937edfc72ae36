"""What a canvas refuses to show, and in which words."""

from dataclasses import replace

import numpy as np
import pytest

from simlab.dashboard.canvas import CanvasPoints, CanvasRegion, CanvasSpec, Category, ColorScale, Panel, SelectionStroke
from simlab.errors import InputError

STOPS = ((0.0, "#000000"), (1.0, "#ffffff"))
SCALE = ColorScale(STOPS, 0.5, 1.0, mark=0.5)
TRIANGLE = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))


def points(count=4):
    return CanvasPoints(
        np.arange(count, dtype=np.int32),
        np.arange(count, dtype=float),
        np.arange(count, dtype=float),
        tuple("abcdefgh"[:count]),
    )


def spec(**changes):
    return CanvasSpec(points(), (Panel("city", np.zeros(4, np.float32), SCALE),), **changes)


def test_a_message_is_small_and_names_its_revision():
    region = CanvasRegion("r1", "night", "#aa0000", TRIANGLE)
    message = spec(regions=(region,), selected_rows=np.array([1, 3], np.int32)).message()
    assert message["revision"] == f"{points().file.fingerprint}-{spec().panel_file.fingerprint}"
    assert message["regions"][0]["name"] == "night"
    assert message["selected"] == "Cg=="  # bits 1 and 3
    assert (message["selection"], message["chosen"]) == ([], None)


def test_a_message_names_what_is_in_hand_what_is_offered_and_every_stroke():
    regions = (
        CanvasRegion("r1", "night", "#aa0000", TRIANGLE),
        CanvasRegion("s1", "1 · city", "#00aa00", TRIANGLE, hint=True, offered=True),
    )
    strokes = (SelectionStroke(TRIANGLE), SelectionStroke(TRIANGLE, "subtract"))
    message = spec(regions=regions, chosen="r1", selection=strokes).message()
    assert message["chosen"] == "r1"
    assert [region.get("offered", False) for region in message["regions"]] == [False, True]
    assert [stroke["mode"] for stroke in message["selection"]] == ["replace", "subtract"]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"labels": ("a", "b")}, "4 image rows, but labels: 2. Give one entry a point"),
        ({"contexts": ("city",)}, "contexts: 1"),
        ({"x": np.array([0, np.nan, 1, np.inf])}, r"2 of 4 points have no finite coordinates \(image rows 1, 3\)"),
        ({"image_rows": np.array([5, 6, 5, 7], np.int32)}, r"1 image rows are drawn more than once \(first: 5\)"),
    ],
)
def test_points_that_do_not_fit_together_are_refused(changes, text):
    with pytest.raises(InputError, match=text):
        replace(points(), **changes)


def test_too_many_points_are_refused_with_the_way_out():
    many = np.arange(20_001, dtype=np.int32)
    with pytest.raises(InputError, match=r"20,001 points are too many to draw; .* random sample"):
        CanvasPoints(many, many.astype(float), many.astype(float), ("",) * 20_001)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (
            lambda: ColorScale(((0.1, "#000000"), (1, "#ffffff")), 0, 1),
            r"must ascend from 0 to 1; these are \[0.1, 1\]",
        ),
        (lambda: ColorScale(((0, "red"), (1, "#ffffff")), 0, 1, title="accuracy"), "1 colours of the scale 'accuracy'"),
        (lambda: ColorScale(STOPS, 1, 1), "runs from 1 to 1; low must be below high"),
        (lambda: ColorScale(STOPS, 0, 1, mark=2), "The mark 2 of the scale '' lies outside 0 to 1"),
        (lambda: Panel("city", np.array([np.inf], np.float32), SCALE), "1 values of panel 'city' are infinite"),
        (lambda: Panel("best", np.array([0, 2], np.float32), (Category("a", "#000000"),)), "no index of its 1 categor"),
        (lambda: CanvasRegion("r", "x", "url(//evil)", TRIANGLE), r"region 'x' are not of the form '#rrggbb'"),
        (lambda: CanvasRegion("r", "x", "#000000", TRIANGLE[:2]), "Region 'x' needs at least 3 vertices"),
        (lambda: SelectionStroke((*TRIANGLE, (np.nan, 0))), "The selection needs at least 3 vertices with finite"),
        (lambda: spec(regions=(CanvasRegion("r", "x", "#000000", TRIANGLE),) * 2), "1 region ids are used more than"),
        (lambda: spec(sizes=np.ones(3, np.float32)), "one finite entry of sizes for each of its 4 points"),
        (lambda: spec(height=20), "200 to 4,000 pixels high, not 20"),
        (lambda: CanvasSpec(points(), ()), "at least one panel"),
        (lambda: CanvasSpec(points(3), spec().panels), "Panel 'city' has 4 values for 3 points"),
    ],
)
def test_what_cannot_be_drawn_is_refused(make, text):
    with pytest.raises(InputError, match=text):
        make()
