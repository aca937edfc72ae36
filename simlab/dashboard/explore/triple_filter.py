"""Which triples are listed, and in which order."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from jaxtyping import Bool, Float64, Int, Int64

from simlab.dashboard.map_view.attributes import Attribute
from simlab.evaluation import DistanceTable, choice_sign

TripleOrder = Literal["disagreement", "most wrong", "least sure", "most right", "file"]
TRIPLE_ORDERS: tuple[TripleOrder, ...] = get_args(TripleOrder)


@dataclass(frozen=True, eq=False)
class Slice:
    """Triples whose attribute has one of some names, or lies within limits.

    Attributes:
        attribute: one value a triple.
        names: of a named attribute; none of them means no condition.
        limits: lowest and highest of a numeric attribute, both included; None means no condition.
    """

    attribute: Attribute
    names: tuple[str, ...] = ()
    limits: tuple[float, float] | None = None

    def holds(self) -> Bool[np.ndarray, " triples"]:
        """Where the condition holds; an unknown value fulfils no condition."""
        values = self.attribute.values
        if self.limits is not None:
            return np.asarray((values >= self.limits[0]) & (values <= self.limits[1]))
        if self.names:
            return np.asarray(np.isin(values.astype(str), self.names) & self.attribute.known)
        return np.ones(len(values), dtype=bool)


@dataclass(frozen=True)
class TripleFilter:
    """All conditions hold together.

    Attributes:
        disagree: at least one model finds A closer and at least one finds B closer.
        wrong_for: this model answers otherwise than people did.
        human_ties: people were undecided.
        part: a slice by an attribute, or None.
    """

    disagree: bool = False
    wrong_for: str | None = None
    human_ties: bool = False
    part: Slice | None = None

    def keeps(self, table: DistanceTable) -> Bool[np.ndarray, " triples"]:
        """The triples of a table that are listed."""
        kept = np.ones(len(table.triples), dtype=bool)
        if self.disagree:
            kept &= disagreement(table.margins) > 0
        if self.wrong_for is not None:
            kept &= table.scores[table.models.index(self.wrong_for)] == 0
        if self.human_ties:
            kept &= (table.triples["choice"] == "tie").to_numpy(bool)
        if self.part is not None:
            kept &= self.part.holds()
        return kept


def disagreement(margins: Float64[np.ndarray, "models triples"]) -> Float64[np.ndarray, " triples"]:
    """Share of the models on the smaller side: 0 where all agree, ½ where they split evenly.

    Models with a margin of exactly 0, or without one, take no side.
    """
    for_a, for_b = (margins > 0).sum(axis=0), (margins < 0).sum(axis=0)
    return np.asarray(np.minimum(for_a, for_b) / np.maximum(for_a + for_b, 1))


def ordered(
    table: DistanceTable, positions: Int[np.ndarray, " listed"], order: TripleOrder, model: str | None
) -> Int64[np.ndarray, " listed"]:
    """The same positions in the order wanted; equals keep the order of the table.

    Args:
        table: whose triples they are.
        positions: in the table.
        order: `most wrong` and `most right` go by the model's margin towards the human choice (human ties come last);
            `least sure` by its size; `disagreement` by the share of models on the smaller side.
        model: whose margin counts; not needed for `disagreement` and `file`.
    """
    positions = np.asarray(positions, dtype=np.int64)
    if order == "file" or (model is None and order != "disagreement"):
        return np.sort(positions)
    if order == "disagreement":
        first = -disagreement(table.margins[:, positions])
    else:
        margin = table.margins[table.models.index(str(model)), positions]
        signs = choice_sign(table.triples["choice"].iloc[positions]).astype(np.float64)
        towards = np.where(signs == 0, np.nan, margin * signs)
        first = {"most wrong": towards, "most right": -towards, "least sure": np.abs(margin)}[order]
    return positions[np.argsort(first, kind="stable")]
