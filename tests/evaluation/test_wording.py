import math

import pytest

from simlab.evaluation import Difference, Estimate
from simlab.evaluation.wording import accuracy_text, counts_text, difference_text, percent


@pytest.mark.parametrize(
    ("share", "text"), [(0.8341, "83.4 %"), (0.0, "0.0 %"), (1, "100.0 %"), (None, "–"), (math.nan, "–")]
)
def test_percent(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(0.834, 0.812, 0.855, 900, 40), "83.4 % [81.2, 85.5]"),
        (Estimate(0.834, 0.812, 0.855, 900, 1, "one reference"), "83.4 % [81.2, 85.5] (one reference)"),
        (Estimate(0.75, None, None, 9, 3, "too few references"), "75.0 % (too few references)"),
        (Estimate(math.nan, None, None, 0, 0, "no scored triples"), "– (no scored triples)"),
    ],
)
def test_accuracies(estimate, text):
    assert accuracy_text(estimate) == text


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        ((0.021, 0.004, 0.038), "+2.1 points [0.4, 3.8]"),
        ((-0.021, -0.038, -0.004), "−2.1 points [−3.8, −0.4]"),
        ((0.01, -0.02, 0.04), "+1.0 points [−2.0, 4.0], not distinguishable"),
        ((-0.0001, -0.0004, 0.0003), "+0.0 points [0.0, 0.0], not distinguishable"),
        ((0.01, None, None), "+1.0 points (too few references)"),
        ((math.nan, None, None), "–"),
    ],
)
def test_differences(difference, text):
    value, low, high = difference
    note = "" if low is not None else "too few references"
    assert difference_text(Difference(value, low, high, None, 9, 9, note)) == text


def test_counts():
    assert counts_text(1234, 56) == "1,234 triples, 56 references"
    assert counts_text(1, 1) == "1 triple, 1 reference"
