import numpy as np
import pytest

from simlab.errors import InputError
from simlab.evaluation import reference_folds


def test_folds_are_balanced_and_depend_on_seed_alone():
    rng = np.random.default_rng(0)
    references = np.arange(23) * 11
    folds = reference_folds(references, 5, seed=4)
    assert sorted(np.bincount(folds)) == [4, 4, 5, 5, 5]
    repeated = rng.permutation(np.concatenate([references, rng.choice(references, 100)]))
    assert np.array_equal(folds, reference_folds(repeated, 5, seed=4))
    assert not np.array_equal(folds, reference_folds(references, 5, seed=5))


@pytest.mark.parametrize("k", [1, 4])
def test_impossible_numbers_of_folds_are_refused(k):
    with pytest.raises(InputError) as refusal:
        reference_folds(np.array([5, 5, 6, 7]), k, seed=0)
    assert str(refusal.value) == (
        f"3 references cannot be split into {k} folds: there must be at least 2 folds and "
        "at least one reference in each. Choose another number of folds."
    )
