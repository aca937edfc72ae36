from dataclasses import replace

import numpy as np
import pytest
import torch

from simlab.encoders.embedding_network import NetworkShape, build_network
from simlab.encoders.pixels import normalised
from simlab.training import ContrastiveRecipe
from simlab.training.augmentation import augmented
from simlab.training.contrastive_data import ContrastiveData
from simlab.training.contrastive_problem import ContrastiveProblem, view_retrieval
from simlab.training.image_bank import ImageBank
from simlab.training.losses.nt_xent import nt_xent

RECIPE = ContrastiveRecipe(size=16, batch=10, projection=8)
CPU = torch.device("cpu")


def problem_of(workspace, recipe=RECIPE, training=50) -> ContrastiveProblem:
    data = ContrastiveData(np.arange(training), np.arange(50, 70), 0)
    network = build_network(NetworkShape(recipe.backbone, recipe.size, recipe.dimensions), recipe.seed)
    return ContrastiveProblem(network, ImageBank(workspace, np.arange(70), 24), data, recipe, CPU)


@pytest.mark.parametrize(("images", "sizes"), [(50, [10] * 5), (41, [10, 10, 10, 11]), (42, [10] * 4 + [2]), (3, [3])])
def test_an_epoch_holds_every_image_once_and_no_batch_has_one(mosaic_workspace, images, sizes):
    problem = problem_of(mosaic_workspace, training=images)
    batches = list(problem.batches(torch.Generator().manual_seed(3)))
    assert [len(batch) for batch in batches] == sizes
    assert problem.steps_per_epoch == len(sizes)
    assert sorted(torch.cat(batches).tolist()) == list(range(images))


def test_the_loss_is_that_of_projections_of_two_views_before_normalisation(mosaic_workspace):
    problem = problem_of(mosaic_workspace)
    problem.modules.eval()
    rows = torch.arange(6)
    generator = torch.Generator().manual_seed(1)
    pixels = ImageBank(mosaic_workspace, rows, 24).take(rows)
    views = [normalised(augmented(pixels, RECIPE, generator)) for _ in range(2)]
    assert not torch.equal(*views)
    projected = [problem.projection(problem.network.head(problem.network.backbone(view))) for view in views]
    found = problem.loss(rows, torch.Generator().manual_seed(1))
    torch.testing.assert_close(found, nt_xent(*projected, RECIPE.temperature))


def test_gradients_reach_backbone_head_and_projection(mosaic_workspace):
    problem = problem_of(mosaic_workspace, replace(RECIPE, dimensions=6))
    problem.modules.train()
    optimizer = torch.optim.SGD(problem.modules.parameters(), 0.1)
    for _ in range(2):  # timm's residual branches start at zero, so gradients reach all layers after the first step
        optimizer.zero_grad()
        problem.loss(torch.arange(20), torch.Generator().manual_seed(0)).backward()
        optimizer.step()
    for module in (problem.network.backbone, problem.network.head, problem.projection):
        assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in module.parameters() if p.ndim > 1)


def test_the_views_measured_on_are_the_same_in_every_epoch(mosaic_workspace):
    problem = problem_of(mosaic_workspace)
    problem.modules.eval()
    assert problem.measure() == problem.measure()


def test_view_retrieval_equals_a_literal_loop():
    generator = torch.Generator().manual_seed(0)
    first = torch.randn(12, 3, generator=generator)
    second = first + torch.randn(12, 3, generator=generator)
    views = torch.cat([first, second]).numpy()
    right = 0
    for i, view in enumerate(views):
        cosines = [view @ other / np.linalg.norm(view) / np.linalg.norm(other) for other in views]
        cosines[i] = -2
        right += int(np.argmax(cosines)) == (i + 12) % 24
    assert 0 < right < 24
    assert view_retrieval(first, second) == pytest.approx(right / 24)


def test_a_constant_scores_chance_and_perfect_views_score_one():
    assert view_retrieval(torch.ones(20, 4), torch.ones(20, 4)) == pytest.approx(1 / 39)
    assert view_retrieval(torch.eye(20), torch.eye(20)) == 1
    assert view_retrieval(torch.eye(20), torch.eye(20).roll(1, 0)) == 0
