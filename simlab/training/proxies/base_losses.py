"""The proxy losses of pytorch-metric-learning, which the hierarchy is built on."""

import torch
from pytorch_metric_learning.losses import ProxyAnchorLoss, ProxyNCALoss
from torch import nn

from simlab.training.recipes import ProxyRecipe


def proxy_loss(recipe: ProxyRecipe, classes: int, dimensions: int) -> nn.Module:
    """A proxy loss with proxies of its own, at random values from torch's generator.

    Both see directions only: the length of neither vectors nor proxies matters. The module is called with vectors
    [pictures, dimensions] and class numbers [pictures], and its `proxies` are [classes, dimensions].

    `anchor` is equation 4 of Kim et al. (CVPR 2020) with log(1 + Σ exp). `nca` is the softmax of −scale · ‖x − p‖² over
    all proxies, the true one included; Movshovitz-Attias et al. (ICCV 2017, equation 5) leave it out of the
    denominator.
    """
    if recipe.loss == "anchor":
        loss: nn.Module = ProxyAnchorLoss(classes, dimensions, margin=recipe.delta, alpha=recipe.alpha)
    else:
        loss = ProxyNCALoss(classes, dimensions, softmax_scale=recipe.nca_scale)
    return loss


def with_fixed_proxies(loss: nn.Module, proxies: torch.Tensor) -> nn.Module:
    """The same loss whose proxies are state and no parameters: they are stored, and nothing trains them."""
    del loss.proxies
    loss.register_buffer("proxies", proxies)
    return loss
