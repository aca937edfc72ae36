import warnings
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.autograd import gradcheck
from torch.nn.functional import normalize

from simlab.training.proxies.base_losses import proxy_loss
from simlab.training.proxies.hierarchical_loss import HierarchicalProxyLoss
from simlab.training.proxies.hierarchy import path_groups
from simlab.training.recipes import ProxyRecipe

CLASSES, DIMENSIONS = 12, 5
PARENTS = [np.arange(CLASSES) // 3, np.array([0, 0, 1, 1])]
FOLDERS = ProxyRecipe(hierarchy="folders", levels=2, weights=(0.3, 0.2))
CLUSTERS = ProxyRecipe(hierarchy="clusters", levels=2, clusters=(4, 2), weights=(0.3, 0.2))
LOSSES = ("anchor", "nca")


def made(recipe: ProxyRecipe, given=(), seed: int = 0) -> HierarchicalProxyLoss:
    torch.manual_seed(seed)
    return HierarchicalProxyLoss(recipe, CLASSES, DIMENSIONS, given)


def batch(seed: int = 1, pictures: int = 20) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    vectors = torch.randn(pictures, DIMENSIONS, generator=generator, dtype=torch.float64)
    return vectors, torch.randint(CLASSES, (pictures,), generator=generator)


def literal_anchor(vectors, labels, proxies, alpha=32.0, delta=0.1) -> float:
    """Equation 4 of Kim et al., as it reads."""
    vectors, proxies = normalize(vectors, dim=1), normalize(proxies, dim=1)
    shown = sorted(set(labels.tolist()))
    pulled = pushed = 0.0
    for p, proxy in enumerate(proxies):
        near = sum(np.exp(-alpha * (float(x @ proxy) - delta)) for x, y in zip(vectors, labels, strict=True) if y == p)
        far = sum(np.exp(alpha * (float(x @ proxy) + delta)) for x, y in zip(vectors, labels, strict=True) if y != p)
        pulled += np.log1p(near) if p in shown else 0.0
        pushed += np.log1p(far)
    return pulled / len(shown) + pushed / len(proxies)


def literal_nca(vectors, labels, proxies, scale=8.0) -> float:
    """Softmax of −scale · squared distance over all proxies, the true one among them."""
    vectors, proxies = normalize(vectors, dim=1), normalize(proxies, dim=1)
    losses = []
    for x, y in zip(vectors, labels, strict=True):
        weights = [np.exp(-scale * float((x - p).square().sum())) for p in proxies]
        losses.append(-np.log(weights[y] / sum(weights)))
    return float(np.mean(losses))


LITERAL = {"anchor": literal_anchor, "nca": literal_nca}


@pytest.mark.parametrize("name", LOSSES)
def test_every_level_equals_a_literal_loop(name):
    loss = made(replace(FOLDERS, loss=name), PARENTS).double()
    vectors, labels = batch()
    middle, top = torch.from_numpy(PARENTS[0])[labels], torch.from_numpy(PARENTS[1][PARENTS[0]])[labels]
    means = torch.stack([loss.proxies[torch.from_numpy(PARENTS[0] == g)].mean(dim=0) for g in range(4)])
    tops = torch.stack([means[torch.from_numpy(PARENTS[1] == g)].mean(dim=0) for g in range(2)])
    expected = LITERAL[name](vectors, labels, loss.proxies.detach())
    expected += 0.3 * LITERAL[name](vectors, middle, means.detach()) + 0.2 * LITERAL[name](vectors, top, tops.detach())
    assert loss(vectors, labels).item() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("recipe", [FOLDERS, CLUSTERS], ids=["folders", "clusters"])
@pytest.mark.parametrize("name", LOSSES)
def test_weights_of_zero_are_the_base_loss(recipe, name):
    recipe = replace(recipe, loss=name, weights=(0.0, 0.0))
    loss = made(recipe, PARENTS if recipe.hierarchy == "folders" else ())
    loss.refresh(0)
    torch.manual_seed(0)
    base = proxy_loss(recipe, CLASSES, DIMENSIONS)
    base.load_state_dict({"proxies": loss.proxies.detach()})
    vectors, labels = (part.float() if part.is_floating_point() else part for part in batch())
    assert abs(loss(vectors, labels).item() - base(vectors, labels).item()) < 1e-6
    grouped, alone = (
        torch.autograd.grad(each(vectors, labels), each.get_parameter(name))[0]
        for each, name in ((loss, "base.proxies"), (base, "proxies"))
    )
    torch.testing.assert_close(grouped, alone, atol=1e-6, rtol=0)


@pytest.mark.parametrize("recipe", [FOLDERS, CLUSTERS], ids=["folders", "clusters"])
def test_proxies_of_groups_are_their_members_means_after_each_refresh_and_get_no_gradient(recipe):
    loss = made(recipe, PARENTS if recipe.hierarchy == "folders" else ())
    optimizer = torch.optim.Adam(loss.parameters(), 0.1)
    assert [name for name, _ in loss.named_parameters()] == ["base.proxies"]
    for turn in range(3):
        loss.refresh(0)
        below = loss.proxies.detach()
        for level, parents in enumerate(loss.parents()):
            for group in range(parents.max() + 1):
                members = below[torch.from_numpy(parents == group)]
                assert len(members)
                torch.testing.assert_close(loss.group_proxies(level)[group], members.mean(dim=0))
            below = loss.group_proxies(level)
        before = [loss.group_proxies(level).clone() for level in range(2)]
        vectors, labels = batch(turn)
        optimizer.zero_grad()
        loss(vectors.float(), labels).backward()
        assert loss.proxies.grad.abs().sum() > 0
        optimizer.step()
        for level, proxies in enumerate(before):
            assert not loss.group_proxies(level).requires_grad
            assert loss.group_proxies(level).grad is None
            assert torch.equal(loss.group_proxies(level), proxies)


def test_upper_levels_reach_the_vectors_and_not_the_proxies_below():
    loss = made(FOLDERS, PARENTS).double()
    alone = made(ProxyRecipe(hierarchy="none")).double()
    vectors, labels = batch()
    for_vectors, for_proxies = [], []
    for each in (loss, alone):
        inputs = vectors.clone().requires_grad_()
        found = torch.autograd.grad(each(inputs, labels), [inputs, each.proxies])
        for_vectors.append(found[0])
        for_proxies.append(found[1])
    assert torch.equal(loss.proxies, alone.proxies)
    torch.testing.assert_close(for_proxies[0], for_proxies[1])
    assert not torch.allclose(for_vectors[0], for_vectors[1])


@pytest.mark.parametrize("name", LOSSES)
def test_other_numbers_for_the_same_groups_change_nothing(name):
    recipe = replace(FOLDERS, loss=name)
    first, second = np.array([2, 0, 3, 1]), np.array([1, 0])
    renamed = [first[PARENTS[0]], second[PARENTS[1]][np.argsort(first)]]
    vectors, labels = batch()
    losses = [made(recipe, parents).double()(vectors, labels).item() for parents in (PARENTS, renamed)]
    assert losses[0] == pytest.approx(losses[1], abs=1e-9)


def test_clusters_do_not_depend_on_the_order_of_well_separated_classes():
    torch.manual_seed(0)
    loss = HierarchicalProxyLoss(replace(CLUSTERS, levels=1, clusters=(3,), weights=(1.0,)), CLASSES, DIMENSIONS)
    planted = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2])
    centres = torch.eye(DIMENSIONS)[:3]
    with torch.no_grad():
        loss.proxies.copy_(centres[planted] + 0.05 * torch.randn(CLASSES, DIMENSIONS))
    for seed in range(3):
        loss.refresh(seed)
        (found,) = loss.parents()
        assert [set(planted[found == group]) for group in range(3)] in [[{a}, {b}, {c}] for a, b, c in _orders()]


