import numpy as np
import pytest

from simlab.evaluation import accuracy_estimate
from simlab.evaluation.complementarity import added_to_oracle, oracle_scores


def study(n_models=4, n_references=25):
    rng = np.random.default_rng(0)
    references = np.repeat(np.arange(n_references), rng.integers(1, 7, n_references))
    scores = rng.choice([0.0, 0.5, 1.0], (n_models, len(references)), p=[0.6, 0.15, 0.25])
    scores[:, ::6] = np.nan
    return scores, references


@pytest.mark.parametrize("n_models", [2, 3, 5])
def test_what_each_adds_equals_the_literal_loop(n_models):
    scores, references = study(n_models)
    found = added_to_oracle(scores, references)
    for model in range(n_models):
        added = []
        for t in range(len(references)):
            others = [scores[other, t] for other in range(n_models) if other != model]
            added.append(max(*others, scores[model, t]) - max(others))
        assert found[model] == accuracy_estimate(np.array(added), references)
        with_it = accuracy_estimate(oracle_scores(scores), references).value
        without = accuracy_estimate(oracle_scores(np.delete(scores, model, axis=0)), references).value
        assert found[model].value == pytest.approx(with_it - without)


def test_a_twin_adds_nothing_and_the_only_right_one_all():
    right = np.repeat([1.0, 0.0], 20)
    references = np.repeat(np.arange(10), 4)
    twin, other, specialist = added_to_oracle(np.stack([right, right, 1 - right]), references)
    assert (twin.value, other.value, specialist.value) == (0, 0, 0.5)
    assert twin.low == 0
    assert 0 < twin.high < 0.5
    assert specialist.low > 0


def test_a_triple_that_a_model_lacks_is_left_out_for_all():
    scores, references = study(3)
    scores[0] = np.where(np.arange(len(references)) < 20, np.nan, scores[0])
    left = added_to_oracle(scores[:, 20:], references[20:])
    assert added_to_oracle(scores, references) == left
    assert np.isnan(oracle_scores(scores)[:20]).all()
