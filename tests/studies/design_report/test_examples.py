"""Examples are chosen by a rule: the triple in the middle by size of margin."""

import numpy as np
import pytest

from simlab.studies.design_report.examples import examples_in, middle_triple
from simlab.studies.ensemble_evaluation import evaluate_ensemble


@pytest.mark.parametrize(
    ("margin", "chosen", "found"),
    [
        ([0.3, -0.1, 0.2], [True, True, True], 2),
        ([0.3, -0.1, 0.2, -0.4], [True, True, True, True], 2),
        ([0.3, -0.1, 0.2], [True, False, False], 0),
        ([0.2, 0.2, 0.2], [True, True, True], 1),
        ([0.3], [False], None),
    ],
)
def test_the_middle_one(margin, chosen, found):
    assert middle_triple(np.array(margin), np.array(chosen)) == found


def test_middle_against_a_sort():
    rng = np.random.default_rng(0)
    for count in range(1, 30):
        margin, chosen = rng.normal(size=count), rng.random(count) < 0.7
        kept = sorted(abs(value) for value, here in zip(margin, chosen, strict=True) if here)
        position = middle_triple(margin, chosen)
        assert (position is None) == (not kept)
        if position is not None:
            assert abs(margin[position]) == kept[(len(kept) - 1) // 2]


@pytest.fixture
def answered(study, named):
    result = evaluate_ensemble(study, "design", "validation", design="two")
    return result.asked, result.prediction.margin


def test_one_right_and_one_wrong(study, answered):
    asked, margin = answered
    inside = asked.triples["reference"].to_numpy() % 2 == 0
    right, wrong = examples_in(study, asked, margin, inside)
    for example, expected in ((right, 1.0), (wrong, 0.0)):
        position = asked.triples.index[asked.triples["id"] == example.id][0]
        assert asked.questions.scores(margin)[position] == expected
        assert (example.answer == example.choice) == example.right == bool(expected)
        assert asked.triples["choice"][position] == example.choice
        assert example.of == int((inside & (asked.questions.scores(margin) == expected)).sum())
        assert example.rank == (example.of + 1) // 2
        assert example.votes in ((3, 1), (1, 3))
        assert example.reference.address.startswith("data:image/jpeg;base64,")
        assert example.reference.context == "west"
    assert examples_in(study, asked, margin, np.zeros_like(inside)) == ()


def test_images_without_pictures_are_named(toy_workspace, drawn):
    from simlab.maps import fit_map
    from simlab.studies.designs.named import create_design

    bare = toy_workspace("bare")
    create_design(bare, "two", fit_map(bare, "look", "pca"))
    result = evaluate_ensemble(bare, "design", "validation", design="two")
    margin = result.prediction.margin
    for example in examples_in(bare, result.asked, margin, np.ones(len(margin), dtype=bool)):
        assert example.a.address is None
        assert example.a.id.startswith("pool/")
