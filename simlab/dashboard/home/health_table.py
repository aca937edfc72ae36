"""Data health: what to know before trusting a figure."""

import pandas as pd
import streamlit as st

from simlab.studies.workspace_health import HealthRow, workspace_health
from simlab.workspace import Workspace


def show_health(workspace: Workspace) -> None:
    """Counts, gaps, repeats and overlaps, each with the next step where one is due."""
    stamp = f"{workspace.triples_fingerprint}|{workspace.manifest}"
    rows = _health(workspace, str(workspace.path), stamp)
    st.markdown("#### Data health")
    for row in rows:
        if row.advice:
            st.markdown(f":orange[:material/warning:] **{row.what}: {row.value}** · {row.advice}")
    table = pd.DataFrame([{"what": row.what, "found": row.value} for row in rows])
    st.dataframe(table, hide_index=True, height="content")


@st.cache_data(max_entries=16, show_spinner="Checking the data …")
def _health(_workspace: Workspace, path: str, stamp: str) -> tuple[HealthRow, ...]:
    return workspace_health(_workspace)
