import numpy as np
import pandas as pd
import pytest

from simlab.errors import InputError
from simlab.evaluation import choice_sign, listed_first_score, margins, score, score_signs

CHOICE = pd.Series(["A", "B", "tie", "A", "B", "tie"])
MARGINS = np.array([0.3, 0.3, 0.3, 0.0, np.nan, -0.1])


def test_a_positive_margin_means_that_a_is_closer():
    assert margins(np.array([[0.2, 0.7], [0.7, 0.2]])) == pytest.approx([0.5, -0.5])


@pytest.mark.parametrize("dtype", ["str", "object", "category", "string"])
def test_choices_have_the_sign_of_margins(dtype):
    signs = choice_sign(CHOICE.astype(dtype))
    assert signs.dtype == np.int8
    assert list(signs) == [1, -1, 0, 1, -1, 0]
    assert list(choice_sign(CHOICE.to_numpy(dtype=object))) == [1, -1, 0, 1, -1, 0]
    assert choice_sign(CHOICE[:0]).shape == (0,)


def test_scores_decide_ties_as_stated():
    expected = np.array([1, 0, np.nan, 0.5, np.nan, np.nan])
    assert np.array_equal(score(MARGINS, CHOICE), expected, equal_nan=True)
    both = score(np.stack([MARGINS, -MARGINS]), CHOICE)
    assert np.array_equal(both, [expected, 1 - expected], equal_nan=True)
    assert np.array_equal(score_signs(MARGINS, choice_sign(CHOICE)), expected, equal_nan=True)
    assert score(MARGINS.astype(np.float32), CHOICE).dtype == np.float64


@pytest.mark.parametrize("dtype", ["str", "object", "category", "string"])
def test_listed_first_counts_human_ties_by_the_order_of_the_source(dtype):
    listed = pd.Series(["A", "B", "A", "B", "A", "A"], dtype=dtype)
    expected = [1, 0, 1, 0.5, np.nan, 0]
    assert np.array_equal(listed_first_score(MARGINS, CHOICE, listed), expected, equal_nan=True)
    unknown = listed.where(listed.index != 2, None)
    expected[2] = np.nan
    assert np.array_equal(listed_first_score(MARGINS, CHOICE, unknown), expected, equal_nan=True)
    assert np.isnan(listed_first_score(MARGINS[2:3], CHOICE[2:3], pd.Series([None]))).all()


def test_other_words_are_refused():
    with pytest.raises(InputError) as refusal:
        choice_sign(pd.Series(["A", "a", None, "left", "B", "a"]))
    assert str(refusal.value) == (
        "4 of 6 answers are neither 'A', 'B' nor 'tie' (found: a, nothing, left; at positions 1, 2, 3, …). "
        "Write one of the three words for each triple."
    )


def test_answers_of_another_table_are_refused():
    with pytest.raises(InputError, match=r"margins for 6 triples and answers for 5\. Take both from the same table"):
        score(MARGINS, CHOICE[:5])