def _orders():
    return [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("hierarchy", ["none", "folders", "clusters"])
def test_gradients_pass_gradcheck(name, hierarchy):
    recipe = replace(CLUSTERS, loss=name, hierarchy=hierarchy, alpha=4.0)
    loss = made(recipe, PARENTS if hierarchy == "folders" else ()).double()
    if hierarchy == "clusters":
        loss.refresh(0)
    vectors, labels = batch(pictures=6)

    def of(inputs: torch.Tensor, proxies: torch.Tensor) -> torch.Tensor:
        return torch.func.functional_call(loss, {"base.proxies": proxies}, (inputs, labels))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert gradcheck(of, (vectors.requires_grad_(), loss.proxies.detach().clone().requires_grad_()))


def test_before_the_first_clustering_classes_count_alone():
    loss, alone = made(CLUSTERS).double(), made(ProxyRecipe(hierarchy="none")).double()
    assert loss.parents() == []
    vectors, labels = batch()
    assert loss(vectors, labels).item() == alone(vectors, labels).item()
    loss.refresh(0)
    assert loss(vectors, labels).item() > alone(vectors, labels).item()


def test_groups_and_their_proxies_are_in_a_checkpoint():
    loss, other = made(CLUSTERS), made(CLUSTERS, seed=5)
    loss.refresh(0)
    other.load_state_dict(loss.state_dict())
    vectors, labels = batch()
    assert other(vectors.float(), labels).item() == loss(vectors.float(), labels).item()
    assert [parents.tolist() for parents in other.parents()] == [parents.tolist() for parents in loss.parents()]


def test_a_batch_of_one_class_has_a_finite_loss():
    vectors, _ = batch(pictures=3)
    for name in LOSSES:
        loss = made(replace(FOLDERS, loss=name), PARENTS).double()
        assert torch.isfinite(loss(vectors, torch.zeros(3, dtype=torch.int64)))


def test_groups_of_label_paths():
    found = path_groups(["a/x/1", "a/x/2", "a/y/1", "b/z/1", "lone"], 5)
    assert [(parents.tolist(), names) for parents, names in found] == [
        ([0, 0, 1, 2, 3], ("a/x", "a/y", "b/z", "lone")),
        ([0, 0, 1, 2], ("a", "b", "lone")),
    ]
    assert len(path_groups(["a/x/1", "a/x/2", "b/z/1"], 1)) == 1
    assert path_groups(["one", "two"], 3) == []
    assert path_groups(["all/one", "all/two"], 1) == []
