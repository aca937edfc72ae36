"""What to do next with a workspace: each step with its form, the first that is open unfolded."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.opened import embedded_models
from simlab.encoders.presets import PRESETS
from simlab.jobs import start_job
from simlab.maps import list_map_ids
from simlab.workspace import Workspace

_ENCODERS = {
    "Perceptual hash": "hash:perceptual",
    "HSV colour histogram": "histogram:hsv",
    **{preset.label: preset.label for preset in PRESETS},
    "Small untrained network (features)": "scratch:resnet10t?size=96&seed=0",
}


def show_next_steps(workspace: Workspace) -> None:
    """Embed, make contexts, train, map, then explore and design; done steps are ticked."""
    has_pictures = bool(workspace.has_picture.any())
    has_vectors = bool(embedded_models(workspace)) or bool(workspace.models("features"))
    steps = [
        ("Embed the images with a baseline", has_vectors, _embed_form),
        ("Make context clusters", bool(workspace.manifest.contexts), _contexts_form),
        ("Train context-sensitive models", bool(workspace.models("cs")), _train_form),
        ("Fit a map", bool(list_map_ids(workspace)), _map_hint),
    ]
    st.markdown("#### What to do next")
    if not has_pictures:
        st.info(
            "This workspace has labels only. Import the vectors of your models below (“Vectors for this workspace”), "
            "one array per model and pool; then fit a map on Explore."
        )
        steps = steps[3:]
    first_open = next((title for title, done, _ in steps if not done), None)
    for title, done, form in steps:
        icon = ":material/check_circle:" if done else ":material/radio_button_unchecked:"
        with st.expander(title, icon=icon, expanded=title == first_open), guarded():
            form(workspace)
    if first_open is None:
        st.success(
            "Everything is there. Look around on Explore, draw regions, and compare it all.", icon=":material/done_all:"
        )
    with st.container(horizontal=True):
        st.page_link("pages/explore.py", label="Explore the maps", icon=":material/scatter_plot:")
        st.page_link("pages/regions.py", label="Draw regions", icon=":material/polyline:")
        st.page_link("pages/compare.py", label="Compare everything", icon=":material/leaderboard:")


def _embed_form(workspace: Workspace) -> None:
    with st.form(state.key("home", "embed"), border=False):
        encoder = st.selectbox("Encoder", list(_ENCODERS), key=state.key("home", "encoder"))
        if st.form_submit_button("Embed", icon=":material/play_arrow:"):
            spec = _ENCODERS[encoder]
            kind = "features" if spec.startswith("scratch:") else "baseline"
            arguments = ["embed", str(workspace.path), "--encoder", spec, "--kind", kind]
            start_job(arguments, f"Embed with {encoder}", workspace.path)
            st.rerun()


def _contexts_form(workspace: Workspace) -> None:
    models = [entry.name for entry in workspace.manifest.models]
    if not models:
        st.caption("Embed the images first: contexts are clusters of their vectors.")
        return
    with st.form(state.key("home", "contexts"), border=False):
        features = st.selectbox("Features", models, key=state.key("home", "features"))
        number = st.number_input("Number of contexts", 2, 20, 4, key=state.key("home", "k"))
        if workspace.manifest.contexts:
            st.caption(f"There are contexts already: {', '.join(workspace.manifest.contexts)}. They will be replaced.")
        if st.form_submit_button("Make contexts", icon=":material/play_arrow:"):
            arguments = ["contexts", str(workspace.path), "--features", features, "--k", str(number)]
            replace = ["--replace"] if workspace.manifest.contexts else []
            start_job([*arguments, *replace], "Make context clusters", workspace.path)
            st.rerun()


def _train_form(workspace: Workspace) -> None:
    if not workspace.manifest.contexts:
        st.caption("Make contexts first: each CS-model is trained on the triples of one.")
        return
    with st.form(state.key("home", "train"), border=False):
        minutes = st.slider("At most so many minutes a model", 1, 60, 5, key=state.key("home", "minutes"))
        with_global = st.checkbox("Also one global model on all contexts", key=state.key("home", "global"))
        names = ", ".join(workspace.manifest.contexts)
        st.caption(f"One model for each of {names}. Training goes on when this page is closed.")
        if st.form_submit_button("Train", icon=":material/model_training:"):
            limit = ["--set", f"max_minutes={minutes}"]
            path = str(workspace.path)
            start_job(["train", "cs", path, "--each-context", *limit], "Train CS-models", workspace.path)
            if with_global:
                start_job(["train", "global", path, *limit], "Train the global model", workspace.path)
            st.rerun()


def _map_hint(workspace: Workspace) -> None:
    st.caption("Maps are fitted on Explore, where their parameters are explained.")
    st.page_link("pages/explore.py", label="Fit a map", icon=":material/scatter_plot:")
