"""What can be done with a run: stop, resume, register, delete, and going to its model."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.training.run_jobs import forget_jobs, job_of, resume, training_jobs
from simlab.dashboard.training.tabs import follow
from simlab.jobs import list_jobs, start_job
from simlab.training.runs import Run, delete_run
from simlab.workspace import Workspace

_ABOUT_REGISTER = (
    "Embeds all images with the trained model and makes it one of this workspace: it then has its place on Explore, "
    "Regions and Compare."
)


def show_actions(workspace: Workspace, run: Run) -> None:
    """The buttons of a run, in a row that is always there."""
    with guarded():
        if run.state == "training":
            _show_stop(workspace, run)
        if run.state == "stopped" and st.button(
            "Resume", type="primary", icon=":material/play_arrow:", key=_key("resume", run)
        ):
            resume(workspace, run)
            follow(run.name)
            st.rerun()
        if run.state == "finished":
            _show_register(workspace, run)
        if run.state == "registered":
            if len(workspace.triples):
                st.page_link("pages/explore.py", label="See it on Explore", icon=":material/scatter_plot:")
                st.page_link("pages/compare.py", label="Compare it", icon=":material/leaderboard:")
            st.page_link("pages/retrieval.py", label="Search with it", icon=":material/image_search:")
        if run.state != "training" and st.button("Delete …", icon=":material/delete:", key=_key("delete", run)):
            _confirm_deletion(workspace, run)


def _show_stop(workspace: Workspace, run: Run) -> None:
    job = job_of(run, training_jobs(workspace))
    if job is None or job.state != "running":
        st.caption("It was not started from this page; stop it where it was started.")
        return
    asked = (job.folder / "cancel").exists()
    if st.button(
        "Stopping …" if asked else "Stop",
        icon=":material/stop_circle:",
        disabled=asked,
        key=_key("stop", run),
        help="It stops at its next step and keeps what it has; Resume goes on from there.",
    ):
        job.cancel()
        st.rerun()


def _show_register(workspace: Workspace, run: Run) -> None:
    arguments = ["runs", "register", str(workspace.path), run.name]
    own = job_of(run, training_jobs(workspace))
    busy = own is not None and own.state == "running"  # it embeds at the end of the job that trained it
    busy |= any(job.arguments == tuple(arguments) and job.state == "running" for job in list_jobs(workspace.path))
    if st.button(
        "Adding …" if busy else "Add to the workspace",
        type="primary",
        icon=":material/add_circle:",
        disabled=busy,
        help=_ABOUT_REGISTER,
        key=_key("register", run),
    ):
        start_job(arguments, f"Add {run.name} to the workspace", workspace.path)
        st.rerun()


@st.dialog("Delete this run?")
def _confirm_deletion(workspace: Workspace, run: Run) -> None:
    with guarded():
        lost = {
            "stopped": "Its settings, its curves and what it has learned so far are lost.",
            "finished": "Its settings, its curves and the trained weights are lost.",
            "registered": "Its settings and curves are lost. The model stays in the workspace.",
        }
        st.markdown(f"**{run.name}**: {lost[run.state]} This cannot be undone.")
        left, right = st.columns(2)
        if left.button(
            "Delete it", type="primary", icon=":material/delete:", width="stretch", key=_key("confirm", run)
        ):
            delete_run(workspace, run.name)
            forget_jobs(workspace, run)
            follow(None)
            st.rerun()
        if right.button("Keep it", width="stretch", key=_key("keep", run)):
            st.rerun()


def _key(name: str, run: Run) -> str:
    return state.key("training", f"{name}-{run.name}")
