"""The hierarchical proxy loss (Yang et al., "Hierarchical Proxy-based Loss for Deep Metric Learning", WACV 2022)."""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import nn

from simlab.training.proxies.base_losses import proxy_loss, with_fixed_proxies
from simlab.training.proxies.hierarchy import Parents, cluster_groups
from simlab.training.recipes import ProxyRecipe


class HierarchicalProxyLoss(nn.Module):
    """L = L_0(X, y, P) + Σ_l ω_l · L_l(X, y^(l), P^(l)), a proxy loss per level.

    P are the proxies of the classes, which are trained. A proxy of a group is the mean of those that the group holds
    one level below, as they were at the last `refresh`; it is no parameter, so that gradients of the upper levels reach
    the vectors only. Groups and their proxies are buffers: a checkpoint has them.
    """

    def __init__(self, recipe: ProxyRecipe, classes: int, dimensions: int, given: Sequence[Parents] = ()) -> None:
        """Proxies at random values from torch's generator.

        Args:
            recipe: the loss, its settings, and the weights of levels.
            classes: how many.
            dimensions: of the vectors.
            given: per level the group of each node below; empty where groups are found by clustering, or there are
                none.
        """
        super().__init__()
        self._recipe = recipe
        self._given = len(given) > 0
        self.base = proxy_loss(recipe, classes, dimensions)
        sizes = [int(parents.max()) + 1 for parents in given]
        if recipe.hierarchy == "clusters":
            sizes = list(recipe.clusters)
        below = [classes, *sizes][: len(sizes)]
        self.levels = nn.ModuleList(
            with_fixed_proxies(proxy_loss(recipe, size, dimensions), torch.zeros(size, dimensions)) for size in sizes
        )
        for level, count in enumerate(below):
            parents = torch.from_numpy(given[level]) if self._given else torch.zeros(count, dtype=torch.int64)
            self.register_buffer(f"parents_{level}", parents)
        self.grouped: torch.Tensor
        self.register_buffer("grouped", torch.tensor(self._given))
        if self._given:
            self.refresh(0)

    def forward(
        self, vectors: Float[torch.Tensor, "pictures dimensions"], classes: Int[torch.Tensor, " pictures"]
    ) -> Float[torch.Tensor, ""]:
        """The loss of a batch; before the first clustering that on the classes alone.

        Args:
            vectors: of any length.
            classes: numbers from 0.
        """
        loss: torch.Tensor = self.base(vectors, classes)
        if not self.grouped:
            return loss
        labels = classes
        for level, (weight, upper) in enumerate(zip(self._recipe.weights, self.levels, strict=False)):
            labels = self._parents(level)[labels]
            if weight:
                loss = loss + weight * upper(vectors, labels)
        return loss

    @torch.no_grad()
    def refresh(self, seed: int) -> None:
        """Cluster anew where groups are not given, and set each group's proxy to the mean of its members'.

        Args:
            seed: of the clustering.
        """
        if not self._given:
            found = cluster_groups(self.proxies.detach().cpu().numpy(), self._recipe.clusters, seed)
            for level, clustered in enumerate(found):
                self._parents(level).copy_(torch.from_numpy(clustered))
        nodes = self.proxies
        for level in range(len(self.levels)):
            parents, groups = self._parents(level), self.group_proxies(level)
            sums = torch.zeros_like(groups).index_add_(0, parents, nodes)
            groups.copy_(sums / torch.bincount(parents, minlength=len(groups)).to(sums)[:, None])
            nodes = groups
        self.grouped.fill_(True)

    @property
    def proxies(self) -> Float[torch.Tensor, "classes dimensions"]:
        """Of the classes."""
        return self.base.get_parameter("proxies")

    def group_proxies(self, level: int) -> Float[torch.Tensor, "groups dimensions"]:
        """Of the groups of one level, from 0."""
        return self.levels[level].get_buffer("proxies")

    def parents(self) -> list[Parents]:
        """Per level the group of each node below; empty where there is no hierarchy, or none yet."""
        if not self.grouped:
            return []
        return [np.asarray(self._parents(level).cpu().numpy()) for level in range(len(self.levels))]

    def _parents(self, level: int) -> Int[torch.Tensor, " below"]:
        return self.get_buffer(f"parents_{level}")
