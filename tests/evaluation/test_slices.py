import numpy as np
import pandas as pd
import pytest

from simlab.evaluation import accuracy_estimate, holm, paired_difference
from simlab.evaluation.slices import Slicing, compare_in_slices, is_number, n_comparisons, slicing


def parted(values, known=None, first=()):
    series = pd.Series(values)
    found = slicing("column", series, series if known is None else pd.Series(known), first)
    return [found.labels[number] for number in found.slices]


def test_names_stay_names_and_what_is_missing_is_a_slice():
    assert parted(["sea", None, "air", "sea"]) == ["sea", "no value", "air", "sea"]
    assert parted(pd.array([True, False, None], dtype="boolean")) == ["True", "False", "no value"]


def test_names_come_in_the_order_asked_for_then_by_alphabet():
    column = pd.Series(["b", "a", "d", "c"])
    assert slicing("context", column, column, ("d", "b")).labels == ("d", "b", "a", "c", "no value")


def test_numbers_are_cut_at_the_quartiles_of_all_that_are_known():
    known = list(range(1, 101))
    edges = np.quantile(known, (0.25, 0.5, 0.75))
    expected = []
    for value in (1, 25, 26, 50.5, 51, 75, 76, 100, None):
        if value is None:
            expected.append("no value")
        elif value <= edges[0]:
            expected.append("up to 25.75")
        elif value <= edges[1]:
            expected.append("25.75 to 50.5")
        elif value <= edges[2]:
            expected.append("50.5 to 75.25")
        else:
            expected.append("over 75.25")
    assert parted([1, 25, 26, 50.5, 51, 75, 76, 100, None], known) == expected
    assert parted(pd.array([1, 60, None], dtype="Int32"), known) == ["up to 25.75", "50.5 to 75.25", "no value"]


def test_few_different_numbers_are_not_cut_and_equal_edges_fall_together():
    assert parted([2020, 2022, 2020, 2021.5]) == ["2020", "2022", "2020", "2021.5"]
    assert set(parted([0] * 60 + [1, 2, 3, 4, 5, 6])) == {"up to 0", "over 0"}
    assert not is_number(pd.Series([True, False]))


@pytest.fixture
def study():
    """Three models on 46 references in slices of 20, 20, 4, 1 and 1 (which has only human ties)."""
    rng = np.random.default_rng(1)
    slices = np.repeat([0, 1, 2, 3, 4], [20, 20, 4, 1, 1])
    references = np.repeat(np.arange(46), 6)
    scores = (rng.random((3, len(references))) < [[0.7], [0.7], [0.7]]).astype(float)
    scores[1, slices[references] == 1] = 1.0
    scores[:, slices[references] == 4] = np.nan
    scores[:, ::11] = np.nan
    return scores, references, Slicing("kind", ("a", "b", "c", "d", "e"), slices)


def test_every_slice_equals_the_literal_loop(study):
    scores, references, by = study
    found = compare_in_slices(scores, references, references, [by], 0)
    assert [(one.column, one.label, one.n_references) for one in found] == [
        ("kind", "a", 20),
        ("kind", "b", 20),
        ("kind", "c", 4),
        ("kind", "d", 1),
    ]
    p_values = []
    for number, one in enumerate(found):
        within = np.array([by.slices[r] == number for r in references]) & ~np.isnan(scores[0])
        for model, compared in enumerate(one.models):
            assert compared.accuracy == accuracy_estimate(scores[model][within], references[within])
            if model == 0:
                assert compared.difference is None
                continue
            expected = paired_difference(scores[model][within], scores[0][within], references[within])
            assert compared.difference == expected
            p_values += [] if expected.p_value is None else [expected.p_value]
    corrected = [c.corrected_p for one in found for c in one.models if c.corrected_p is not None]
    assert corrected == holm(np.array(p_values)).tolist()
    assert n_comparisons(found) == len(corrected) == 4


def test_a_planted_lead_is_found_and_small_slices_claim_nothing(study):
    scores, references, by = study
    found = compare_in_slices(scores, references, references, [by], 0)
    assert [(one.label, m) for one in found for m, c in enumerate(one.models) if c.distinguishable] == [("b", 1)]
    for small in found[2:]:
        assert all(c.accuracy.low is None and c.corrected_p is None for c in small.models)


def test_several_columns_are_corrected_together(study):
    scores, references, by = study
    alone = compare_in_slices(scores, references, references, [by], 0)
    other = Slicing("parity", ("even", "odd"), np.arange(46) % 2)
    both = compare_in_slices(scores, references, references, [by, other], 0)
    assert [one.column for one in both] == ["kind"] * 4 + ["parity"] * 2
    assert n_comparisons(both) == 8
    assert both[1].models[1].difference == alone[1].models[1].difference
    assert both[1].models[1].corrected_p == pytest.approx(2 * alone[1].models[1].corrected_p)


def test_noise_in_many_slices_is_not_taken_for_a_lead():
    rng = np.random.default_rng(3)
    false_alarms = 0
    for _ in range(40):
        references = np.repeat(np.arange(120), 4)
        scores = (rng.random((2, 480)) < 0.7).astype(float)
        by = Slicing("noise", tuple("abcdefghijkl"), rng.integers(0, 12, 120))
        found = compare_in_slices(scores, references, references, [by], 0)
        false_alarms += any(one.models[1].distinguishable for one in found)
    assert false_alarms <= 6  # 5 % of 40 are expected


def test_with_very_many_comparisons_a_clear_lead_can_still_survive():
    references = np.arange(40 * 20)
    scores = (np.random.default_rng(0).random((14, len(references))) < 0.1).astype(float)
    scores[0], scores[1] = 0.0, 1.0
    by = Slicing("many", tuple(str(n) for n in range(40)), np.repeat(np.arange(40), 20))
    found = compare_in_slices(scores, references, references, [by], 0)
    assert n_comparisons(found) == 40 * 13
    assert all(one.models[1].distinguishable for one in found)
    assert not any(compared.distinguishable for one in found for compared in one.models[2:])
