"""All runs of a workspace as a table, newest first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from simlab.dashboard.training.run_words import planned_epochs, recipe_words, state_words
from simlab.figures.training_curves import figure_name
from simlab.jobs.snapshot import duration
from simlab.training.runs import Run


def run_table(runs: Sequence[Run]) -> pd.DataFrame:
    """One line a run, in the order given; figures are numbers, so that it sorts by them."""
    lines = []
    for run in runs:
        best = run.best
        chosen_by = run.selection if best is not None and run.selection in best.figures else None
        lines.append(
            {
                "Run": run.name,
                "Learns from": recipe_words(run),
                "State": state_words(run),
                "Epochs": f"{len(run.history)} of {planned_epochs(run)}",
                "Best": 100 * best.figures[chosen_by] if best is not None and chosen_by else None,
                "in": figure_name(chosen_by) if chosen_by else "",
                "Time": duration(run.seconds) if run.history else "",
                "Started": datetime.fromtimestamp(run.started).strftime("%Y-%m-%d %H:%M") if run.started else "",
            }
        )
    return pd.DataFrame(lines)


def run_columns() -> dict[str, Any]:
    """How the columns of `run_table` are written."""
    return {
        "Run": st.column_config.TextColumn(width=190),
        "Learns from": st.column_config.TextColumn(width=170),
        "State": st.column_config.TextColumn(width=120),
        "Best": st.column_config.NumberColumn(
            format="%.1f %%", help="Of the epoch whose weights are kept, in the figure that chooses it."
        ),
        "Time": st.column_config.TextColumn(help="Spent in training, without pauses."),
    }
