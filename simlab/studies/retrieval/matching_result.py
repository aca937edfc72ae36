"""Rows on the same queries and the same gallery: who finds more, who finds it first, and which queries are missed."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float64, Int64

from simlab.errors import InputError
from simlab.evaluation.top_n import DEEPEST
from simlab.studies.retrieval.matched_row import MatchedRow
from simlab.studies.retrieval.task import RetrievalTask

SHOWN = (1, 5, 10, 15)
"""The N that tables show."""


@dataclass(frozen=True, eq=False)
class Matching:
    """Attributes:
    task: as asked for.
    synthetic: the images are.
    queries: image rows that every row with figures can answer.
    gallery: image rows that every such row has vectors of.
    rows: as asked for, in that order.
    compared_with: key of the row that the others are compared with, None where they are not.
    """

    task: RetrievalTask
    synthetic: bool
    queries: Int64[np.ndarray, " queries"]
    gallery: Int64[np.ndarray, " gallery"]
    rows: tuple[MatchedRow, ...]
    compared_with: str | None = None

    @property
    def n_missing_queries(self) -> int:
        """Queries that are left out because some row lacks a vector of them, or of all their right answers."""
        return len(self.task.queries) - len(self.queries)

    @property
    def n_missing_gallery(self) -> int:
        """Images of the gallery that are left out because some row lacks a vector of them."""
        return len(self.task.gallery) - len(self.gallery)

    @cached_property
    def scored(self) -> tuple[MatchedRow, ...]:
        """The rows that have figures."""
        return tuple(row for row in self.rows if row.first is not None)

    @cached_property
    def ranks(self) -> Float64[np.ndarray, "scored queries"]:
        """Place of the first right answer under each row that has figures."""
        return np.array([row.first.ranks for row in self.scored if row.first]).reshape(len(self.scored), -1)

    @cached_property
    def finds_first(self) -> Float64[np.ndarray, "scored queries"]:
        """Share of each row in being the first to find a query's right answer: rows that are equally early share."""
        first = self.ranks == self.ranks.min(axis=0, initial=np.inf)
        return np.asarray(first / np.maximum(first.sum(axis=0), 1))

    def failures_first(self, n: int = 1) -> Int64[np.ndarray, " queries"]:
        """Places in `queries` of all queries, those first that most rows do not find among their first n.

        Among equals those first that are found latest on average, then as in the table of images.
        """
        found = np.array([row.found[:, n - 1] for row in self.scored]).reshape(len(self.scored), -1).sum(axis=0)
        return np.lexsort((-self.ranks.mean(axis=0), found)) if self.scored else np.arange(len(self.queries))

    def row(self, key: str) -> MatchedRow:
        """The row of that key.

        Raises:
            InputError: there is none.
        """
        found = next((row for row in self.rows if row.row.key == key), None)
        if found is None:
            raise InputError(f"{key!r} is no row of this comparison. Its rows: {', '.join(self.keys)}.")
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """Of all rows."""
        return tuple(row.row.key for row in self.rows)

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        first = self.finds_first.sum(axis=1) if self.scored else []
        return {
            "task": self.task.name,
            "kind": self.task.kind,
            "split": self.task.split,
            "synthetic": self.synthetic,
            "n_queries": len(self.queries),
            "n_gallery": len(self.gallery),
            "n_missing_queries": self.n_missing_queries,
            "n_missing_gallery": self.n_missing_gallery,
            "compared_with": self.compared_with,
            "rows": [row.to_json() for row in self.rows],
            "finds_first": {row.row.key: float(share) for row, share in zip(self.scored, first, strict=True)},
        }

    def table(self) -> pd.DataFrame:
        """One line per row and N, as it is written to a file: every number as it is, nothing rounded."""
        return pd.DataFrame([self._line(row, n) for row in self.scored for n in range(1, DEEPEST + 1)])

    def _line(self, row: MatchedRow, n: int) -> dict[str, Any]:
        estimate = row.curve[n - 1]
        difference = row.differences[n - 1] if row.differences else None
        return {
            "row": row.row.key,
            "label": row.row.label,
            "kind": row.row.kind,
            "n": n,
            "accuracy": estimate.value,
            "low": estimate.low,
            "high": estimate.high,
            "difference": difference.value if difference else None,
            "difference_low": difference.low if difference else None,
            "difference_high": difference.high if difference else None,
            "p_value": difference.p_value if difference else None,
            "corrected_p": row.corrected_p[n - 1] if difference else None,
            "verdict": row.verdict(n),
            "compared_with": self.compared_with,
            "n_queries": estimate.n_triples,
            "n_groups": estimate.n_references,
            "n_gallery": len(self.gallery),
            "task": self.task.name,
            "split": self.task.split,
            "synthetic": self.synthetic,
        }
