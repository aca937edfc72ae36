import numpy as np
import pandas as pd

from simlab.dashboard.map_view.attributes import reference_attributes, support_attribute, triple_attributes

IMAGES = pd.DataFrame(
    {
        "id": ["i0", "i1", "i2", "i3"],
        "pool": ["p"] * 4,
        "path": ["a", "b", "c", "d"],
        "context": pd.array(["city", None, "city", "indoor"], dtype="string"),
        "object": ["o0", "o1", "o2", "o3"],
        "gloss": [0.5, np.inf, 0.25, 1.0],
        "indoors": [True, False, False, True],
    }
)


def test_columns_that_tell_nothing_apart_are_left_out() -> None:
    assert list(reference_attributes(IMAGES, np.array([0, 1, 2, 3]))) == ["context", "gloss", "indoors"]
    assert list(reference_attributes(IMAGES, np.array([0, 2]))) == ["gloss"]


def test_numbers_keep_their_order_and_names_their_counts() -> None:
    attributes = reference_attributes(IMAGES, np.array([0, 1, 2, 3]))
    assert attributes["gloss"].numeric
    np.testing.assert_array_equal(attributes["gloss"].values, [0.5, np.nan, 0.25, 1.0])
    assert attributes["context"].counts == [("city", 2), ("indoor", 1)]
    assert attributes["context"].known.tolist() == [True, False, True, True]
    assert attributes["indoors"].counts == [("False", 2), ("True", 2)]


def test_triples_have_the_columns_of_their_reference_and_their_own() -> None:
    triples = pd.DataFrame(
        {"reference": [0, 3, 0], "a": 1, "b": 2, "choice": "A", "annotator": ["x", "y", "x"], "source": "s"}
    )
    attributes = triple_attributes(IMAGES, triples)
    assert list(attributes) == ["context of R", "object of R", "gloss of R", "annotator"]
    assert attributes["context of R"].values.tolist() == ["city", "indoor", "city"]


def test_support_is_told_where_some_reference_lacks_it() -> None:
    assert support_attribute(np.array([False, False])) == {}
    found = support_attribute(np.array([False, True, False]))
    assert list(found) == ["map support"]
    assert found["map support"].counts == [("supported", 2), ("unsupported", 1)]
    assert found["map support"].values.tolist() == ["supported", "unsupported", "supported"]
