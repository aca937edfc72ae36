"""Learning from answered triples: the ranking block and the losses of a recipe, over any embedder."""

import math
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

import numpy as np
import pandas as pd
import torch
from jaxtyping import Int
from torch import nn

from simlab.evaluation import margins, score
from simlab.training.answers import answers_of
from simlab.training.embedders import Embedder
from simlab.training.losses.class_margin_triplet import class_margin_triplet
from simlab.training.losses.ranking_cross_entropy import ranking_cross_entropy
from simlab.training.losses.stochastic_triplet import stochastic_triplet
from simlab.training.ranking_block import RankingBlock
from simlab.training.recipes import TripletRecipe
from simlab.training.training_data import TrainingData

E = TypeVar("E", bound=Embedder)


class TripletProblem(Generic[E]):
    """CS-models, global models and image-free embeddings: they differ in data and embedder only."""

    rates: Mapping[str, float] = {}

    def __init__(self, embedder: E, data: TrainingData, recipe: TripletRecipe, device: torch.device) -> None:
        self.embedder, self.selection = embedder, data.selection
        self._data, self._recipe, self._device = data, recipe, device
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(recipe.seed)
            self.ranking_block = RankingBlock(embedder.dimensions, recipe.ranking_inputs).to(device)
        self.modules: nn.Module = nn.ModuleDict({"embedder": embedder.module, "ranking_block": self.ranking_block})
        answers = answers_of(data.training)
        self._images = torch.tensor(answers.images)
        self._row_of_triple = torch.tensor(data.training.groupby(["source", "row"], sort=False).ngroup().to_numpy())
        self._votes, self._apart = torch.tensor(answers.votes), torch.tensor(answers.apart)

    @property
    def steps_per_epoch(self) -> int:
        """Batches that hold every training triple once."""
        return math.ceil(len(self._images) / self._recipe.batch)

    def batches(self, generator: torch.Generator) -> Iterator[Int[torch.Tensor, " batch"]]:
        """Positions among the training triples, annotation rows in random order.

        Triples of one row share their images, so that a batch of whole rows embeds fewer of them.
        """
        turn = torch.randperm(int(self._row_of_triple.max()) + 1, generator=generator)
        order = torch.argsort(torch.argsort(turn)[self._row_of_triple], stable=True)
        yield from torch.split(order, self._recipe.batch)

    def loss(self, batch: Int[torch.Tensor, " batch"], generator: torch.Generator) -> torch.Tensor:
        """The recipe's loss on these triples, each in both orders of its candidates.

        Every image is embedded once, in one view, for all triples of the batch that hold it. The ranking block sees
        both orders; the other terms are the same for either.
        """
        recipe = self._recipe
        images, places = torch.unique(self._images[batch], return_inverse=True)
        vectors = self.embedder.training_vectors(images, generator)
        reference, a, b = (vectors[places[:, column].to(self._device)] for column in range(3))
        votes, apart = self._votes[batch].to(self._device), self._apart[batch].to(self._device)
        squared = torch.stack([(reference - a).square().sum(dim=1), (reference - b).square().sum(dim=1)], dim=1)
        loss = vectors.new_zeros(())
        if recipe.ranking_weight:
            logits = torch.cat([self.ranking_block(reference, a, b), self.ranking_block(reference, b, a)])
            loss = loss + recipe.ranking_weight * ranking_cross_entropy(logits, torch.cat([votes, votes.flip(1)]))
        if recipe.triplet_weight:
            loss = loss + recipe.triplet_weight * class_margin_triplet(squared, votes, apart)
        if recipe.stochastic_weight:
            loss = loss + recipe.stochastic_weight * stochastic_triplet(squared, votes, recipe.temperature)
        return loss

    def after_step(self, step: int) -> None:
        """Nothing is carried from step to step."""

    def measure(self) -> dict[str, float]:
        """Accuracy on each measured set, by cosine distance as in use."""
        if not self._data.measured:
            return {}
        everything = pd.concat(self._data.measured.values())[["reference", "a", "b"]].to_numpy()
        images = np.unique(everything)
        vectors = self.embedder.vectors(images).astype(np.float64)
        return {name: self._accuracy(triples, images, vectors) for name, triples in self._data.measured.items()}

    @staticmethod
    def _accuracy(triples: pd.DataFrame, images: np.ndarray, vectors: np.ndarray) -> float:
        places = np.searchsorted(images, triples[["reference", "a", "b"]].to_numpy())
        cosines = vectors @ vectors.T if len(vectors) <= len(triples) else None
        if cosines is None:
            reference, a, b = (vectors[places[:, column]] for column in range(3))
            similarities = np.stack([(reference * a).sum(axis=1), (reference * b).sum(axis=1)], axis=1)
        else:
            similarities = np.stack([cosines[places[:, 0], places[:, column]] for column in (1, 2)], axis=1)
        return float(np.mean(score(margins(1 - similarities), triples["choice"])))
