"""The small map: the reference where it lies, its error to scale, regions, in both themes."""

import base64
import re

import numpy as np
import pytest

from simlab.dashboard.compare.live.place_map import place_map_html
from simlab.ensembles import Region, one_model

CORNERS = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 5.0], [0.0, 5.0]])


def svg_of(html: str) -> str:
    return base64.b64decode(re.search(r"base64,([^']+)'", html)[1]).decode()


def drawn(place: tuple[float, float], error: float | None = None, regions: tuple[Region, ...] = (), dark: bool = False):
    html = place_map_html(CORNERS, regions, place, error, "R on <the> map", dark=dark)
    assert "alt='R on &lt;the&gt; map'" in html
    return svg_of(html)


def circles(svg: str) -> list[tuple[float, float, float]]:
    found = re.findall(r'<circle cx="([\d.-]+)" cy="([\d.-]+)" r="([\d.]+)"', svg)
    return [tuple(map(float, one)) for one in found]


def test_the_middle_of_the_map_is_the_middle_of_the_picture() -> None:
    ((x, y, _),) = circles(drawn((5.0, 2.5)))
    assert (x, y) == (200, 130)


def test_up_is_up_and_both_axes_have_one_scale() -> None:
    ((x, y, _),) = circles(drawn((10.0, 5.0)))
    assert x - 200 == pytest.approx(2 * (130 - y))
    assert y < 130 < x


def test_the_error_is_drawn_to_scale_around_it() -> None:
    reach, mark = circles(drawn((5.0, 2.5), error=2.0))
    ((right, _, _),) = circles(drawn((7.0, 2.5)))
    assert reach[:2] == mark[:2]
    assert reach[2] == pytest.approx(right - mark[0])


def test_a_place_far_outside_is_in_sight() -> None:
    ((x, y, radius),) = circles(drawn((40.0, -20.0)))
    assert radius <= x <= 400 - radius
    assert radius <= y <= 260 - radius


def test_regions_and_letters_fit_the_theme() -> None:
    region = Region("<west>", ((0.0, 0.0), (5.0, 0.0), (5.0, 5.0)), one_model("m"), "#e6550d")
    svg = drawn((1.0, 1.0), regions=(region,), dark=True)
    assert 'stroke="#e6550d"' in svg
    assert "&lt;west&gt;" in svg
    assert 'fill="#e6eaf0"' in svg
    assert 'fill="#1c2430"' in drawn((1.0, 1.0))
