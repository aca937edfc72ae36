import math

import pytest
import torch

from simlab.training.losses.nt_xent import nt_xent


@pytest.fixture
def views():
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(9, 5, generator=generator, dtype=torch.float64) for _ in range(2)]


@pytest.mark.parametrize("temperature", [0.01, 0.05, 0.2, 1.0])
def test_the_loss_equals_a_literal_loop_over_views(views, temperature):
    z = [vector / vector.norm() for vector in torch.cat(views)]
    n = len(views[0])
    total = 0.0
    for i in range(2 * n):
        j = (i + n) % (2 * n)
        scores = {k: math.exp(float(z[i] @ z[k]) / temperature) for k in range(2 * n) if k != i}
        total -= math.log(scores[j] / sum(scores.values()))
    assert float(nt_xent(*views, temperature)) == pytest.approx(total / (2 * n))


@pytest.mark.parametrize("temperature", [0.05, 0.5])
def test_the_loss_equals_pytorch_metric_learnings(views, temperature):
    losses = pytest.importorskip("pytorch_metric_learning.losses")
    labels = torch.arange(len(views[0])).repeat(2)
    expected = losses.NTXentLoss(temperature)(torch.cat(views), labels)
    torch.testing.assert_close(nt_xent(*views, temperature), expected)


def test_which_view_comes_first_and_how_long_vectors_are_does_not_matter(views):
    first, second = views
    loss = nt_xent(first, second, 0.2)
    torch.testing.assert_close(nt_xent(second, first, 0.2), loss)
    torch.testing.assert_close(nt_xent(7 * first, second / 3, 0.2), loss)


def test_views_that_agree_cost_little_and_constant_vectors_cost_chance():
    apart = torch.eye(8)
    assert float(nt_xent(apart, apart, 0.05)) < 1e-6
    same = torch.ones(8, 4)
    assert float(nt_xent(same, same, 0.05)) == pytest.approx(math.log(15), rel=1e-5)
    assert float(nt_xent(apart, apart.roll(1, 0), 0.05)) > 10


def test_a_low_temperature_neither_overflows_nor_loses_gradients():
    first = torch.randn(6, 4, generator=torch.Generator().manual_seed(1)).requires_grad_()
    loss = nt_xent(first, first.detach().roll(1, 0), 1e-3)
    loss.backward()
    assert torch.isfinite(loss)
    assert torch.isfinite(first.grad).all()


def test_half_precision_autocast_gives_the_loss_of_the_same_numbers_in_fp32():
    generator = torch.Generator().manual_seed(2)
    inputs, layer = torch.randn(32, 8, generator=generator), torch.nn.Linear(8, 16)
    for kind in (torch.float16, torch.bfloat16):
        with torch.autocast("cpu", kind):
            outputs = layer(inputs)
            assert outputs.dtype == kind
            loss = nt_xent(outputs[:16], outputs[16:], 0.01)
        assert loss.dtype == torch.float32
        assert torch.isfinite(loss)
        whole = outputs.detach().float()
        torch.testing.assert_close(loss.detach(), nt_xent(whole[:16], whole[16:], 0.01), atol=0, rtol=0)
        layer.zero_grad()
        loss.backward()
        assert torch.isfinite(layer.weight.grad).all()
        assert layer.weight.grad.abs().sum() > 0


@pytest.mark.parametrize("temperature", [0.05, 0.5])
def test_gradients_agree_with_differences(views, temperature):
    first, second = (view.requires_grad_() for view in views)
    assert torch.autograd.gradcheck(lambda one, two: nt_xent(one, two, temperature), (first, second))
