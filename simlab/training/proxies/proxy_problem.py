"""Learning from classes: pictures near the proxies of their classes and of the groups above them."""

import math
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

import torch
from jaxtyping import Int
from torch import nn

from simlab.errors import InputError
from simlab.evaluation.class_retrieval import class_retrieval
from simlab.training.embedders import Embedder
from simlab.training.proxies.balanced_batches import balanced_batches
from simlab.training.proxies.class_data import ClassData
from simlab.training.proxies.hierarchical_loss import HierarchicalProxyLoss
from simlab.training.proxies.hierarchy import Parents, path_groups
from simlab.training.recipes import ProxyRecipe

RECALL = "recall_at_1"
MAP_AT_R = "map_at_r"
E = TypeVar("E", bound=Embedder)


class ProxyProblem(Generic[E]):
    """A network and the proxies of its training classes; its figures are retrieval among classes not trained on."""

    def __init__(self, embedder: E, data: ClassData, recipe: ProxyRecipe, device: torch.device) -> None:
        """Proxies at random values from the recipe's seed.

        Raises:
            InputError: the recipe asks for more groups than there are classes, or for a hierarchy that the label paths
                do not have.
        """
        self.embedder, self._data, self._recipe, self._device = embedder, data, recipe, device
        self.selection: str | None = RECALL if len(data.measured) else None
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(recipe.seed)
            loss = HierarchicalProxyLoss(recipe, len(data.names), embedder.dimensions, _given_groups(data, recipe))
        self.proxy_loss = loss.to(device)
        self.modules: nn.Module = nn.ModuleDict({"embedder": embedder.module, "proxies": self.proxy_loss})
        self._training, self._classes = torch.from_numpy(data.training), torch.from_numpy(data.classes)

    @property
    def rates(self) -> Mapping[str, float]:
        """Proxies learn faster than the network: each is moved by the pictures of its class mainly."""
        return {"proxies.": self._recipe.proxy_rate}

    @property
    def steps_per_epoch(self) -> int:
        """As many batches as hold all training pictures."""
        return math.ceil(len(self._training) / self._recipe.batch)

    def batches(self, generator: torch.Generator) -> Iterator[Int[torch.Tensor, " batch"]]:
        """Positions among the training pictures, balanced by class or in random order."""
        recipe, count = self._recipe, len(self._training)
        if recipe.per_class is None:
            yield from torch.split(torch.randperm(count, generator=generator), recipe.batch)
            return
        yield from balanced_batches(self._data.classes, recipe.batch, recipe.per_class, self.steps_per_epoch, generator)

    def loss(self, batch: Int[torch.Tensor, " batch"], generator: torch.Generator) -> torch.Tensor:
        """The hierarchical proxy loss on one view of each picture, in full precision."""
        vectors = self.embedder.training_vectors(self._training[batch], generator)
        with torch.autocast(vectors.device.type, enabled=False):
            loss: torch.Tensor = self.proxy_loss(vectors.float(), self._classes[batch].to(self._device))
        return loss

    def after_step(self, step: int) -> None:
        """Every T steps groups and their proxies are made anew; clusters not before the proxies had time to settle."""
        recipe = self._recipe
        if recipe.hierarchy == "none":
            return
        first = recipe.alone * self.steps_per_epoch if recipe.hierarchy == "clusters" else 0
        if step >= first and (step - first) % recipe.refresh == 0:
            self.proxy_loss.refresh(recipe.seed)

    def measure(self) -> dict[str, float]:
        """Recall@1 and MAP@R among the measured pictures, by cosine distance as in use."""
        if not len(self._data.measured):
            return {}
        means = class_retrieval(
            self.embedder.vectors(self._data.measured), self._data.measured_classes, at=(1,)
        ).means()
        return {name: means[name] for name in (RECALL, MAP_AT_R)}


def _given_groups(data: ClassData, recipe: ProxyRecipe) -> list[Parents]:
    classes = len(data.names)
    if recipe.hierarchy == "clusters" and recipe.clusters[0] >= classes:
        raise InputError(
            f"clusters is {list(recipe.clusters)}, and {classes:,} classes are trained on: each level needs fewer "
            "groups than the one below has. Set clusters to smaller numbers."
        )
    if recipe.hierarchy != "folders":
        return []
    found = path_groups(data.names, recipe.levels)
    if len(found) < recipe.levels:
        raise InputError(
            f"The label paths of {classes:,} training classes make {len(found)} level(s) of groups, and the recipe "
            f"asks for {recipe.levels} (first class: {data.names[0]!r}). Set levels and weights to what there is, "
            "import folders one level deeper, or set hierarchy=clusters."
        )
    return [parents for parents, _ in found]
