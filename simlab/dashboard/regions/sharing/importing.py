"""A design from a file: as it is where map and models are the same, re-mapped where only the map differs."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.opened import map_named
from simlab.dashboard.regions import editing
from simlab.ensembles.design_file import DesignFile, read_design_file
from simlab.maps import list_map_ids
from simlab.studies.designs.exchange import import_design, map_of_file, refusal_of, require_models
from simlab.studies.designs.named import free_design_name
from simlab.studies.designs.remapping import import_on_map, remap_design
from simlab.workspace import Workspace


def show_import(workspace: Workspace) -> None:
    """Choose a file, see whether it fits here, and take it."""
    uploaded = st.file_uploader("A design that was exported", type="json", key=state.key("share", "file"))
    if uploaded is None:
        st.caption("A file NAME.simlab-design.json, from Share or from `simlab design export`.")
        return
    with guarded():
        file = read_design_file(uploaded.getvalue(), uploaded.name)
        require_models(workspace, file)
        if file.seen is not None and file.seen.account:
            st.warning(file.seen.account, icon=":material/lock_open:")
        name = st.text_input(
            "Name here", free_design_name(workspace, file.name), key=state.key("share", f"name-{uploaded.file_id}")
        )
        if map_of_file(workspace, file) is None:
            _offer_another_map(workspace, file, name.strip())
        elif st.button("Import", type="primary", key=state.key("share", "import")):
            import_design(workspace, file, name.strip())
            _open(name.strip())


def _offer_another_map(workspace: Workspace, file: DesignFile, name: str) -> None:
    st.warning(str(refusal_of(workspace, file)), icon=":material/difference:")
    maps = list_map_ids(workspace)
    if not maps:
        return
    target = map_named(workspace, st.selectbox("Draw it on map", maps, key=state.key("share", "map")))
    remapped = remap_design(file, target)
    st.caption("**Approximate**: each region becomes a hull around the same references where they lie on this map.")
    st.dataframe(
        [
            {
                "region": region.name,
                "references": region.n_members,
                "on this map": region.n_placed,
                "kept": region.n_kept,
                "others added": region.n_added,
            }
            for region in remapped.regions
        ],
        hide_index=True,
    )
    if st.button("Import on this map", type="primary", key=state.key("share", "remap")):
        import_on_map(workspace, file, target, name)
        _open(name)


def _open(name: str) -> None:
    editing.choose_design(name)
    st.rerun()
