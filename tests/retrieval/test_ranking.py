"""Nearest images and places of first right answers, against literal loops over pairs."""

import numpy as np
import pytest

from simlab.errors import InputError
from simlab.retrieval import Ranking, Space, Voting, Weighted, first_right, nearest

DISTANCES = ("cosine", "euclidean")


def space(distance: str, dtype: str = "float32", *, queries: int = 13, gallery: int = 70, seed: int = 0) -> Space:
    """Grid-like vectors, so that many are equal and many equally far."""
    random = np.random.default_rng(seed)
    vectors = (random.integers(-1, 2, size=(gallery + 9, 4)) + 0.125).astype(dtype)
    rows = random.permutation(gallery + 9)[:gallery]
    new = random.normal(size=(queries - queries // 2, 4)).astype(dtype)
    return Space("toy", distance, np.concatenate([vectors[rows[: queries // 2]], new]), vectors, rows)


def literal_distance(one: Space, query: int, image: int) -> float:
    x = one.queries[query].astype(np.float64)
    y = one.vectors[one.rows[image]].astype(np.float64)
    if one.distance == "cosine":
        return float(np.clip(1 - np.vecdot(x, y) / (np.sqrt(np.vecdot(x, x)) * np.sqrt(np.vecdot(y, y))), 0, 2))
    return float(np.sqrt(np.vecdot(x - y, x - y)))


def table(ranking: Ranking, of) -> np.ndarray:
    return np.array([[of(q, x) for x in range(ranking.n_gallery)] for q in range(ranking.n_queries)])


def check(ranking: Ranking, distances: np.ndarray, block: int | None = None) -> None:
    """All that is asked of a ranking, from a table of its distances."""
    found = nearest(ranking, 6, block=block)
    order = np.argsort(distances, axis=1, kind="stable")[:, :6]
    assert found.places.tolist() == order.tolist()
    assert found.distances == pytest.approx(np.take_along_axis(distances, order, axis=1), abs=1e-12)
    random = np.random.default_rng(5)
    held, asked = random.integers(0, 9, ranking.n_gallery), random.integers(0, 11, ranking.n_queries)
    own = np.where(np.arange(ranking.n_queries) % 3 == 0, np.arange(ranking.n_queries), -1)
    first = first_right(ranking, asked, held, own, block=block)
    for query, line in enumerate(distances):
        there = np.arange(ranking.n_gallery) != own[query]
        right = there & (held == asked[query])
        if not right.any():
            assert first.nearer[query] == -1
            continue
        best = line[right].min()
        assert first.nearer[query] == (there & ~right & (line < best)).sum()
        assert first.tied_wrong[query] == (there & ~right & (line == best)).sum()
        assert first.tied_right[query] == (right & (line == best)).sum()


@pytest.mark.parametrize("block", [None, 1, 5])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("distance", DISTANCES)
def test_one_model_is_searched_exactly_whatever_the_block(distance, dtype, block):
    one = space(distance, dtype)
    check(Weighted.evenly(one), table(Weighted.evenly(one), lambda q, x: literal_distance(one, q, x)), block)


@pytest.mark.parametrize("block", [None, 4])
def test_weights_of_each_query_rank_by_the_sum_of_distances(block):
    spaces = (space("cosine"), space("euclidean", seed=1), space("cosine", seed=2))
    coefficients = np.random.default_rng(3).integers(0, 3, (13, 3)) / 4 + np.array([0.25, 0, 0])
    weighted = Weighted(spaces, coefficients)

    def distance(q: int, x: int) -> float:
        total = 0.0
        for number, one in enumerate(spaces):
            total += coefficients[q, number] * literal_distance(one, q, x)
        return total

    check(weighted, table(weighted, distance), block)


def test_even_weights_are_unit_vectors_side_by_side():
    spaces = (space("cosine", "float64"), space("cosine", "float64", seed=1))
    sides = ([one.queries for one in spaces], [one.vectors[one.rows] for one in spaces])
    queries, gallery = (
        np.concatenate([v / np.linalg.norm(v, axis=1, keepdims=True) / np.sqrt(2) for v in side], axis=1)
        for side in sides
    )
    found = nearest(Weighted.evenly(*spaces), 70)
    expected = np.sort(1 - queries @ gallery.T, axis=1)
    assert found.distances == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("block", [None, 4])
def test_votes_rank_by_the_mean_share_of_images_that_voters_find_nearer(block):
    spaces = (space("cosine"), space("euclidean", seed=1), space("cosine", seed=2))
    voters = np.random.default_rng(4).random((13, 3)) < 0.6
    voters[:, 0] |= ~voters.any(axis=1)
    voting = Voting(spaces, voters, np.full(13, -1))

    def distance(q: int, x: int) -> float:
        shares = []
        for number in np.flatnonzero(voters[q]):
            far = [literal_distance(spaces[number], q, y) for y in range(70)]
            shares.append(np.mean([1.0 * (far[x] > far[y]) + 0.5 * (far[x] == far[y]) for y in range(70) if y != x]))
        return float(np.mean(shares))

    distances = table(voting, distance)
    ranks = np.rint(distances * 69 * 2 * 6)  # halves of places, over up to three voters: equal ones must be equal
    found = nearest(voting, 70, block=block)
    order = np.argsort(ranks, axis=1, kind="stable")
    assert found.places.tolist() == order.tolist()
    assert found.distances == pytest.approx(np.take_along_axis(distances, order, axis=1), abs=1e-12)


def test_a_query_in_the_gallery_does_not_vote_itself_forward():
    one = space("cosine")
    own = np.where(np.arange(13) < 6, np.arange(13), -1)
    block = Voting((one,), np.ones((13, 1), dtype=bool), own).block(np.arange(13))
    assert (block.lower[np.arange(6), np.arange(6)] == 1.0).all()


def test_images_of_equal_content_stand_in_the_order_of_the_gallery():
    vectors = np.random.default_rng(0).normal(size=(1, 40)).astype(np.float32)
    one = Space("toy", "cosine", vectors, np.repeat(vectors, 300, axis=0), np.arange(300))
    found = nearest(Weighted.evenly(one), 20)
    assert found.places.tolist() == [list(range(20))]
    first = first_right(Weighted.evenly(one), np.array([1]), np.arange(300), np.array([-1]))
    assert (first.nearer[0], first.tied_wrong[0], first.tied_right[0]) == (0, 299, 1)


def test_all_are_given_where_fewer_are_there():
    one = space("cosine", gallery=4, queries=2)
    assert nearest(Weighted.evenly(one), 99).places.shape == (2, 4)
    with pytest.raises(InputError, match="At least one neighbour must be asked for; found 0"):
        nearest(Weighted.evenly(one), 0)


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(InputError, match="under 'toy' have 3 dimensions and those of the gallery 4"):
        Space("toy", "cosine", np.ones((1, 3)), np.ones((5, 4)), np.arange(5))
    zero = Space("toy", "cosine", np.zeros((1, 4)), np.ones((5, 4)), np.arange(5))
    with pytest.raises(InputError, match="vectors of model 'toy' are zero"):
        nearest(Weighted.evenly(zero), 2)


@pytest.mark.parametrize("distance", DISTANCES)
def test_distances_that_differ_in_their_last_digits_alone_are_told_apart_whatever_the_block(distance):
    random = np.random.default_rng(7)
    base = random.normal(size=48)
    vectors = base * (1 + 1e-15 * random.normal(size=(400, 48)))
    one = Space("toy", distance, random.normal(size=(9, 48)), vectors, np.arange(400))
    ranking = Weighted.evenly(one)
    asked, held = np.repeat(np.arange(9), 400), np.tile(np.arange(400), 9)
    distances = one.exact(asked, held).reshape(9, 400)
    assert 5 < np.mean([len(np.unique(line)) for line in distances]) < 399
    for block in (None, 1, 4):
        check(ranking, distances, block)
