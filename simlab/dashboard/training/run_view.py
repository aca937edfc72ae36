"""One run: how far it is, its curves, what can be done with it, and its settings."""

from functools import partial

import pandas as pd
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.chart_files import kept_chart
from simlab.dashboard.training.actions import show_actions
from simlab.dashboard.training.hierarchy import show_hierarchy
from simlab.dashboard.training.run_words import (
    best_words,
    course_of,
    planned_epochs,
    recipe_words,
    remaining_words,
    share_done,
)
from simlab.dashboard.training.setting_field import written
from simlab.figures.training_curves import figures_in, run_curves
from simlab.jobs.snapshot import duration
from simlab.training.runs import Run
from simlab.workspace import Workspace

_ABOUT = {
    "local": "Local: held-out answers of its own cluster.",
    "context": "Context: validation answers whose reference is of its context.",
    "view_retrieval": "Views recognised: share of the held-out pictures' changed views whose nearest other view shows "
    "the same picture. It compares epochs, not recipes.",
    "recall_at_1": "Recall@1: share of the validation classes' pictures whose nearest other picture is of their class.",
    "map_at_r": "MAP@R: mean average precision among the R nearest, R being how many others the class has.",
}
_ABOUT_CHOICE = (
    "The epoch was chosen on such answers, so that its figures flatter it a little; Compare has intervals for models "
    "that are in the workspace."
)


def show_run(workspace: Workspace, run: Run) -> None:
    """Drawn again every other second while the run goes on."""
    st.markdown(f"#### {run.name} :small[:gray[learns from {recipe_words(run)}]]")
    with st.container():
        _show_progress(run)
    with st.container(horizontal=True, vertical_alignment="center"):
        show_actions(workspace, run)
    if run.history:
        kept_chart(
            run_curves(course_of(run), planned_epochs(run), f"{run.name}: figures and loss of each epoch"),
            state.key("training", f"curves-{run.name}"),
            partial(history_table, run),
            picture=f"simlab-{run.name}-curves",
            csv=f"simlab-{run.name}-epochs",
            about_csv="Loss, seconds and figures of every epoch; nothing rounded.",
        )
        about = [_ABOUT[name] for name in figures_in(run.history) if name in _ABOUT]
        if "validation" in run.history[-1].figures:
            about.append(_ABOUT_CHOICE)
        if about:
            st.caption(" ".join(about))
    with st.container():
        show_hierarchy(workspace, run)
    with st.expander("Settings", icon=":material/tune:"):
        settings = pd.DataFrame({"Setting": list(run.recipe), "Value": [written(one) for one in run.recipe.values()]})
        st.dataframe(settings, hide_index=True, height=320, key=state.key("training", f"settings-{run.name}"))


def history_table(run: Run) -> pd.DataFrame:
    """One line an epoch."""
    return pd.DataFrame(
        {"epoch": record.epoch, "loss": record.loss, "seconds": record.seconds, **record.figures}
        for record in run.history
    )


def _show_progress(run: Run) -> None:
    done, planned, best = len(run.history), planned_epochs(run), best_words(run)
    if run.state == "training":
        beginning = f"epoch {done + 1} of {planned}" if done < planned else "finishing"
        parts = (beginning, remaining_words(run), f"best so far {best}" if best else "")
        st.progress(share_done(run), text=" · ".join(part for part in parts if part))
    elif run.state == "stopped":
        so_far = f" Best so far: {best}." if best else ""
        st.markdown(
            f":material/pause_circle: Stopped after {done} of {planned} epochs. Resume it to go on from there.{so_far}"
        )
    else:
        kept = f"Kept: {best}." if run.selection is not None else "The last is kept, since nothing chooses among them."
        st.markdown(f":material/check_circle: Trained for {done} epochs in {duration(run.seconds)}. {kept}")
