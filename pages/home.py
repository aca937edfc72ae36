"""Home: which workspace, is its data sound, and what to do next."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.badges import show_title
from simlab.dashboard.entry import enter_through_app
from simlab.dashboard.guard import guarded
from simlab.dashboard.home import show_demo, show_health, show_import, show_next_steps, show_overview
from simlab.dashboard.job_panel import show_jobs
from simlab.dashboard.tour import show_tour

enter_through_app()
workspace = state.current_workspace()
show_title("SimLab", workspace)
if workspace is not None:
    show_tour("home", workspace)
with guarded():
    show_jobs()
if workspace is None:
    if state.workspace_name() is not None:
        st.info("Choose another workspace in the sidebar, mend this one, or import a new one.", icon=":material/info:")
    st.markdown(
        "SimLab shows where several image-similarity models agree with people, lets you draw regions on a map and say "
        "which model to trust there, and scores that ensemble as you draw.\n\n"
        "Start by importing images and answers: *which of A and B is closer to R?*"
    )
    with guarded():
        show_import(None)
else:
    with guarded():
        show_demo(workspace)
    with guarded():
        show_overview(workspace)
    left, right = st.columns([3, 2], gap="large")
    with left, guarded():
        show_health(workspace)
    with right, guarded():
        show_next_steps(workspace)
    with st.expander("Import", icon=":material/upload:", expanded=False), guarded():
        show_import(workspace)
