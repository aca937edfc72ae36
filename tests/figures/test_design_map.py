"""The still picture of a design: what is drawn where, and what becomes of text, of many dots and of missing places."""

import base64
import re
import xml.etree.ElementTree as ET
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from simlab.figures.colours import ACCURACY
from simlab.figures.design_map import WIDTH, MapRegion, design_map
from simlab.figures.map_dots import MOST_SHARP, colour_at, dots_svg

SVG = "{http://www.w3.org/2000/svg}"
SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0))


def drawn(coordinates, colours, regions=(), description="a map") -> ET.Element:
    return ET.fromstring(design_map(np.array(coordinates, dtype=float), colours, regions, description))


def dots_of(picture: ET.Element) -> dict[str, list[tuple[float, float]]]:
    found = {}
    for path in picture.iter(f"{SVG}path"):
        places = re.findall(r"M([-\d.]+) ([-\d.]+)h0", path.get("d"))
        found[path.get("stroke")] = [(float(x), float(y)) for x, y in places]
    return found


def label_of(picture: ET.Element, number: int) -> tuple[float, float]:
    text = next(t for t in picture.iter(f"{SVG}text") if t.get("class") == "number" and t.text == str(number))
    return float(text.get("x")), float(text.get("y"))


def test_dots_keep_shape_and_side():
    dots = dots_of(drawn([(0, 0), (10, 0), (0, 5)], ["#111111", "#222222", "#333333"]))
    (left, low), (right, _), (_, high) = (dots[colour][0] for colour in ("#111111", "#222222", "#333333"))
    assert right - left == pytest.approx(2 * (low - high), abs=0.2)
    assert high < low  # y of a drawing grows downwards
    assert 0 < left < right < WIDTH


def test_places_that_are_not_known_are_left_out():
    dots = dots_of(drawn([(0, 0), (np.nan, np.nan), (3, 3)], ["#111111", "#222222", "#333333"]))
    assert set(dots) == {"#111111", "#333333"}


@pytest.mark.parametrize("coordinates", [np.empty((0, 2)), [(1, 1)], [(1, 1), (1, 1)], [(0, 0), (0, 1e9)]])
def test_few_or_strange_places(coordinates):
    drawn(coordinates, ["#111111"] * len(coordinates), [MapRegion(1, "r", SQUARE, "#e6550d")])


def test_outlines_lie_on_the_dots_at_their_corners():
    region = MapRegion(1, "square", SQUARE, "#e6550d")
    picture = drawn(SQUARE, ["#111111"] * 4, [region])
    (polygon,) = picture.iter(f"{SVG}polygon")
    corners = [tuple(map(float, corner.split(","))) for corner in polygon.get("points").split()]
    assert corners == dots_of(picture)["#111111"]
    assert polygon.get("fill-rule") == "evenodd"


def test_a_label_stands_where_its_region_rules():
    inner = MapRegion(1, "inner", ((0.0, 0.0), (3.0, 0.0), (3.0, 4.0), (0.0, 4.0)), "#e6550d")
    outer = MapRegion(2, "outer", SQUARE, "#3f51b5")
    picture = drawn(SQUARE, ["#111111"] * 4, [inner, outer])
    right_end = max(x for x, _ in dots_of(picture)["#111111"])
    left_end = min(x for x, _ in dots_of(picture)["#111111"])
    assert label_of(picture, 2)[0] > left_end + 0.75 * (right_end - left_end)


def test_labels_of_equal_regions_do_not_lie_on_one_another():
    regions = [MapRegion(number, f"region {number}", SQUARE, "#e6550d") for number in range(1, 8)]
    picture = drawn(SQUARE, ["#111111"] * 4, regions)
    heights = sorted(label_of(picture, number)[1] for number in range(1, 8))
    assert min(np.diff(heights)) >= 22


def test_a_region_out_of_sight_has_no_label():
    away = MapRegion(1, "away", tuple((x + 1e6, y) for x, y in SQUARE), "#e6550d")
    assert not list(drawn(SQUARE, ["#111111"] * 4, [away]).iter(f"{SVG}text"))


def test_names_are_text():
    name = '<script>alert("x")</script>&'
    picture = drawn(SQUARE, ["#111111"] * 4, [MapRegion(1, name, SQUARE, "#e6550d")], description=name)
    assert picture.get("aria-label") == name
    assert [title.text for title in picture.iter(f"{SVG}title")] == [name]
    assert not list(picture.iter(f"{SVG}script"))


def test_many_dots_become_pixels():
    places = np.random.default_rng(0).uniform(0, 200, (MOST_SHARP + 1, 2))
    element = ET.fromstring(dots_svg(places, ["#ff0000"] * len(places), (200, 200), 2.0))
    assert element.tag == "image"
    content = base64.b64decode(element.get("href").removeprefix("data:image/png;base64,"))
    pixels = np.asarray(Image.open(BytesIO(content)).convert("RGBA"))
    assert pixels.shape == (600, 600, 4)
    assert 0.05 < (pixels[..., 3] > 0).mean() < 1
    assert set(map(tuple, pixels[pixels[..., 3] > 0][:, :3])) == {(255, 0, 0)}
    x, y = (3 * places[0]).astype(int)
    assert pixels[y, x, 3] == 255


@pytest.mark.parametrize(
    ("value", "colour"), [(0.0, "#c4a7a2"), (0.5, "#4a4fb5"), (1.0, "#f2c92e"), (0.9375, "#bec63c")]
)
def test_colours_of_a_scale(value, colour):
    assert colour_at(ACCURACY, value) == colour
