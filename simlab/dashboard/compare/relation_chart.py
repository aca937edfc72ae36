"""A chart of model relations, and below it the ways to keep it."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.chart_files import csv_button, picture_buttons
from simlab.figures.colours import PAPER
from simlab.studies.related_models import ModelRelations


def show_chart(
    figure: go.Figure, name: str, table: Callable[[ModelRelations], pd.DataFrame], found: ModelRelations
) -> None:
    """Draw it.

    Args:
        figure: the chart.
        name: of the chart, in its key and in the names of its files.
        table: makes the table behind the chart.
        found: what is drawn.
    """
    key = state.key("compare", f"figure-{name}")
    config = {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": f"simlab-{name}"},
    }
    figure.update_layout(paper_bgcolor=PAPER[state.is_dark()], dragmode=False)
    st.plotly_chart(figure, key=key, config=config)
    with st.container(horizontal=True, vertical_alignment="center"):
        picture_buttons(key)
        csv_button(
            "CSV",
            partial(table, found),
            f"simlab-{found.split}-{name}",
            key=f"{key}-csv",
            help="The figures of this chart with their 95 % intervals, n triples and n references; nothing rounded.",
        )
