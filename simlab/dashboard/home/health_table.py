"""Data health: what to know before trusting a figure."""

import pandas as pd
import streamlit as st

from simlab.dashboard.opened import vectors_stamp
from simlab.studies.workspace_health import HealthRow, workspace_health
from simlab.workspace import Workspace

_SECONDS_KEPT = 60  # image files come and go without a trace in the workspace


def show_health(workspace: Workspace) -> None:
    """Counts, gaps, repeats and overlaps, each with the next step where one is due."""
    stamp = f"{workspace.triples_fingerprint}|{workspace.manifest}|{vectors_stamp(workspace)}"
    rows = _health(workspace, str(workspace.path), stamp)
    st.markdown("#### Data health")
    for row in rows:
        if row.advice:
            st.markdown(f":orange[:material/warning:] **{row.what}: {row.value}** · {row.advice}")
    table = pd.DataFrame([{"what": row.what, "found": row.value} for row in rows])
    st.dataframe(table, hide_index=True, height="content")


@st.cache_data(max_entries=16, ttl=_SECONDS_KEPT, show_spinner="Checking the data …")
def _health(_workspace: Workspace, path: str, stamp: str) -> tuple[HealthRow, ...]:
    return workspace_health(_workspace)
