"""A chart of model relations, and below it the ways to keep it."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import plotly.graph_objects as go

from simlab.dashboard import state
from simlab.dashboard.chart_files import kept_chart
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
    kept_chart(
        figure,
        state.key("compare", f"figure-{name}"),
        partial(table, found),
        picture=f"simlab-{name}",
        csv=f"simlab-{found.split}-{name}",
        about_csv="The figures of this chart with their 95 % intervals, n triples and n references; nothing rounded.",
    )
