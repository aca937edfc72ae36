"""What to do next with a workspace: each step with its form, the first that is open unfolded."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.opened import embedded_models
from simlab.encoders.presets import PRESETS
from simlab.jobs import start_job
from simlab.maps import list_map_ids
from simlab.studies.workspace_health import is_without_triples
from simlab.workspace import Workspace

_ENCODERS = {
    "Perceptual hash": "hash:perceptual",
    "Average hash": "hash:average",
    "Difference hash": "hash:difference",
    "Wavelet hash": "hash:wavelet",
    "HSV colour histogram": "histogram:hsv",
    **{preset.label: preset.label for preset in PRESETS},
    "Small untrained network (features)": "scratch:resnet10t?size=96&seed=0",
}


def show_next_steps(workspace: Workspace) -> None:
    """What is open and what is done, ticked; without triples there are no contexts, and no maps to design on."""
    without_triples = is_without_triples(workspace)
    has_pictures = bool(workspace.has_picture.any())
    has_vectors = bool(embedded_models(workspace)) or bool(workspace.models("features"))
    steps = [
        ("Embed the images with a baseline", has_vectors, _embed_form),
        ("Make context clusters", bool(workspace.manifest.contexts), _contexts_form),
        ("Train context-sensitive models", bool(workspace.models("cs")), _train_form),
        ("Fit a map", bool(list_map_ids(workspace)), _map_hint),
    ]
    if without_triples:
        trained = any(str(entry.encoder).startswith("checkpoint:") for entry in workspace.manifest.models)
        steps = [steps[0], ("Train on the pictures", trained, _picture_training_hint)]
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
        where = "See on Retrieval which model finds the right pictures first."
        if not without_triples:
            where = "Look around on Explore, draw regions, and compare it all."
        st.success(f"Everything is there. {where}", icon=":material/done_all:")
    with st.container(horizontal=True):
        if without_triples:
            st.page_link("pages/retrieval.py", label="Find pictures", icon=":material/image_search:")
            return
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
    else:
        st.caption("One model for each context, with settings that suit a small network from scratch.")
    st.page_link("pages/training.py", label="Train models", icon=":material/model_training:")


def _picture_training_hint(workspace: Workspace) -> None:
    st.caption("Contrastive training needs no labels; proxies learn from classes.")
    st.page_link("pages/training.py", label="Train models", icon=":material/model_training:")


def _map_hint(workspace: Workspace) -> None:
    st.caption("Maps are fitted on Explore, where their parameters are explained.")
    st.page_link("pages/explore.py", label="Fit a map", icon=":material/scatter_plot:")
