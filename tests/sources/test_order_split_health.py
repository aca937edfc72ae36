from collections import defaultdict

import numpy as np
import pandas as pd
import pytest

from simlab.errors import InputError
from simlab.sources.candidate_order import balanced_coin, swap_candidates
from simlab.sources.data_health import contradictory_questions, health_rows, repeated_questions, split_overlaps
from simlab.sources.random_split import splits_of_references, validation_within_references


@pytest.fixture
def triples() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    rows = []
    for number in range(400):
        reference = int(rng.integers(6))
        a, b = rng.permutation([i for i in range(9) if i != reference])[:2]
        split = ("train", "train", "validation", "test", "test", "test")[reference]
        rows.append((number, split, reference, int(a), int(b), str(rng.choice(["A", "B", "tie"])), bool(number % 2)))
    columns = ["row", "split", "reference", "a", "b", "choice", "held_out"]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize("seed", range(20))
def test_the_coin_is_balanced_in_every_group(seed):
    groups = pd.Series(["x"] * 101 + ["y"] * 50 + ["z"])
    heads = balanced_coin(groups, seed)
    assert heads[:101].sum() in (50, 51)
    assert heads[101:151].sum() == 25


def test_an_odd_one_out_falls_on_either_side():
    assert 30 < sum(balanced_coin(pd.Series(["z"]), seed)[0] for seed in range(100)) < 70


def test_swapping_twice_changes_nothing(triples):
    full = triples.assign(votes_a=1, votes_b=2, class_a=3, class_b=4, listed_first="A")
    swapped = balanced_coin(full["split"], 0)
    once = swap_candidates(full, swapped)
    assert (
        once.loc[swapped, ["a", "votes_a", "class_a"]].to_numpy() == full.loc[swapped, ["b", "votes_b", "class_b"]]
    ).all(axis=None)
    assert set(once.loc[swapped, "listed_first"]) == {"B"}
    pd.testing.assert_frame_equal(swap_candidates(once, swapped), full)


def test_health_counts_equal_a_loop(triples):
    answers, used = defaultdict(list), defaultdict(set)
    for triple in triples.itertuples():
        closer = {"A": triple.a, "B": triple.b, "tie": None}[triple.choice]
        answers[triple.reference, frozenset((triple.a, triple.b))].append(closer)
        used[triple.split] |= {triple.reference, triple.a, triple.b}
    repeated = sum(len(closer) > 1 for closer in answers.values())
    contradictory = sum(len(set(closer) - {None}) > 1 for closer in answers.values())
    assert repeated_questions(triples).sum() == repeated > 0
    assert contradictory_questions(triples).sum() == contradictory > 0
    assert split_overlaps(triples) == [
        (one, two, len(used[one] & used[two]))
        for one, two in (("train", "validation"), ("train", "test"), ("validation", "test"))
    ]
    rows = dict(health_rows(pd.DataFrame({"path": [None] * 9, "generator": None}, dtype="string"), triples))
    assert rows["repeated questions"] == repeated
    assert rows["human ties"] == (triples["choice"] == "tie").sum()
    assert rows["images with a picture"] == 0


def test_ties_contradict_nothing():
    triples = pd.DataFrame({"reference": 0, "a": [1, 2, 1], "b": [2, 1, 2], "choice": ["A", "B", "tie"]})
    assert contradictory_questions(triples).sum() == 0
    assert contradictory_questions(triples.assign(choice=["A", "A", "tie"])).sum() == 1


def test_validation_within_references_keeps_repeats_together():
    references = pd.Series([0] * 20 + [1] * 10)
    questions = pd.Series([*(list(range(10)) * 2), *range(10, 20)])
    chosen = validation_within_references(references, questions, 0.3, seed=1)
    assert chosen[20:].sum() == 3
    assert (chosen[:10] == chosen[10:20]).all()
    assert chosen[:10].sum() == 3


@pytest.mark.parametrize("shares", [(-0.1, 0.2), (0.2, 1.0), (0.6, 0.6), (float("nan"), 0.2)])
def test_impossible_shares_are_refused(shares):
    with pytest.raises(InputError, match="must be at least 0 and below 1"):
        splits_of_references(pd.Series(range(50)), *shares, seed=0)
