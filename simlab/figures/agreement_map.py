"""How alike every two models answer, as a matrix with the number in each cell."""

from collections.abc import Sequence
from html import escape
from typing import Literal

import numpy as np
import plotly.graph_objects as go

from simlab.evaluation.agreement import PairAgreement
from simlab.evaluation.relation_wording import consistency_text, kappa_text
from simlab.evaluation.wording import accuracy_text, counts_text
from simlab.figures.colours import COUNT
from simlab.figures.number_matrix import number_matrix

Measure = Literal["equal", "consistency", "both wrong"]
_LIMITS: dict[Measure, tuple[float, float]] = {"equal": (50, 100), "consistency": (0, 1), "both wrong": (0, 50)}
_UNITS: dict[Measure, str] = {"equal": "% of triples", "consistency": "κ", "both wrong": "% of triples"}
_TITLES: dict[Measure, str] = {
    "equal": "Equal answers",
    "consistency": "Error consistency κ",
    "both wrong": "Both wrong",
}


def agreement_map(names: Sequence[str], pairs: Sequence[PairAgreement], measure: Measure, subject: str) -> go.Figure:
    """The matrix of one measure; the diagonal, where a model meets itself, is empty.

    Args:
        names: of the models, in the order of the axes.
        pairs: every two of them, by their numbers.
        measure: what the cells show; all of them stand in the tooltip.
        subject: the study and split, for the title.
    """
    shape = (len(names), len(names))
    values = np.full(shape, np.nan)
    texts, notes = np.full(shape, "", dtype=object), np.full(shape, "", dtype=object)
    for number, name in enumerate(names):
        notes[number, number] = f"<b>{name}</b> itself"
    for pair in pairs:
        value, text = _cell(pair, measure)
        for cell in ((pair.first, pair.second), (pair.second, pair.first)):
            values[cell], texts[cell] = value, text
            notes[cell] = _note(names[cell[0]], names[cell[1]], pair)
    return number_matrix(
        values,
        texts.tolist(),
        notes.tolist(),
        title=f"{_TITLES[measure]}, {escape(subject)}",
        rows=names,
        columns=names,
        colours=COUNT,
        limits=_LIMITS[measure],
        unit=_UNITS[measure],
    )


def _cell(pair: PairAgreement, measure: Measure) -> tuple[float, str]:
    if measure == "consistency":
        return pair.consistency.value, kappa_text(pair.consistency.value)
    share = pair.equal.value if measure == "equal" else pair.both_wrong.value
    return 100 * share, f"{100 * share:.0f}"


def _note(first: str, second: str, pair: PairAgreement) -> str:
    return (
        f"<b>{first}</b> and <b>{second}</b><br>"
        f"equal answers: {accuracy_text(pair.equal)}<br>"
        f"error consistency κ: {consistency_text(pair.consistency)}<br>"
        f"both wrong: {accuracy_text(pair.both_wrong)}<br>"
        f"{counts_text(pair.equal.n_triples, pair.equal.n_references)}"
    )
