"""Heat maps under the points: what travels to the browser, and what is refused."""

import json
import struct
from dataclasses import replace

import numpy as np
import pytest

from simlab.dashboard.canvas import CanvasPoints, CanvasSpec, Category, ColorScale, Panel, Underlay
from simlab.errors import InputError

SCALE = ColorScale(((0.0, "#000000"), (1.0, "#ffffff")), 0.0, 1.0)
NAMES = (Category("city", "#112233", "square"),)


def panel(title, values, coloring=SCALE):
    return Panel(title, np.array(values, np.float32), coloring)


def underlay(**changes):
    given = Underlay(
        title="credibility",
        extent=(-1.0, 0.0, 2.0, 4.0),
        columns=3,
        maps=(panel("city", [0.1, np.nan, 0.3, 0.4, 0.5, 0.6]),),
        facts=(panel("winner", [0, np.nan, 0, 0, np.nan, 0], NAMES),),
        faint=np.array([True, False, False, False, False, True]),
        window=(1.5, 2.0),
        note="small",
    )
    return replace(given, **changes)


def spec(panels=1, **changes):
    line = np.arange(4, dtype=float)
    points = CanvasPoints(np.arange(4, dtype=np.int32), line, line, tuple("abcd"))
    return CanvasSpec(points, (Panel("", np.zeros(4, np.float32), SCALE),) * panels, **changes)


def decoded(file):
    length = struct.unpack("<I", file.content[8:12])[0]
    header = json.loads(file.content[12 : 12 + length])
    types = {"f4": "<f4", "u1": "u1"}
    arrays = {
        entry["name"]: np.frombuffer(file.content, types[entry["type"]], entry["length"], entry["offset"])
        for entry in header["arrays"]
    }
    return header, arrays


def test_cells_colours_and_facts_travel_in_one_file():
    header, arrays = decoded(underlay().file)
    assert {name: header[name] for name in ("title", "note", "extent", "columns", "window")} == {
        "title": "credibility",
        "note": "small",
        "extent": [-1.0, 0.0, 2.0, 4.0],
        "columns": 3,
        "window": [1.5, 2.0],
    }
    assert header["panels"][0]["title"] == "city"
    assert header["panels"][0]["scale"]["high"] == 1.0
    assert header["facts"][0]["categories"] == [{"name": "city", "color": "#112233", "symbol": "square"}]
    np.testing.assert_array_equal(arrays["values0"], np.float32([0.1, np.nan, 0.3, 0.4, 0.5, 0.6]))
    np.testing.assert_array_equal(arrays["fact0"], np.float32([0, np.nan, 0, 0, np.nan, 0]))
    assert arrays["faint"].tolist() == [1, 0, 0, 0, 0, 1]


def test_it_changes_neither_points_nor_panels_nor_the_message():
    before, after = spec(), spec(underlay=underlay())
    assert after.points.file.fingerprint == before.points.file.fingerprint
    assert after.panel_file.fingerprint == before.panel_file.fingerprint
    assert after.message() == before.message()


def test_one_map_serves_all_panels_or_each_has_its_own():
    spec(panels=3, underlay=underlay())
    spec(panels=2, underlay=underlay(maps=underlay().maps * 2))
    with pytest.raises(InputError, match="'credibility' has 2 maps for 3 panels; give one for all of them, or one for"):
        spec(panels=3, underlay=underlay(maps=underlay().maps * 2))


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"maps": ()}, "needs at least one map"),
        ({"columns": 4}, "6 cells of the underlay 'credibility' do not make rows of 4"),
        ({"columns": 0}, "do not make rows of 0"),
        ({"extent": (0.0, 0.0, 0.0, 1.0)}, "finite ends, the left before the right"),
        ({"extent": (0.0, np.nan, 1.0, 1.0)}, "finite ends"),
        ({"window": (0.0, 1.0)}, "windows with an area"),
        ({"facts": (panel("winner", [0.0]),)}, "'winner' has 1 values for 6 cells of the underlay 'credibility'"),
    ],
)
def test_what_does_not_fit_together_is_refused(changes, text):
    with pytest.raises(InputError, match=text):
        underlay(**changes)
