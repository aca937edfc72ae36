"""The scoreboard as a table: every row's figures in numbers, and its accuracy on every context."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from simlab.dashboard.compare.row_look import KIND_NAMES
from simlab.evaluation import Estimate
from simlab.studies.scoreboard import ScoreboardRow

ABOUT_P = (
    "Two-sided, by sign-flips over references, corrected by Holm's method for the number of rows compared. A "
    "difference counts as better or worse only where it is below 0.05 and the interval leaves out 0."
)
_ABOUT_LOCAL = (
    "Local accuracy: on the held-out training rows of the clusters that the model was fine-tuned on (a CS-model's own, "
    "a global model's all). Other triples than those of the other columns."
)
_ABOUT_CONTEXT = "Context accuracy: of a CS-model, on the triples whose reference is of its own context."
_VERDICTS = {"better": "▲ better", "worse": "▼ worse"}


def row_table(rows: Sequence[ScoreboardRow]) -> pd.DataFrame:
    """Rows with a figure as the table shows them, in the order given; figures are numbers, so that it sorts by them."""
    lines = []
    for row in rows:
        estimate, difference = row.estimate, row.difference
        assert estimate is not None
        lines.append(
            {
                "Row": row.label,
                "Kind": KIND_NAMES[row.kind],
                "All": 100 * estimate.value,
                "95 %": _ends(estimate.low, estimate.high),
                "Local": _percent(row.scopes.local),
                "Context": _percent(row.scopes.context),
                "Difference": 100 * difference.value if difference else None,
                "its 95 %": _ends(difference.low, difference.high) if difference else "",
                "Verdict": _VERDICTS.get(row.verdict, row.verdict and f"≈ {row.verdict}"),
                "p": row.corrected_p,
                "In-sample": 100 * row.in_sample.value if row.in_sample else None,
                "Basis": row.basis or estimate.note,
            }
        )
    return pd.DataFrame(lines)


def row_columns(other: str) -> dict[str, Any]:
    """How the columns of `row_table` are written, where rows are compared with the one labelled `other`."""
    return {
        "Row": st.column_config.TextColumn(width=200),
        "All": st.column_config.NumberColumn(format="%.1f %%", help="Accuracy on all triples of the board."),
        "Local": st.column_config.NumberColumn(format="%.1f %%", help=_ABOUT_LOCAL),
        "Context": st.column_config.NumberColumn(format="%.1f %%", help=_ABOUT_CONTEXT),
        "In-sample": st.column_config.NumberColumn(
            format="%.1f %%", help="Of the fit on all validation answers, which flatters it."
        ),
        "Difference": st.column_config.NumberColumn(
            format="%+.1f", help=f"Percentage points above or below {other}, paired on the same triples."
        ),
        "Verdict": st.column_config.TextColumn(width=152),
        "p": st.column_config.NumberColumn(format="%.4f", help=ABOUT_P),
    }


def context_table(rows: Sequence[ScoreboardRow], contexts: Sequence[str]) -> pd.DataFrame:
    """Rows with a figure and their accuracy in percent on all triples and on those of each context, in that order."""
    return pd.DataFrame(
        [
            {"Row": row.label, "All": _percent(row.estimate)}
            | {name: _percent(row.scopes.contexts.get(name)) for name in contexts}
            for row in rows
        ]
    )


def context_columns(contexts: Sequence[str]) -> dict[str, Any]:
    """How the columns of `context_table` are written."""
    about = "Accuracy on the triples whose reference is of this context; intervals are in the CSV file of the board."
    return {"Row": st.column_config.TextColumn(width=215)} | {
        name: st.column_config.NumberColumn(format="%.1f %%", help=None if name == "All" else about)
        for name in ("All", *contexts)
    }


def _percent(estimate: Estimate | None) -> float | None:
    return 100 * estimate.value if estimate else None


def _ends(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"[{100 * low:.1f}, {100 * high:.1f}]".replace("-", "−")
