"""The Training page put together: runs as they go, and the form that starts one."""

import streamlit as st

from simlab.dashboard.guard import guarded
from simlab.dashboard.job_panel import show_jobs
from simlab.dashboard.training.form import show_form
from simlab.dashboard.training.run_jobs import jobs_in_runs, training_jobs
from simlab.dashboard.training.runs_view import show_runs
from simlab.dashboard.training.tabs import NEW, RUNS, TAB, go_to_next
from simlab.training.runs import list_runs
from simlab.workspace import Workspace


def training_page(workspace: Workspace) -> None:
    """Everything below the title."""
    runs, jobs = list_runs(workspace), training_jobs(workspace)
    going = any(job.state == "running" for job in jobs)
    go_to_next()
    first = RUNS if runs or going else NEW
    told_below = jobs_in_runs(runs, jobs) if st.session_state.get(TAB, first) == RUNS else ()
    show_jobs(workspace.path, without=told_below)
    tabs = st.tabs([RUNS, NEW], default=first, on_change="rerun", key=TAB)
    for tab, show in zip(tabs, (show_runs, show_form), strict=True):
        if tab.open:
            with tab, guarded():
                show(workspace, runs)
