"""Asking for a new map: feature space, method and parameters, all chosen before anything is computed."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.explore.fit_request import (
    METHOD_NAMES,
    feature_spaces,
    fit_arguments,
    fit_title,
    references_with_vector,
    require_fit_possible,
)
from simlab.errors import InputError, SimLabError
from simlab.jobs import list_jobs, start_job
from simlab.maps import (
    MAP_METHODS,
    MapMethod,
    MapParameters,
    PCAParameters,
    TSNEParameters,
    UMAPParameters,
    map_id_of,
)
from simlab.workspace import Workspace

WANTED = state.key("explore", "wanted_map")
_ABOUT = {
    "pca": "The two directions in which the vectors vary most. Quick, exact, and the same every time.",
    "tsne": "Keeps near neighbours together; distances between groups mean little.",
    "umap": "Keeps near neighbours together, and more of the large-scale arrangement.",
}


def show_map_form(workspace: Workspace) -> None:
    """The choices of a map and the button that starts the job."""
    features = st.selectbox(
        "Feature space",
        feature_spaces(workspace),
        key=state.key("explore", "new_map.features"),
        help="The model whose vectors are laid out: images that it finds similar lie near each other.",
    )
    method = st.segmented_control(
        "Method",
        MAP_METHODS,
        default="pca",
        required=True,
        format_func=lambda name: METHOD_NAMES[name],
        key=state.key("explore", "new_map.method"),
    )
    st.caption(_ABOUT[method])
    try:
        parameters = _parameters(method, references_with_vector(workspace, features))
        require_fit_possible(workspace, features, parameters)
    except InputError as refusal:
        st.caption(f":material/info: {refusal}")
        st.button("Make the map", disabled=True, key=state.key("explore", "new_map.make"))
        return
    arguments = fit_arguments(workspace.path, features, parameters)
    running = any(job.arguments == tuple(arguments) and job.state == "running" for job in list_jobs(workspace.path))
    if st.button(
        "It is being made" if running else "Make the map",
        type="primary",
        disabled=running,
        key=state.key("explore", "new_map.make"),
    ):
        try:
            start_job(arguments, fit_title(features, parameters), workspace.path)
        except (SimLabError, OSError) as error:
            st.error(f"The job could not be started: {error}")
            return
        st.session_state[WANTED] = map_id_of(features, parameters)
        st.rerun()


def _parameters(method: MapMethod, n_references: int) -> MapParameters:
    """The parameters of a method as chosen; they start from what so many references bear."""
    if method == "pca":
        return PCAParameters()
    if method == "tsne":
        default = TSNEParameters().for_references(n_references)
        perplexity = st.number_input(
            "Perplexity",
            min_value=1.0,
            max_value=10_000.0,
            value=default.perplexity,
            step=5.0,
            key=state.key("explore", "new_map.perplexity"),
            help="About how many neighbours count; under a third of the references.",
        )
        return TSNEParameters(perplexity=perplexity, seed=_seed())
    start = UMAPParameters().for_references(n_references)
    neighbours = st.number_input(
        "Neighbours",
        min_value=2,
        max_value=10_000,
        value=start.n_neighbors,
        key=state.key("explore", "new_map.neighbours"),
        help="How many neighbours make the local picture; 5 to 50 are usual.",
    )
    distance = st.number_input(
        "Minimal distance",
        min_value=0.0,
        max_value=1.0,
        value=start.min_dist,
        step=0.05,
        key=state.key("explore", "new_map.min_dist"),
        help="How close points may come to each other, 0 to 1.",
    )
    return UMAPParameters(n_neighbors=neighbours, min_dist=distance, seed=_seed())


def _seed() -> int:
    return int(
        st.number_input(
            "Seed",
            min_value=0,
            max_value=2**32 - 1,
            value=0,
            key=state.key("explore", "new_map.seed"),
            help="The same seed and vectors give the same map.",
        )
    )
