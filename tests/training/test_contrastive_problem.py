from dataclasses import replace

import numpy as np
import pytest
import torch

from simlab.errors import InputError
from simlab.progress import SILENT
from simlab.training import ContrastiveRecipe
from simlab.training.augmentation import augmented
from simlab.training.contrastive_data import ContrastiveData
from simlab.training.contrastive_problem import ContrastiveProblem, view_retrieval
from simlab.training.embedders import embedder_for
from simlab.training.image_bank import ImageBank
from simlab.training.losses.nt_xent import nt_xent
from simlab.training.networks import network_for

RECIPE = ContrastiveRecipe(size=16, batch=10, projection=8)
CPU = torch.device("cpu")


def problem_of(workspace, recipe=RECIPE, training=50) -> ContrastiveProblem:
    data = ContrastiveData(np.arange(training), np.arange(50, 70), 0)
    embedder = embedder_for(
        workspace,
        network_for(workspace, recipe, "new"),
        recipe,
        training_rows=np.arange(70),
        plain_rows=np.arange(0),
        device=CPU,
        folder=workspace.path / "runs" / "new",
        progress=SILENT,
    )
    return ContrastiveProblem(embedder, data, recipe, CPU)


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
    network = problem.embedder.network
    pixels = ImageBank(mosaic_workspace, rows, 24).take(torch.cat([rows, rows]))
    views = augmented(pixels, RECIPE, 16, torch.Generator().manual_seed(1))
    assert not torch.equal(views[:6], views[6:])
    projected = problem.projection(network.head(network.backbone(network.normalise(views))))
    found = problem.loss(rows, torch.Generator().manual_seed(1))
    torch.testing.assert_close(found, nt_xent(projected[:6], projected[6:], RECIPE.temperature))


def test_without_a_projection_the_loss_looks_at_the_network_itself(mosaic_workspace):
    problem = problem_of(mosaic_workspace, replace(RECIPE, projection=None, dimensions=5))
    problem.modules.eval()
    rows = torch.arange(6)
    outputs = problem.embedder.training_outputs(torch.cat([rows, rows]), torch.Generator().manual_seed(1))
    assert outputs.shape == (12, 5)
    expected = nt_xent(outputs[:6], outputs[6:], RECIPE.temperature)
    torch.testing.assert_close(problem.loss(rows, torch.Generator().manual_seed(1)), expected)


def test_gradients_reach_backbone_head_and_projection(mosaic_workspace):
    problem = problem_of(mosaic_workspace, replace(RECIPE, dimensions=6))
    problem.modules.train()
    network = problem.embedder.network
    optimizer = torch.optim.SGD(problem.modules.parameters(), 0.1)
    for _ in range(2):  # timm's residual branches start at zero, so gradients reach all layers after the first step
        optimizer.zero_grad()
        problem.loss(torch.arange(20), torch.Generator().manual_seed(0)).backward()
        optimizer.step()
    for module in (network.backbone, network.head, problem.projection):
        assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in module.parameters() if p.ndim > 1)


@pytest.mark.parametrize(
    "backbone", ["test_resnet", "scratch:test_resnet?size=16&seed=1+scratch:test_vit?size=16&seed=2"]
)
def test_a_head_on_frozen_features_learns_and_nothing_else_does(mosaic_workspace, backbone):
    recipe = replace(RECIPE, backbone=backbone, tuning="head", head="mlp", dimensions=12, views=4, projection=None)
    problem = problem_of(mosaic_workspace, recipe if ":" in backbone else replace(recipe, size=16))
    before = {name: value.clone() for name, value in problem.embedder.network.state_dict().items()}
    problem.modules.train()
    optimizer = torch.optim.Adam([p for p in problem.modules.parameters() if p.requires_grad], 1e-2)
    losses = []
    for step in range(80):
        optimizer.zero_grad()
        loss = problem.loss(torch.arange(30), torch.Generator().manual_seed(step))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:5])
    changed = {
        name for name, value in problem.embedder.network.state_dict().items() if not torch.equal(value, before[name])
    }
    assert changed
    assert all(name.startswith("head.") for name in changed)


def test_a_head_needs_two_views(mosaic_workspace):
    with pytest.raises(InputError, match=r"views is 1; it must be 2 or more when tuning is head, since two views of"):
        replace(RECIPE, tuning="head", dimensions=8, views=1)


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
