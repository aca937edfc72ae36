"""What the Regions page shows as files. Outside the fragment of the designer: an edit sends nothing for it."""

from functools import partial

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.chart_files import csv_button
from simlab.studies.designs.tables import figure_table, reference_table
from simlab.workspace import Workspace


def show_downloads(workspace: Workspace, name: str) -> None:
    """Buttons for the tables of a design, as it is stored when they are pressed."""
    file = f"{workspace.path.name}-{name}"
    with st.container(horizontal=True, key=state.key("regions", "downloads")):
        csv_button(
            "Figures (CSV)",
            partial(figure_table, workspace, name),
            f"{file}-figures",
            key=state.key("regions", "figures-csv"),
            help="Accuracy of the ensemble and of every model, everywhere and in each region, and the differences, "
            "with their 95 % intervals, n triples and n references; nothing rounded.",
        )
        csv_button(
            "References (CSV)",
            partial(reference_table, workspace, name),
            f"{file}-references",
            key=state.key("regions", "references-csv"),
            help="Every reference with its place on the map, its region, and every model's accuracy on it.",
        )
