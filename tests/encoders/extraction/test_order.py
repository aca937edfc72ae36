import numpy as np
import pytest

from simlab.encoders.extraction import images_of_split
from simlab.encoders.extraction.order import in_order
from simlab.errors import InputError


def test_what_comes_first_comes_first_and_the_rest_ascends():
    rows = np.array([1, 2, 4, 5, 7, 9])
    assert in_order(rows, [7, 3, 2, 7, 9]).tolist() == [7, 2, 9, 1, 4, 5]
    assert in_order(rows, []).tolist() == in_order(rows, None).tolist() == rows.tolist()


def test_references_come_at_random_each_with_its_candidates(toy_workspace):
    workspace = toy_workspace(references={"validation": 30, "test": 4, "train": 4}, per_reference=3)
    triples = workspace.split("validation")
    rows = images_of_split(workspace, "validation").tolist()
    references = set(triples["reference"])
    order = [row for row in rows if row in references]
    expected = []
    for reference in order:  # the literal loop
        for triple in triples[triples["reference"] == reference].itertuples():
            for row in (triple.reference, triple.a, triple.b):
                if row not in expected:
                    expected.append(row)
    assert rows == expected
    assert len(order) == 30
    assert order != sorted(order)
    assert sum(reference % 2 for reference in order[:10]) in range(1, 10)
    assert (
        rows
        == images_of_split(workspace, "validation").tolist()
        != images_of_split(workspace, "validation", 1).tolist()
    )


def test_an_unknown_split_is_refused(toy_workspace):
    with pytest.raises(InputError, match="check"):
        images_of_split(toy_workspace(references={"validation": 4, "test": 2, "train": 2}), "check")
