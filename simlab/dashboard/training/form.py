"""The form that starts a run: what to train, from which weights, every setting of its recipe, and how long it takes."""

from collections.abc import Collection, Sequence
from typing import Any

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.training.advanced import show_advanced, show_few
from simlab.dashboard.training.asked import AskedRun, suggested_name, unusual
from simlab.dashboard.training.estimates import ask_for_estimate, show_estimate
from simlab.dashboard.training.kinds import KINDS, TrainingKind, kind_of, missing_for
from simlab.dashboard.training.network_fields import ask_network
from simlab.dashboard.training.tabs import follow
from simlab.dashboard.training.weights_line import weights_line
from simlab.errors import ConflictError, SimLabError, first_few
from simlab.jobs import start_job
from simlab.training.runs import Run
from simlab.workspace import Workspace, check_name

_EVERY = "every context, one model each"
_SPECIAL = ("backbone", "start_from", "tuning", "size", "epochs")


@st.fragment
def show_form(workspace: Workspace, runs: Collection[Run]) -> None:
    """Runs again by itself while the form is filled in."""
    with guarded():
        command = st.segmented_control(
            "What to train",
            [kind.command for kind in KINDS],
            format_func=lambda command: _kind(command).label,
            default=_first_possible(workspace).command,
            required=True,
            key=_key("kind", workspace),
            persist_state="session",
        )
        kind = _kind(command)
        st.caption(kind.about)
        missing = missing_for(workspace, kind)
        if missing:
            st.info(missing, icon=":material/info:")
            st.page_link("pages/home.py", label="Go to Home", icon=":material/home:")
            return
        asked, problem = _ask(workspace, kind, runs)
        _finish(workspace, asked, problem)


def _ask(workspace: Workspace, kind: TrainingKind, runs: Collection[Run]) -> tuple[AskedRun | None, str]:
    """The fields; what they ask for, or why they cannot be followed."""
    taken = {run.name for run in runs} | {entry.name for entry in workspace.manifest.models}
    left, right = st.columns(2)
    context = None
    if kind.command == "cs":
        free = taken.isdisjoint(_names_of_contexts(workspace))
        options = [_EVERY, *workspace.manifest.contexts]
        context = left.selectbox("Context", options, index=0 if free else 1, key=_key("context", workspace))
    name = _ask_name(workspace, right if context else left, kind, context, taken)
    start, tuning, shown = ask_network(workspace, kind, runs)
    variant = f"{kind.command}-{tuning}-{'published' if start.published else 'own'}"
    about_weights = st.container()
    recipe, device, problem = None, "auto", ""
    try:
        shown |= show_few(kind, variant, start.published, tuning)
        advanced, device = show_advanced(kind, variant, start.published, tuning, {*_SPECIAL, *kind.first})
        recipe = kind.recipe.from_json({**advanced, **shown, **start.settings, "tuning": tuning})
        weights = weights_line(recipe.backbone)
        if weights:
            about_weights.caption(weights)
        _check_names([name] if name is not None else _names_of_contexts(workspace), taken)
    except SimLabError as error:
        problem = str(error)
    register = st.checkbox(
        "Add it to the workspace when it is trained",
        value=True,
        key=_key(f"register-{kind.command}", workspace),
        help="Embeds all images with it and makes it a model of this workspace, with a row on every page. Without, it "
        "stays a run, which can be added later.",
    )
    if recipe is None or problem:
        return None, problem
    chosen = None if context == _EVERY else context
    return AskedRun(kind.command, unusual(recipe), name, chosen, device, register), ""


def _ask_name(
    workspace: Workspace, place: Any, kind: TrainingKind, context: str | None, taken: Collection[str]
) -> str | None:
    """The name of the model; None where every context gets one, named after it."""
    if context == _EVERY:
        place.text_input("Names", ", ".join(_names_of_contexts(workspace)), disabled=True, key=_key("names", workspace))
        return None
    proposed = suggested_name(kind.command, context, taken)
    typed = place.text_input("Name", value=proposed, key=state.key("training", f"name-{proposed}"))
    return str(typed).strip()


def _finish(workspace: Workspace, asked: AskedRun | None, problem: str) -> None:
    """The buttons, and what is known of the time."""
    if asked is None:
        st.warning(problem, icon=":material/warning:")
    with st.container(horizontal=True, vertical_alignment="center"):
        starts = st.button(
            "Start training",
            type="primary",
            icon=":material/model_training:",
            disabled=asked is None,
            key=state.key("training", "start"),
        )
        estimates = st.button(
            "Estimate its time",
            icon=":material/timer:",
            disabled=asked is None,
            key=state.key("training", "estimate"),
            help="Trains nothing: a few real steps are timed, in the background.",
        )
    with st.container():
        if asked is not None:
            if estimates:
                ask_for_estimate(workspace, asked)
            show_estimate(workspace, asked)
    if starts and asked is not None:
        start_job(asked.arguments(workspace.path), asked.title, workspace.path)
        follow(asked.name)
        st.rerun()
    st.caption("Training goes on when this page is closed, and where it was stopped.")


def _names_of_contexts(workspace: Workspace) -> list[str]:
    return [suggested_name("cs", context, ()) for context in workspace.manifest.contexts]


def _check_names(names: Sequence[str], taken: Collection[str]) -> None:
    """Refuse names that cannot be, or that a model or a run has already."""
    twice = [name for name in names if check_name(name, "model") in taken]
    if twice:
        advice = "Choose one context: its model gets a name of its own." if len(names) > 1 else "Choose another name."
        raise ConflictError(f"{first_few(twice)} exist{'s' * (len(twice) == 1)} already. {advice}")


def _first_possible(workspace: Workspace) -> TrainingKind:
    return next((kind for kind in KINDS if not missing_for(workspace, kind)), KINDS[0])


def _kind(command: str) -> TrainingKind:
    found = kind_of(command)
    assert found is not None
    return found


def _key(name: str, workspace: Workspace) -> str:
    """One for every workspace: what is chosen in one means nothing in another."""
    return state.key("training", f"{name}-{workspace.manifest.id}")
