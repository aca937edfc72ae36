from dataclasses import replace

import numpy as np
import pytest
import torch

from simlab.encoders.network_shape import NetworkShape
from simlab.encoders.networks import build_network
from simlab.training.embedders import ObjectEmbedder, PictureEmbedder
from simlab.training.image_bank import ImageBank
from simlab.training.training_data import all_data
from simlab.training.triplet_problem import TripletProblem

IMAGES = 32

CPU = torch.device("cpu")


def picture_problem(workspace, recipe) -> TripletProblem:
    rows = np.arange(IMAGES)
    network = build_network(NetworkShape(recipe.backbone, recipe.size, recipe.dimensions), recipe.seed)
    training = ImageBank(workspace, rows, PictureEmbedder.bank_side(recipe.size))
    embedder = PictureEmbedder(network, training, ImageBank(workspace, rows, recipe.size), recipe, CPU)
    return TripletProblem(embedder, all_data(workspace, np.ones(IMAGES, dtype=bool)), recipe, CPU)


@pytest.mark.parametrize("terms", [(1.0, 0.0, 0.0), (1.0, 0.1, 0.0), (0.0, 0.0, 1.0)])
@pytest.mark.parametrize("inputs", ["concatenation", "interaction"])
def test_gradients_reach_backbone_and_ranking_block(workspace, terms, inputs, tiny):
    ranking, triplet, stochastic = terms
    recipe = replace(
        tiny,
        ranking_weight=ranking,
        triplet_weight=triplet,
        stochastic_weight=stochastic,
        ranking_inputs=inputs,
        dimensions=8,
    )
    problem = picture_problem(workspace, recipe)
    problem.modules.train()
    optimizer = torch.optim.SGD(problem.modules.parameters(), 0.1)
    for _ in range(2):  # timm's residual branches start at zero, so gradients reach all layers after the first step
        optimizer.zero_grad()
        problem.loss(torch.arange(40), torch.Generator().manual_seed(0)).backward()
        optimizer.step()
    backbone = problem.embedder.module.backbone
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in backbone.parameters() if p.ndim == 4)
    assert problem.embedder.module.head.weight.grad.abs().sum() > 0
    weight = problem.ranking_block.linear.weight
    assert (weight.grad is not None and bool(weight.grad.abs().sum() > 0)) == (ranking > 0)


@pytest.mark.parametrize("inputs", ["concatenation", "interaction"])
def test_swapping_a_and_b_in_the_data_changes_nothing(workspace, inputs, tiny):
    recipe = replace(tiny, ranking_inputs=inputs)
    problem = picture_problem(workspace, recipe)
    swapped = picture_problem(workspace, recipe)
    swapped._images = swapped._images[:, [0, 2, 1]]
    swapped._votes = swapped._votes.flip(1)
    batch = torch.arange(60)
    losses = [one.loss(batch, torch.Generator().manual_seed(1)) for one in (problem, swapped)]
    torch.testing.assert_close(*losses)


def test_the_loss_equals_a_literal_loop_over_triples_in_both_orders(workspace, tiny):
    problem = picture_problem(workspace, replace(tiny, triplet_weight=0.7, stochastic_weight=0.3))
    problem.modules.eval()
    batch = torch.arange(20)
    rows = np.unique(problem._images[batch])
    vectors = problem.embedder.training_vectors(torch.from_numpy(rows), torch.Generator().manual_seed(1))
    at = {int(row): vectors[place] for place, row in enumerate(rows)}
    at = {row: vector.detach() for row, vector in at.items()}
    entropy = hinge = likelihood = votes_seen = lead_seen = 0.0
    for number in batch.tolist():
        reference, a, b = (at[int(row)] for row in problem._images[number])
        for_a, for_b = (float(count) for count in problem._votes[number])
        for x, y, for_x, for_y in ((a, b, for_a, for_b), (b, a, for_b, for_a)):
            logits = problem.ranking_block.linear(torch.cat([reference, x, y])).detach()
            entropy -= float(for_x * logits.log_softmax(0)[0] + for_y * logits.log_softmax(0)[1])
            margin = float((reference - y).square().sum() - (reference - x).square().sum())
            hinge += abs(for_x - for_y) * max(0.0, 0.2 - margin * (1 if for_x > for_y else -1))
            odds = np.exp(margin / 2 / tiny.temperature)
            likelihood -= for_x * np.log(odds / (1 + odds)) + for_y * np.log(1 / (1 + odds))
            votes_seen += for_x + for_y
            lead_seen += abs(for_x - for_y)
    expected = entropy / votes_seen + 0.7 * hinge / lead_seen + 0.3 * likelihood / votes_seen
    assert float(problem.loss(batch, torch.Generator().manual_seed(1)).detach()) == pytest.approx(expected, rel=1e-5)


def test_an_epoch_holds_every_triple_once(workspace, tiny):
    problem = picture_problem(workspace, tiny)
    batches = list(problem.batches(torch.Generator().manual_seed(3)))
    assert len(batches) == problem.steps_per_epoch == 3
    assert sorted(torch.cat(batches).tolist()) == list(range(405))


def test_random_vectors_answer_half_of_the_questions_right(workspace, tiny):
    data = all_data(workspace, np.ones(IMAGES, dtype=bool))
    figures = []
    for seed in range(12):
        embedder = ObjectEmbedder(np.arange(IMAGES), 8, seed)
        figures.append(TripletProblem(embedder, data, tiny, CPU).measure()["validation"])
    assert np.mean(figures) == pytest.approx(0.5, abs=0.03)
