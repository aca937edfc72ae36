"""Model relations: do models answer alike, what does each add, do voters agree, and where is which ahead."""

from collections.abc import Sequence

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.compare.opened_relations import relations_of
from simlab.dashboard.compare.relation_views import show_added, show_agreement, show_slices, show_votes
from simlab.dashboard.guard import guarded
from simlab.dashboard.opened import embedded_models, triples_of
from simlab.evaluation.wording import counts_text
from simlab.studies.related_models import ModelRelations
from simlab.studies.slice_columns import slice_columns
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace

_AGREEMENT, _ADDED, _VOTES, _SLICES = VIEWS = ("Agreement", "What each adds", "Votes", "Slices")
_SHOWN = {_AGREEMENT: show_agreement, _ADDED: show_added, _VOTES: show_votes}
_BEST = "best single model"


@st.fragment
def show_relations(workspace: Workspace, split: Part) -> None:
    """The relations of the models of a workspace on one part of it; the test split's only once revealed."""
    with guarded():
        with st.container(horizontal=True, vertical_alignment="center"):
            view = _choose_view()
            models = _choose_models(workspace)
        if len(models) < 2:
            st.info(
                "Relations are between at least two models. Switch more of them on above; where there are none, embed "
                "a baseline on Home, train CS-models, or import vectors.",
                icon=":material/info:",
            )
            return
        if view == _SLICES:
            _show_slices(workspace, split, models)
        elif (found := relations_of(workspace, split, models)) is not None:
            _SHOWN[view](workspace, found)
            _show_counts(found)


def _show_slices(workspace: Workspace, split: Part, models: tuple[str, ...]) -> None:
    columns = slice_columns(workspace, triples_of(workspace, split)["reference"].unique())
    offered = [column.name for column in columns if not column.obstacle]
    if not offered:
        st.info(
            "No column of the image table tells these references apart. Add one (a context, a place, a season, a "
            "number) to the table you import.",
            icon=":material/info:",
        )
        return
    refused = "".join(f"\n- `{column.name}`: {column.obstacle}" for column in columns if column.obstacle)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    by = left.multiselect(
        "Slice references by",
        offered,
        key=_remember("slice-columns", offered, offered[:1]),
        persist_state="session",
        help="Columns of the image table; all that are shown together are corrected together."
        + (f"\n\nNot offered:\n{refused}" if refused else ""),
    )
    with right:
        against = _choose_against(models)
    if not by:
        st.info("Choose a column to slice by.", icon=":material/info:")
        return
    found = relations_of(workspace, split, models, tuple(by), against)
    if found is not None:
        show_slices(workspace, found, chosen=against is None and split == "validation")
        _show_counts(found)


def _choose_models(workspace: Workspace) -> tuple[str, ...]:
    names = embedded_models(workspace)
    key = _remember("relations-models", names, names)
    shown = f"Models: {len(st.session_state[key])} of {len(names)}"
    with st.popover(shown, icon=":material/tune:", key=state.key("compare", "relations-chooser")):
        chosen = st.pills(
            "Models to relate",
            names,
            selection_mode="multi",
            key=key,
            persist_state="session",
            help="All figures are among the models that are switched on, on the triples that all of them can answer.",
        )
    return tuple(name for name in names if name in chosen)


def _choose_against(models: tuple[str, ...]) -> str | None:
    options = (_BEST, *models)
    chosen = st.selectbox(
        "Compare with", options, key=_remember("slices-against", options, _BEST), persist_state="session"
    )
    return None if chosen == _BEST else str(chosen)


def _choose_view() -> str:
    return str(
        st.segmented_control(
            "View",
            VIEWS,
            required=True,
            label_visibility="collapsed",
            key=_remember("relations-view", VIEWS, VIEWS[0]),
            persist_state="session",
        )
    )


def _remember(name: str, offered: Sequence[str], default: str | Sequence[str]) -> str:
    """The key of a widget that remembers only what it offers now; else it begins with its default."""
    key = state.key("compare", name)
    remembered = st.session_state.get(key)
    chosen = remembered if isinstance(remembered, list | tuple) else [remembered]
    if any(value not in offered for value in chosen):
        st.session_state[key] = default if isinstance(default, str) else list(default)
    return key


def _show_counts(found: ModelRelations) -> None:
    left_out = f"{found.n_ties:,} human ties and {found.n_missing:,} triples without a vector left out"
    st.caption(f"{counts_text(found.oracle.n_triples, found.oracle.n_references)} · {left_out}")
