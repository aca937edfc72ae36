"""A Plotly chart of the page, and below it the ways to keep it: PNG, SVG, and CSV of what stands behind it."""

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.chart_files.csv_button import csv_button
from simlab.dashboard.chart_files.pictures import picture_buttons
from simlab.figures.colours import PAPER


def kept_chart(
    figure: go.Figure, key: str, table: Callable[[], pd.DataFrame], *, picture: str, csv: str, about_csv: str
) -> None:
    """Draw it.

    Args:
        figure: the chart; its paper takes the colour of the theme.
        key: of the chart; those of the buttons are made from it.
        table: makes the table behind the chart, in a thread of its own: without the session, and without widgets.
        picture: name of the picture's file, without its ending.
        csv: name of the table's file, without its ending.
        about_csv: what the table holds.
    """
    config = {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": picture},
    }
    figure.update_layout(paper_bgcolor=PAPER[state.is_dark()], dragmode=False)
    st.plotly_chart(figure, key=key, config=config)
    with st.container(horizontal=True, vertical_alignment="center"):
        picture_buttons(key)
        csv_button("CSV", table, csv, key=f"{key}-csv", help=about_csv)
