import math

import pytest

from simlab.evaluation import Difference, Estimate
from simlab.evaluation.agreement import Consistency
from simlab.evaluation.relation_wording import (
    consistency_text,
    corrected_difference_text,
    corrected_text,
    kappa_text,
    lead_text,
)
from simlab.evaluation.slices import SliceComparison


def test_kappa():
    assert consistency_text(Consistency(0.268, 0.2479, 0.288)) == "0.27 [0.25, 0.29]"
    assert consistency_text(Consistency(-0.004, -0.02, 0.011)) == "0.00 [−0.02, 0.01]"
    assert consistency_text(Consistency(0.5)) == "0.50"
    assert consistency_text(Consistency(math.nan)) == kappa_text(math.nan) == "–"


@pytest.mark.parametrize(
    ("value", "corrected_p", "text"),
    [(0.0312, 0.01, "+3.1*"), (-0.0312, 0.06, "−3.1"), (-0.0001, 1.0, "+0.0"), (0.2, None, "+20.0")],
)
def test_a_lead_in_a_slice(value, corrected_p, text):
    estimate = Estimate(0.5, 0.4, 0.6, 10, 10)
    compared = SliceComparison(estimate, Difference(value, None, None, None, 10, 10), corrected_p)
    assert lead_text(compared) == text
    assert lead_text(SliceComparison(estimate, None, None)) == ""


def test_corrected_p_values():
    assert corrected_text(0.0214, 88) == "p = 0.021 after correction for 88 comparisons"
    assert corrected_text(0.0002, 1) == "p < 0.001 after correction for 1 comparison"
    assert corrected_text(None, 3) == ""


def test_a_difference_that_the_correction_takes_away_says_so():
    clear = Difference(0.02, 0.01, 0.03, 0.02, 100, 50)
    assert corrected_difference_text(clear, 0.02) == "+2.0 points [1.0, 3.0]"
    assert corrected_difference_text(clear, 0.2) == "+2.0 points [1.0, 3.0], not distinguishable after correction"
    unclear = Difference(0.02, -0.01, 0.05, 0.3, 100, 50)
    assert corrected_difference_text(unclear, 0.9) == "+2.0 points [−1.0, 5.0], not distinguishable"
