import numpy as np
import pandas as pd
import pytest

from simlab.ensembles import Questions
from simlab.errors import InputError
from simlab.evaluation import DistanceTable


def table(missing: bool) -> DistanceTable:
    triples = pd.DataFrame(
        {"reference": [9, 4, 9], "a": [1, 2, 3], "b": [5, 6, 7], "choice": ["A", "tie", "B"], "row": [7, 8, 9]}
    )
    distances = np.array([[[0.1, 0.3], [0.2, 0.2], [0.5, 0.25]]])
    if missing:
        distances[0, 1, 0] = np.nan
    return DistanceTable(("m",), triples, distances)


def test_questions_of_distances():
    asked = Questions.of(table(missing=False))
    assert len(asked) == 3
    np.testing.assert_allclose(asked.margins, [[0.2, 0.0, -0.25]])
    assert asked.references.tolist() == [4, 9]
    assert asked.positions.tolist() == [1, 0, 1]
    assert asked.signs.tolist() == [1, 0, -1]
    assert asked.rows.tolist() == [7, 8, 9]
    assert asked.candidates.tolist() == [[1, 5], [2, 6], [3, 7]]
    np.testing.assert_array_equal(asked.scores(asked.margins), [[1, np.nan, 1]])


def test_questions_that_a_model_cannot_answer_are_refused():
    with pytest.raises(InputError, match=r"1 of 3 triples lack a vector in some of the models m\. .* take the common"):
        Questions.of(table(missing=True))


def test_the_questions_of_some_references():
    some = Questions.of(table(missing=False)).restricted(np.array([False, True]))
    assert some.references.tolist() == [9]
    assert some.positions.tolist() == [0, 0]
    np.testing.assert_allclose(some.margins, [[0.2, -0.25]])
    assert (some.signs.tolist(), some.rows.tolist()) == ([1, -1], [7, 9])
    assert some.candidates.tolist() == [[1, 5], [3, 7]]
