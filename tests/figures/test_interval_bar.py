import re
import xml.etree.ElementTree as ET

import pytest

from simlab.evaluation import Estimate
from simlab.figures.interval_bar import interval_bar

SVG = "{http://www.w3.org/2000/svg}"


def test_the_interval_stands_on_the_scale():
    picture = ET.fromstring(interval_bar(Estimate(0.75, 0.7, 0.9, 100, 20), (0.5, 1.0), "#123456"))
    assert picture.get("aria-hidden") == "true"
    (dot,) = picture.iter(f"{SVG}circle")
    width = float(picture.get("viewBox").split()[2]) - 10
    assert float(dot.get("cx")) == pytest.approx(width / 2)
    line = next(path for path in picture.iter(f"{SVG}path") if path.get("stroke") == "#123456")
    low, high = re.fullmatch(r"M([\d.]+) 7H([\d.]+)", line.get("d")).groups()
    assert (float(low), float(high)) == pytest.approx((0.4 * width, 0.8 * width))


@pytest.mark.parametrize(("value", "dots"), [(0.6, 1), (float("nan"), 0)])
def test_without_an_interval(value, dots):
    picture = ET.fromstring(interval_bar(Estimate(value, None, None, 3, 2), (0.4, 1.0), "#123456"))
    assert len(list(picture.iter(f"{SVG}circle"))) == dots
    assert [path.get("stroke") for path in picture.iter(f"{SVG}path")] == ["#8a94a3"]
