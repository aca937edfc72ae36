"""What is known about references and triples besides accuracy: context, labels and any metadata column."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from jaxtyping import Bool, Int

SUPPORT = "map support"
_NOT_SHOWN = {"id", "path", "generator", "sha256"}
_TRIPLE_PARTS = {
    "id", "split", "row", "reference", "a", "b", "choice", "votes_a", "votes_b", "class_a", "class_b", "listed_first",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Attribute:
    """One column, for references or for triples.

    Attributes:
        name: as people see it.
        values: one a reference or triple; float64 with NaN where it is numeric, else text with None where unknown.
    """

    name: str
    values: np.ndarray

    @property
    def numeric(self) -> bool:
        """Whether the values are numbers with an order, not names."""
        return self.values.dtype.kind == "f"

    @cached_property
    def known(self) -> np.ndarray:
        """bool: where there is a value."""
        return ~np.isnan(self.values) if self.numeric else np.array([value is not None for value in self.values], bool)

    def at(self, positions: Int[np.ndarray, " some"]) -> "Attribute":
        """The same column for some of the references or triples."""
        return Attribute(self.name, self.values[positions])

    @cached_property
    def counts(self) -> list[tuple[str, int]]:
        """The names that occur, most frequent first, equals in alphabetical order."""
        names, counts = np.unique(self.values[self.known].astype(str), return_counts=True)
        order = np.lexsort((names, -counts))
        return [(str(names[i]), int(counts[i])) for i in order]


def reference_attributes(images: pd.DataFrame, references: Int[np.ndarray, " references"]) -> dict[str, Attribute]:
    """The columns of the image table that tell these references apart, by name; `context` comes first.

    Columns that are empty or constant here are left out, and so are names that no two references share.
    """
    columns = ["context", *(column for column in images if column not in _NOT_SHOWN | {"context"})]
    rows = images.iloc[np.asarray(references, dtype=np.int64)]
    return _telling({column: rows[column] for column in columns if column in rows})


def support_attribute(unsupported: Bool[np.ndarray, " references"]) -> dict[str, Attribute]:
    """Which references are unsupported (see `simlab.maps.support`), by name; nothing where none is."""
    if not unsupported.any():
        return {}
    return {SUPPORT: Attribute(SUPPORT, np.where(unsupported, "unsupported", "supported").astype(object))}


def triple_attributes(images: pd.DataFrame, triples: pd.DataFrame) -> dict[str, Attribute]:
    """What tells these triples apart: columns of the image table for R, then further columns of the triple table."""
    reference = images.iloc[triples["reference"].to_numpy(np.int64)]
    columns = ["context", *(column for column in images if column not in _NOT_SHOWN | {"context"})]
    found = {f"{column} of R": reference[column] for column in columns if column in reference}
    found |= {str(column): triples[column] for column in triples if column not in _TRIPLE_PARTS}
    return _telling(found)


def _telling(columns: dict[str, pd.Series]) -> dict[str, Attribute]:
    attributes = {}
    for name, column in columns.items():
        distinct = column.nunique()
        numeric = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
        if distinct < 2 or (not numeric and distinct == len(column)):
            continue
        attributes[name] = Attribute(name, _numbers(column) if numeric else _names(column))
    return attributes


def _numbers(column: pd.Series) -> np.ndarray:
    values: np.ndarray = column.to_numpy(dtype="float64", na_value=np.nan).copy()
    values[~np.isfinite(values)] = np.nan
    return values


def _names(column: pd.Series) -> np.ndarray:
    return np.array([None if pd.isna(value) else str(value) for value in column], dtype=object)
