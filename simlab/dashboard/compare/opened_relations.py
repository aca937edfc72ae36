"""Model relations as the page uses them: computed once, kept by content, those of the test split once revealed."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.opened import part_key
from simlab.studies.model_relations import model_relations, relations_state, relations_subject
from simlab.studies.related_models import ModelRelations
from simlab.studies.reveal import is_revealed
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace


def relations_of(
    workspace: Workspace, split: Part, models: tuple[str, ...], by: tuple[str, ...] = (), against: str | None = None
) -> ModelRelations | None:
    """The relations of these models; for the test split None, with a form that asks why, until they are revealed."""
    images = (workspace.path / "images.parquet").stat().st_mtime_ns
    key = f"{part_key(workspace, split, models)}|{images}"
    if split != "test":
        return _relations(workspace, split, models, by, against, key)
    subject = relations_subject(by)
    revealed = relations_state(workspace, models, by, against)
    if is_revealed(workspace, subject, revealed):
        st.badge("TEST REVEALED", icon=":material/lock_open:", color="red")
        for past in workspace.store.reveals(subject):
            if past.fingerprint == revealed:
                st.caption(f"{past.time}: {past.reason}")
        return _relations(workspace, split, models, by, against, f"{key}|{revealed}")
    _ask_why(workspace, models, by, against)
    return None


def _ask_why(workspace: Workspace, models: tuple[str, ...], by: tuple[str, ...], against: str | None) -> None:
    st.caption(
        f"The test split is closed for {relations_subject(by)} of these {len(models)} models. Test triples only "
        "report: choose on validation, then look once. The reveal is recorded with its reason, for exactly these "
        f"models{' and slices' if by else ''}."
    )
    with st.form(state.key("compare", "relations-reveal"), border=False, width=520):
        reason = st.text_input("Why look at the test split now?", key=state.key("compare", "relations-reason"))
        if st.form_submit_button("Reveal the test figures", icon=":material/lock_open:"):
            with guarded():
                model_relations(workspace, "test", models=models, by=by, against=against, reveal=reason)
                st.rerun()


@st.cache_resource(max_entries=32, show_spinner="Comparing the models with each other …")
def _relations(
    _workspace: Workspace, split: Part, models: tuple[str, ...], by: tuple[str, ...], against: str | None, key: str
) -> ModelRelations:
    return model_relations(_workspace, split, models=models, by=by, against=against)
