"""Models compared within slices of the references, corrected for the number of comparisons looked at.

Whoever looks at many slices finds one in which some model leads by chance. So the p-values of all models in all slices
that are shown together are corrected together (Holm 1979), and a lead is called one only where it survives that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from jaxtyping import Float64, Int, Int64

from simlab.evaluation.comparisons import Difference, paired_difference
from simlab.evaluation.correction import SIGNIFICANT, corrected_p_values
from simlab.evaluation.intervals import Estimate, accuracy_estimate

NO_VALUE = "no value"
_QUARTILES = 4
_FLIPS = 10_000
_FLIPS_PER_COMPARISON = 50
"""Random sign-flips give no p below one in their number; with this many the smallest can survive its correction."""


@dataclass(frozen=True, eq=False)
class Slicing:
    """References parted by one column.

    Attributes:
        column: its name.
        labels: what each slice is called, in the order shown.
        slices: per reference the number of its slice.
    """

    column: str
    labels: tuple[str, ...]
    slices: Int64[np.ndarray, " references"]


@dataclass(frozen=True)
class SliceComparison:
    """One model in one slice.

    Attributes:
        accuracy: of the model.
        difference: to the model compared with, None for that model itself. Its p-value is not corrected.
        corrected_p: its p-value corrected for all comparisons looked at; None where there is no interval.
    """

    accuracy: Estimate
    difference: Difference | None
    corrected_p: float | None

    @property
    def distinguishable(self) -> bool:
        """Whether the difference holds up after the correction."""
        return self.corrected_p is not None and self.corrected_p < SIGNIFICANT


@dataclass(frozen=True)
class Slice:
    """Some of the references.

    Attributes:
        column: what they are parted by.
        label: which part.
        n_references: references of the slice that have a triple people decided.
        models: one comparison a model, in the order of the scores.
    """

    column: str
    label: str
    n_references: int
    models: tuple[SliceComparison, ...]


def slicing(column: str, values: pd.Series, known: pd.Series, first: Sequence[str] = ()) -> Slicing:
    """Part references by the values of a column: names as they are, numbers at their quartiles.

    Args:
        column: its name.
        values: one a reference; what is missing becomes a slice of its own, the last.
        known: the values that decide where numbers are cut and which names there are: all of the study, so that a
            slice is the same whichever references are looked at. Up to four different numbers are not cut.
        first: names that come first, in this order; the others follow in alphabetical order.
    """
    present = known.dropna()
    if not is_number(known) or present.nunique() <= _QUARTILES:
        order = {name: number for number, name in enumerate(first)}
        names = sorted(present.unique(), key=lambda name: (order.get(name, len(order)), name))
        labels = tuple(f"{name:.6g}" if is_number(known) else str(name) for name in names)
        slices = pd.Categorical(values, categories=names).codes.astype(np.int64)
    else:
        edges = np.unique(np.quantile(present.to_numpy(np.float64), (0.25, 0.5, 0.75)))
        starts = ["up to", *(f"{edge:.4g} to" for edge in edges[:-1])]
        ends = [f"{start} {edge:.4g}" for start, edge in zip(starts, edges, strict=True)]
        labels = (*ends, f"over {edges[-1]:.4g}")
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        slices = np.where(np.isnan(numbers), -1, np.searchsorted(edges, numbers, side="left"))
    return Slicing(column, (*labels, NO_VALUE), np.where(slices < 0, len(labels), slices))


def is_number(values: pd.Series) -> bool:
    """Whether values have an order and are cut, not names; true and false are names."""
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def compare_in_slices(
    scores: Float64[np.ndarray, "models triples"],
    references: Int[np.ndarray, " triples"],
    positions: Int[np.ndarray, " triples"],
    slicings: Sequence[Slicing],
    against: int,
) -> tuple[Slice, ...]:
    """Accuracy of every model in every slice, and its difference to one of them.

    Args:
        scores: 1, 0, ½ or NaN, on triples that all models answer.
        references: image row of each triple's reference.
        positions: where each triple's reference is among those of the slicings.
        slicings: one a column; all their comparisons are corrected together.
        against: number of the model compared with.

    Returns:
        slices that hold a scored triple, column by column. One with fewer than 5 references has no intervals and its
        comparisons are not counted.
    """
    scored = ~np.isnan(scores).any(axis=0)
    masks = [
        (parted.column, label, scored & (parted.slices[positions] == number))
        for parted in slicings
        for number, label in enumerate(parted.labels)
    ]
    masks = [(column, label, chosen) for column, label, chosen in masks if chosen.any()]
    flips = max(_FLIPS, _FLIPS_PER_COMPARISON * len(masks) * (len(scores) - 1))
    found = []
    for column, label, chosen in masks:
        within = references[chosen]
        compared = tuple(
            SliceComparison(
                accuracy_estimate(own[chosen], within),
                None
                if number == against
                else paired_difference(own[chosen], scores[against, chosen], within, flips=flips),
                None,
            )
            for number, own in enumerate(scores)
        )
        found.append(Slice(column, label, len(np.unique(within)), compared))
    return _corrected(found)


def n_comparisons(slices: Sequence[Slice]) -> int:
    """How many differences have a p-value, and are corrected for each other."""
    return sum(compared.corrected_p is not None for found in slices for compared in found.models)


def _corrected(slices: Sequence[Slice]) -> tuple[Slice, ...]:
    corrected = iter(corrected_p_values([compared.difference for found in slices for compared in found.models]))
    return tuple(
        replace(found, models=tuple(replace(compared, corrected_p=next(corrected)) for compared in found.models))
        for found in slices
    )
