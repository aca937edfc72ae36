"""Learning from pictures alone: two views of each image, NT-Xent on a projection head that is thrown away."""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

import torch
from jaxtyping import Float, Int
from torch import nn
from torch.nn.functional import normalize

from simlab.training.contrastive_data import ContrastiveData
from simlab.training.embedders import Embedder
from simlab.training.losses.nt_xent import nt_xent
from simlab.training.recipes import ContrastiveRecipe

VIEW_RETRIEVAL = "view_retrieval"
_MEASURED_AT_ONCE = 64
# How far two similarities may differ by rounding alone, and count as equal.
_EQUAL = 1e-6
E = TypeVar("E", bound=Embedder)


class ContrastiveProblem(Generic[E]):
    """A network trained so that two views of an image are alike (Chen et al., SimCLR, ICML 2020)."""

    selection: str | None = VIEW_RETRIEVAL

    def __init__(self, embedder: E, data: ContrastiveData, recipe: ContrastiveRecipe, device: torch.device) -> None:
        self.embedder, self._recipe = embedder, recipe
        self._training, self._held_out = torch.from_numpy(data.training), torch.from_numpy(data.held_out)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(recipe.seed)
            self.projection = _projection(embedder.dimensions, recipe.projection).to(device)
        self.modules: nn.Module = nn.ModuleDict({"embedder": embedder.module, "projection": self.projection})

    @property
    def rates(self) -> Mapping[str, float]:
        """All weights learn alike."""
        return {}

    @property
    def steps_per_epoch(self) -> int:
        """Batches that hold every training image once; a last image alone goes with the batch before it."""
        whole, rest = divmod(len(self._training), self._recipe.batch)
        return max(1, whole + (rest > 1))

    def batches(self, generator: torch.Generator) -> Iterator[Int[torch.Tensor, " batch"]]:
        """Image rows in random order, at least two at a time: a single one would have no negatives."""
        order = self._training[torch.randperm(len(self._training), generator=generator)]
        size = self._recipe.batch
        for number in range(self.steps_per_epoch):
            last = number + 1 == self.steps_per_epoch
            yield order[number * size :] if last else order[number * size : (number + 1) * size]

    def loss(self, batch: Int[torch.Tensor, " batch"], generator: torch.Generator) -> torch.Tensor:
        """NT-Xent between the projections of two views of each image, which go through the network together."""
        outputs = self.embedder.training_outputs(torch.cat([batch, batch]), generator)
        first, second = torch.split(self.projection(outputs), len(batch))
        return nt_xent(first, second, self._recipe.temperature)

    def after_step(self, step: int) -> None:
        """Nothing is carried from step to step."""

    def measure(self) -> dict[str, float]:
        """How often the other view of a held-out image is found; the views are the same in every epoch."""
        generator = torch.Generator().manual_seed(self._recipe.seed)
        pairs: list[tuple[torch.Tensor, ...]] = []
        with torch.inference_mode():
            for rows in torch.split(self._held_out, _MEASURED_AT_ONCE):
                vectors = self.embedder.training_vectors(torch.cat([rows, rows]), generator)
                pairs.append(torch.split(vectors.cpu(), len(rows)))
        first, second = (torch.cat(views) for views in zip(*pairs, strict=True))
        return {VIEW_RETRIEVAL: view_retrieval(first, second)}


def _projection(width: int, outputs: int | None) -> nn.Module:
    """The head FC-ReLU-FC that the loss looks at, or nothing in its place."""
    if outputs is None:
        return nn.Identity()
    return nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, outputs))


def view_retrieval(first: Float[torch.Tensor, "images d"], second: Float[torch.Tensor, "images d"]) -> float:
    """Share of the 2n views whose nearest among the 2n − 1 others, by cosine, is the other view of their image.

    Where k views are equally near, finding one of them at random is expected to be right 1/k of the time and counts
    so: a constant embedding scores 1 / (2n − 1).
    """
    views = normalize(torch.cat([first, second]).double(), dim=1)
    similarities = (views @ views.T).fill_diagonal_(-torch.inf)
    nearest = similarities >= similarities.amax(dim=1, keepdim=True) - _EQUAL
    partners = torch.arange(len(views)).roll(len(first))
    right = nearest.gather(1, partners[:, None]).squeeze(1)
    return float((right.double() / nearest.sum(dim=1)).mean())
