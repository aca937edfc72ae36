"""What the current workspace is: its name, size and source."""

import streamlit as st

from simlab.maps import list_map_ids
from simlab.studies.workspace_health import is_without_triples
from simlab.workspace import Workspace


def show_overview(workspace: Workspace) -> None:
    """Counts at a glance, and provenance and licence in full."""
    manifest = workspace.manifest
    asked = "pictures" if is_without_triples(workspace) else "triples"
    counts = (workspace.images if asked == "pictures" else workspace.triples)["split"].value_counts()
    shown = {
        "Images": len(workspace.images),
        f"Training {asked}": int(counts.get("train", 0)),
        f"Validation {asked}": int(counts.get("validation", 0)),
        f"Test {asked}": int(counts.get("test", 0)),
        "Models": len(manifest.models),
        "Maps": len(list_map_ids(workspace)),
        "Designs": len(workspace.store.design_names()),
    }
    for column, (what, number) in zip(st.columns(len(shown)), shown.items(), strict=True):
        column.metric(what, f"{number:,}")
    with st.expander("Where this comes from"):
        st.text(manifest.provenance or "The source says nothing about its provenance.")
        st.text(f"Licence: {manifest.license}")
        st.text(f"Folder: {workspace.path}")
