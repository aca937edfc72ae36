"""Distances of several models on the same triples, the table that accuracy and ensembles start from."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float64

from simlab.evaluation.distances import ImageVectors, PairIndex, pair_distances
from simlab.evaluation.scores import margins, score


@runtime_checkable
class EmbeddingSource(Protocol):
    """The part of `simlab.workspace.Workspace` that distances need."""

    def embedding(self, model: str, /) -> ImageVectors:
        """The vectors of the model of that name."""


@dataclass(frozen=True, eq=False)
class DistanceTable:
    """What several models say about the same triples.

    Attributes:
        models: names, in the order of the first axis.
        triples: the triples, in the order of the second axis.
        distances: d(R, A) and d(R, B) on the last axis, NaN where a model lacks a vector.
    """

    models: tuple[str, ...]
    triples: pd.DataFrame
    distances: Float64[np.ndarray, "models triples 2"]

    @cached_property
    def margins(self) -> Float64[np.ndarray, "models triples"]:
        """d(R, B) − d(R, A), positive where the model finds A closer."""
        return margins(self.distances)

    @cached_property
    def scores(self) -> Float64[np.ndarray, "models triples"]:
        """1 right, 0 wrong, ½ at a margin of exactly 0, NaN for a human tie or a missing vector."""
        return score(self.margins, self.triples["choice"])

    @cached_property
    def common(self) -> Bool[np.ndarray, " triples"]:
        """The triples for which every model has both distances; comparisons are made on these."""
        return np.asarray(~np.isnan(self.distances).any(axis=(0, 2)))

    def select(self, mask: Bool[np.ndarray, " triples"]) -> "DistanceTable":
        """The same models on some of the triples."""
        return DistanceTable(self.models, self.triples.loc[mask], self.distances[:, mask])


def distance_table(workspace: EmbeddingSource, triples: pd.DataFrame, models: Sequence[str]) -> DistanceTable:
    """Distances of every named model on every triple.

    Args:
        workspace: where the models' vectors are.
        triples: a table with the columns reference, a, b (image rows) and choice.
        models: names, in the order wanted; none gives an empty first axis.

    Raises:
        NotFoundError: the workspace has no vectors for a model (from the workspace).
        InputError: see `pair_distances`.
    """
    index = PairIndex.of(triples)
    distances = np.empty((len(models), len(triples), 2))
    for number, name in enumerate(models):
        distances[number] = pair_distances(workspace.embedding(name), index.pairs)[index.positions]
    return DistanceTable(tuple(models), triples, distances)
