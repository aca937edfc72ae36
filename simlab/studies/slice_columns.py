"""The columns of the image table that references can be sliced by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Int

from simlab.errors import InputError, NotFoundError
from simlab.evaluation.slices import Slicing, is_number, slicing
from simlab.workspace import Workspace

MOST_NAMES = 40


@dataclass(frozen=True)
class SliceColumn:
    """One column of the image table.

    Attributes:
        name: of the column.
        obstacle: why references cannot be sliced by it; empty where they can.
    """

    name: str
    obstacle: str


def slice_columns(workspace: Workspace, references: Int[np.ndarray, " references"]) -> tuple[SliceColumn, ...]:
    """Every column of the image table but the id, `context` first, and whether these references can be sliced by it."""
    images = workspace.images
    names = ["context", *(column for column in images if column not in ("id", "context"))]
    here = images.iloc[np.asarray(references, dtype=np.int64)]
    return tuple(SliceColumn(name, _obstacle(known_values(workspace, name), here[name])) for name in names)


def known_values(workspace: Workspace, column: str) -> pd.Series:
    """A column for every reference of the study, whatever its split."""
    references = np.unique(workspace.triples["reference"].to_numpy())
    return workspace.images[column].iloc[references]


def slicings_of(
    workspace: Workspace, columns: Sequence[str], references: Int[np.ndarray, " references"]
) -> tuple[Slicing, ...]:
    """References parted by each of these columns.

    Raises:
        NotFoundError: there is no such column.
        InputError: references cannot be sliced by it.
    """
    offered = {column.name: column.obstacle for column in slice_columns(workspace, references)}
    can = ", ".join(name for name, obstacle in offered.items() if not obstacle) or "none"
    found = []
    for column in dict.fromkeys(columns):
        if column not in offered:
            raise NotFoundError(
                f"The image table of {workspace.manifest.name!r} has no column {column!r} to slice by. Columns to "
                f"slice by: {can}."
            )
        if offered[column]:
            raise InputError(f"Column {column!r} cannot be sliced by: {offered[column]}. Columns to slice by: {can}.")
        first = workspace.manifest.contexts if column == "context" else ()
        values = workspace.images[column].iloc[np.asarray(references, dtype=np.int64)]
        found.append(slicing(column, values, known_values(workspace, column), first))
    return tuple(found)


def _obstacle(known: pd.Series, values: pd.Series) -> str:
    distinct = known.nunique()
    if values.isna().all():
        return "it is empty for every reference here"
    if values.nunique(dropna=False) == 1:
        return "it has the same value for every reference here"
    if is_number(known):
        return ""
    if distinct > MOST_NAMES:
        return f"it has {distinct:,} different values, and at most {MOST_NAMES} are told apart"
    if distinct == len(known):
        return "it has a different value for every reference"
    return ""
