"""Models in slices of the references, as a matrix with the number in each cell."""

import math
from collections.abc import Sequence
from html import escape
from typing import Literal

import numpy as np
import plotly.graph_objects as go

from simlab.evaluation.relation_wording import corrected_text, lead_text
from simlab.evaluation.slices import Slice, SliceComparison, n_comparisons
from simlab.evaluation.wording import accuracy_text, counts_text, difference_text
from simlab.figures.colours import ACCURACY, DIFFERENCE
from simlab.figures.number_matrix import number_matrix

SliceMeasure = Literal["difference", "accuracy"]
_SMALLEST_SPAN = 5.0
_LABEL = 32


def slice_map(
    names: Sequence[str], slices: Sequence[Slice], against: str, measure: SliceMeasure, subject: str
) -> go.Figure:
    """One row a slice, one column a model.

    A difference has a colour only where it holds after the correction; the model compared with shows its accuracy,
    without one.

    Args:
        names: of the models, in the order of the columns.
        slices: in the order of the rows.
        against: the model compared with.
        measure: what the cells show; both stand in the tooltip.
        subject: the study and split, for the title.
    """
    tried = n_comparisons(slices)
    cells = [[_cell(compared, measure) for compared in found.models] for found in slices]
    values = np.array([[value for value, _ in row] for row in cells], dtype=np.float64).reshape(len(slices), len(names))
    notes = [
        [_note(name, found, compared, against, tried) for name, compared in zip(names, found.models, strict=True)]
        for found in slices
    ]
    span = max(_SMALLEST_SPAN, float(np.nanmax(np.abs(values), initial=0)))
    differs = measure == "difference"
    return number_matrix(
        values,
        [[text for _, text in row] for row in cells],
        notes,
        title=f"{f'Points ahead of {against}' if differs else 'Accuracy'}, {escape(subject)}",
        rows=[_label(found, several=len({one.column for one in slices}) > 1) for found in slices],
        columns=names,
        colours=DIFFERENCE if differs else ACCURACY,
        limits=(-span, span) if differs else (0, 100),
        unit="points" if differs else "accuracy, %",
    )


def _cell(compared: SliceComparison, measure: SliceMeasure) -> tuple[float, str]:
    accuracy = f"{100 * compared.accuracy.value:.0f}"
    if measure == "accuracy":
        return 100 * compared.accuracy.value, accuracy
    if compared.difference is None:
        return math.nan, f"({accuracy} %)"
    return (100 * compared.difference.value if compared.distinguishable else 0.0), lead_text(compared)


def _label(found: Slice, *, several: bool) -> str:
    label = f"{found.column}: {found.label}" if several else found.label
    label = label if len(label) <= _LABEL else f"{label[: _LABEL - 1]}…"
    return f"{escape(label)} · {found.n_references:,}"


def _note(name: str, found: Slice, compared: SliceComparison, against: str, tried: int) -> str:
    lines = [
        f"<b>{name}</b>, {escape(found.column)}: {escape(found.label)}",
        f"accuracy {accuracy_text(compared.accuracy)}",
    ]
    if compared.difference is not None:
        lines.append(f"against {against}: {difference_text(compared.difference)}")
        lines.append(corrected_text(compared.corrected_p, tried))
    lines.append(counts_text(compared.accuracy.n_triples, compared.accuracy.n_references))
    return "<br>".join(line for line in lines if line)
