import numpy as np
import pytest

from simlab.evaluation import Difference, holm
from simlab.evaluation.correction import corrected_p_values


def difference(p):
    return Difference(0.1, 0.0, 0.2, p, 10, 10)


def test_only_what_has_a_p_value_is_counted():
    found = corrected_p_values([difference(0.01), None, difference(None), difference(0.04), difference(0.03)])
    assert found[1] is None
    assert found[2] is None
    assert [found[0], found[3], found[4]] == pytest.approx(holm(np.array([0.01, 0.04, 0.03])).tolist())
    assert found[0] == pytest.approx(0.03)


def test_nothing_to_correct():
    assert corrected_p_values([]) == ()
    assert corrected_p_values([None, difference(None)]) == (None, None)
