import math

import pytest
import torch

from simlab.training.losses.class_margin_triplet import class_margin_triplet
from simlab.training.losses.ranking_cross_entropy import ranking_cross_entropy
from simlab.training.losses.stochastic_triplet import stochastic_triplet


@pytest.fixture
def answers():
    generator = torch.Generator().manual_seed(0)
    squared = 4 * torch.rand(40, 2, generator=generator, dtype=torch.float64)
    logits = torch.randn(40, 2, generator=generator, dtype=torch.float64)
    votes = torch.randint(0, 4, (40, 2), generator=generator).double()
    apart = torch.randint(0, 5, (40,), generator=generator).double() / 5
    return squared, logits, votes, apart


def test_cross_entropy_is_the_mean_over_votes(answers):
    _, logits, votes, _ = answers
    total = 0.0
    for row, counts in zip(logits.tolist(), votes.tolist(), strict=True):
        norm = math.log(sum(math.exp(x) for x in row))
        total += sum(count * (norm - x) for x, count in zip(row, counts, strict=True))
    assert float(ranking_cross_entropy(logits, votes)) == pytest.approx(total / float(votes.sum()))


def test_triplet_loss_is_the_papers_weighted_by_lead(answers):
    squared, _, votes, apart = answers
    total = weight = 0.0
    for (to_a, to_b), (for_a, for_b), gap in zip(squared.tolist(), votes.tolist(), apart.tolist(), strict=True):
        sign = 1 if for_b > for_a else -1
        total += abs(for_a - for_b) * max(0.0, 0.2 + gap - sign * (to_a - to_b))
        weight += abs(for_a - for_b)
    assert float(class_margin_triplet(squared, votes, apart)) == pytest.approx(total / weight)


def test_stochastic_loss_is_the_likelihood_of_each_vote(answers):
    squared, _, votes, _ = answers
    total = 0.0
    for (to_a, to_b), (for_a, for_b) in zip(squared.tolist(), votes.tolist(), strict=True):
        odds = math.exp((to_b - to_a) / 2 / 0.3)
        total -= for_a * math.log(odds / (1 + odds)) + for_b * math.log(1 / (1 + odds))
    assert float(stochastic_triplet(squared, votes, 0.3)) == pytest.approx(total / float(votes.sum()))


def test_swapping_candidates_changes_no_loss(answers):
    squared, logits, votes, apart = answers
    for loss in (
        lambda turn: ranking_cross_entropy(turn(logits), turn(votes)),
        lambda turn: class_margin_triplet(turn(squared), turn(votes), apart),
        lambda turn: stochastic_triplet(turn(squared), turn(votes), 0.1),
    ):
        torch.testing.assert_close(loss(lambda x: x), loss(lambda x: x.flip(1)))


def test_a_better_margin_costs_less():
    good, bad = torch.tensor([[0.2, 1.8]]), torch.tensor([[1.8, 0.2]])
    for_a = torch.tensor([[1.0, 0.0]])
    apart = torch.zeros(1)
    assert float(class_margin_triplet(good, for_a, apart)) == 0
    assert float(class_margin_triplet(bad, for_a, apart)) == pytest.approx(1.8)
    assert float(stochastic_triplet(good, for_a, 0.1)) < 0.01 < float(stochastic_triplet(bad, for_a, 0.1))


def test_a_human_tie_has_no_triplet_loss_and_pulls_probabilities_to_half():
    tie = torch.tensor([[0.5, 0.5]])
    assert float(class_margin_triplet(torch.tensor([[0.1, 1.0]]), tie, torch.zeros(1))) == 0
    even, sure = torch.zeros(1, 2), torch.tensor([[2.0, -2.0]])
    assert float(ranking_cross_entropy(even, tie)) == pytest.approx(math.log(2))
    assert float(ranking_cross_entropy(sure, tie)) > math.log(2)


def test_all_losses_are_finite_where_votes_are_one_sided_and_far():
    far = torch.tensor([[0.0, 4.0], [4.0, 0.0]])
    votes = torch.tensor([[0.0, 9.0], [0.0, 9.0]])
    assert torch.isfinite(stochastic_triplet(far, votes, 0.01))
    assert torch.isfinite(ranking_cross_entropy(1000 * far, votes))
