import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlab.ensembles import Assignment, combine, margin_scales
from simlab.errors import DesignError

MODELS = ("first", "second", "third")
margin_values = st.sampled_from([-1.5, -0.25, 0.0, 0.25, 0.7])


def literal(questions, assignment, scales) -> list[float]:
    """One triple at a time, one model at a time."""
    found = []
    for triple in range(len(questions)):
        reference = questions.positions[triple]
        weights = assignment.weights[reference]
        said = [questions.margins[m, triple] for m in range(len(questions.models))]
        if assignment.votes[reference]:
            voters = [m for m in range(len(said)) if weights[m] > 0]
            in_favour, against = sum(said[m] > 0 for m in voters), sum(said[m] < 0 for m in voters)
            found.append((in_favour - against) / len(voters))
        else:
            found.append(sum(weights[m] * said[m] / scales[m] for m in range(len(said))))
    return found


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_combining_is_the_loop_over_triples(questions, data):
    n_triples, n_references = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 4))
    references = data.draw(st.lists(st.integers(0, n_references - 1), min_size=n_triples, max_size=n_triples))
    margins = data.draw(
        st.lists(st.lists(margin_values, min_size=n_triples, max_size=n_triples), min_size=3, max_size=3)
    )
    asked = questions(margins, references, [1] * n_triples)
    count = len(asked.references)
    votes = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    some = st.lists(st.sampled_from([0.0, 1.0, 2.5]), min_size=3, max_size=3).filter(any)
    drawn = np.array(data.draw(st.lists(some, min_size=count, max_size=count)))
    weights = np.where(votes[:, None], drawn > 0, drawn).astype(np.float64)
    weights /= weights.sum(axis=1, keepdims=True)
    assignment = Assignment(weights, votes, np.zeros(count, dtype=np.int64), ("everywhere",))
    scales = np.array([0.5, 1.0, 3.0])
    wanted = literal(asked, assignment, scales)
    found = combine(asked, assignment, scales).margin
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-15)
    voted = votes[asked.positions]
    np.testing.assert_array_equal(found[voted], np.array(wanted)[voted])


@pytest.mark.parametrize("n_models", range(1, 25))
def test_as_many_votes_for_each_candidate_is_a_margin_of_exactly_0(questions, n_models):
    rng = np.random.default_rng(n_models)
    half = n_models // 2
    ballot = np.array([0.3] * half + [-0.3] * half + [0.0] * (n_models - 2 * half))
    margins = np.stack([rng.permutation(ballot) for _ in range(50)], axis=1)
    names = [f"m{i}" for i in range(n_models)]
    asked = questions(margins, [0] * 50, [1] * 50, names)
    prediction = combine(asked, Assignment.everywhere(np.ones(n_models), 1, vote=True), np.ones(n_models))
    assert (prediction.margin == 0).all()
    assert (asked.scores(prediction.margin) == 0.5).all()


def test_vote_margin_is_the_difference_of_votes_over_their_number(questions):
    asked = questions([[0.1, 2.0], [0.1, -0.1], [-9.0, 0.0]], [0, 0], [1, 1])
    prediction = combine(asked, Assignment.everywhere(np.ones(3), 1, vote=True), np.array([5.0, 1.0, 0.1]))
    assert prediction.margin.tolist() == [1 / 3, 0.0]


def test_a_model_of_weight_0_has_no_vote(questions):
    asked = questions([[1.0], [1.0], [-1.0]], [0], [1])
    prediction = combine(asked, Assignment.everywhere(np.array([1.0, 0.0, 1.0]), 1, vote=True), np.ones(3))
    assert prediction.margin.tolist() == [0.0]


def test_models_that_say_nothing_leave_a_margin_of_exactly_0(questions):
    asked = questions(np.zeros((3, 2)), [0, 1], [1, -1])
    mean = combine(asked, Assignment.everywhere(np.ones(3), 2, vote=False), margin_scales(asked))
    assert mean.margin.tolist() == [0.0, 0.0]
    assert asked.scores(mean.margin).tolist() == [0.5, 0.5]


def test_scales_bring_models_of_different_spread_together(questions):
    rng = np.random.default_rng(0)
    loud, quiet = rng.normal(size=400) * 100, rng.normal(size=400)
    asked = questions([loud, quiet, np.zeros(400)], np.arange(400), np.ones(400))
    scales = margin_scales(asked)
    np.testing.assert_allclose(scales, [loud.std(), quiet.std(), 1.0])
    even = combine(asked, Assignment.everywhere(np.array([1.0, 1.0, 0.0]), 400, vote=False), scales)
    np.testing.assert_allclose(even.margin, (loud / loud.std() + quiet / quiet.std()) / 2)
    assert 0.6 < np.mean(np.sign(even.margin) == np.sign(quiet)) < 0.9  # unscaled, the quiet one would never be heard


def test_no_triples_have_scale_1(questions):
    assert margin_scales(questions(np.empty((3, 0)), [], [])).tolist() == [1, 1, 1]


def test_references_without_any_weight_are_refused(questions):
    asked = questions(np.ones((3, 3)), [0, 1, 2], [1, 1, 1])
    weights = np.array([[1.0, 0, 0], [0, 0, 0], [0, 0, 0]])
    assignment = Assignment(weights, np.zeros(3, dtype=bool), np.array([0, 1, 1]), ("ocean", "night-cities"))
    text = r"2 of 3 references receive zero total weight \(in night-cities\)\. Give one model a weight above 0 there\."
    with pytest.raises(DesignError, match=text):
        combine(asked, assignment, np.ones(3))
