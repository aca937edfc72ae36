import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta, betabinom

from simlab.evaluation.noise_ceiling import concentration, votes_ceiling


def asked(alpha: float, n_triples: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shares of people who prefer A, and the votes of one to seven of them before each triple."""
    rng = np.random.default_rng(seed)
    share = rng.beta(alpha, alpha, n_triples)
    voters = rng.integers(1, 8, n_triples)
    votes = rng.binomial(voters, share)
    return share, votes.astype(np.float64), (voters - votes).astype(np.float64)


@pytest.mark.parametrize("alpha", [0.2, 1.0, 5.0])
def test_it_is_what_somebody_who_knows_the_shares_scores(alpha):
    share, a, b = asked(alpha, 60_000)
    decided = a != b
    knowing = ((share > 0.5) == (a > b))[decided].mean()
    scores = votes_ceiling(a, b)
    assert np.isnan(scores[~decided]).all()
    assert scores[decided].mean() == pytest.approx(knowing, abs=0.006)
    assert concentration(np.stack([a, b], axis=1).astype(np.int64)) == pytest.approx(alpha, rel=0.05)


def test_scores_and_concentration_are_those_of_their_definition():
    _, a, b = asked(0.7, 400)
    counts = np.stack([a, b], axis=1).astype(np.int64)
    found = concentration(counts)

    def likelihood(alpha: float) -> float:
        return float(betabinom.logpmf(counts[:, 0], counts.sum(axis=1), alpha, alpha).sum())

    assert all(likelihood(found) >= likelihood(found * factor) for factor in (0.9, 0.99, 1.01, 1.1))
    scores = votes_ceiling(a, b)
    for triple in range(30):
        if a[triple] == b[triple]:
            assert np.isnan(scores[triple])
            continue
        posterior = beta(found + max(a[triple], b[triple]), found + min(a[triple], b[triple]))
        assert scores[triple] == pytest.approx(quad(posterior.pdf, 0.5, 1)[0], abs=1e-6)


def test_candidates_may_change_places():
    _, a, b = asked(0.7, 300)
    np.testing.assert_array_equal(votes_ceiling(a, b), votes_ceiling(b, a))


def test_unknown_votes_have_no_score_and_change_none():
    _, a, b = asked(0.7, 300)
    unknown = np.where(np.arange(400) < 300, np.append(a, np.zeros(100)), np.nan)
    scores = votes_ceiling(unknown, np.append(b, np.ones(100)))
    np.testing.assert_array_equal(scores[:300], votes_ceiling(a, b))
    assert np.isnan(scores[300:]).all()


@pytest.mark.parametrize("votes", [([], []), ([np.nan], [np.nan]), ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0])])
def test_single_answers_tell_nothing(votes):
    assert votes_ceiling(*map(np.array, votes)) is None


def test_votes_that_are_split_more_evenly_than_by_coins_tell_nothing():
    assert votes_ceiling(np.tile([3.0, 1.0, 2.0], 50), np.tile([1.0, 3.0, 2.0], 50)) is None


def test_people_who_always_agree_leave_nothing_to_chance():
    unanimous = votes_ceiling(np.full(50, 5.0), np.zeros(50))
    assert unanimous.min() > 0.999
