"""Who is asked: the models of the study, baselines that everyone can download, any encoder spec, and one ensemble."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.opened import embedded_models
from simlab.encoders.presets import PRESETS, spec_of
from simlab.encoders.spec import parse_spec
from simlab.errors import SimLabError
from simlab.studies.live import subject_state, subjects
from simlab.workspace import Workspace

_MODELS = state.key("compare", "live-models")
_MODELS_OF = state.key("compare", "live-models-of")
_SUBJECT = state.key("compare", "live-subject")
_FIRST_PRESETS = 3
"""CLIP, DINO and DINOv2 are asked from the beginning; the large one on request."""
_FIRST_STRATEGIES = ("credibility", "mean")
"""Asked from the beginning where there is no design; the second needs nothing but members."""


@dataclass(frozen=True)
class Ensemble:
    """The ensemble that answers, too.

    Attributes:
        key: the name of a strategy, or `design:NAME`.
        label: for people.
        state: changes whenever it, or what it learns from, does.
    """

    key: str
    label: str
    state: str


def choose_models(workspace: Workspace) -> tuple[str, ...]:
    """Names of models of the study, presets and specs, in the order in which they are asked."""
    study = tuple(entry.name for entry in workspace.scored_models())
    taken = {entry.encoder for entry in workspace.models()}
    presets = {p.label: p.about for p in PRESETS if p.spec not in taken and p.label not in study}
    first = [*study, *list(presets)[:_FIRST_PRESETS]]
    if _MODELS not in st.session_state or st.session_state.get(_MODELS_OF) not in (None, str(workspace.path)):
        st.session_state[_MODELS] = first
    st.session_state[_MODELS_OF] = str(workspace.path)
    chosen = st.session_state[_MODELS]
    with st.popover(f"Models: {len(chosen)}", icon=":material/tune:", key=state.key("compare", "live-chooser")):
        st.multiselect(
            "Who answers",
            list(dict.fromkeys([*study, *presets, *chosen])),
            key=_MODELS,
            persist_state="session",
            accept_new_options=True,
            width=460,
            help="Models of this study and baselines that everyone can download. Any other encoder is asked by its "
            "spec: type `timm:NAME`, `open_clip:MODEL/WEIGHTS` or `timm:NAME@/path/file.safetensors`, and press Enter.",
        )
        st.caption("  \n".join(f"**{label}**: {about}" for label, about in presets.items()))
        asked = st.session_state[_MODELS]
        unknown = [name for name in asked if not (name in study or name in presets or _is_spec(name))]
        for name in unknown:
            st.error(f"{name!r} is neither a model of this study nor an encoder spec.", icon=":material/error:")
    return tuple(name for name in asked if name not in unknown)


def choose_ensemble(workspace: Workspace) -> Ensemble | None:
    """A design or a strategy; None, with the reason, where the chosen one cannot be had."""
    offered = subjects(workspace)
    if st.session_state.get(_SUBJECT) not in offered:
        designs = [key for key in offered if key.startswith("design:")]
        st.session_state[_SUBJECT] = _first_had(workspace, [*designs, *_FIRST_STRATEGIES])
    key = str(
        st.selectbox(
            "Our ensemble",
            list(offered),
            format_func=offered.__getitem__,
            key=_SUBJECT,
            persist_state="session",
            width=210,
            help="A design that was drawn on Regions, or a strategy that learns weights without drawing.",
        )
    )
    with guarded():
        return Ensemble(key, offered[key], subject_state(workspace, key))
    return None


def _first_had(workspace: Workspace, keys: Sequence[str]) -> str:
    """The first of these that can be had here, else the last."""
    for key in keys:
        with suppress(SimLabError):
            subject_state(workspace, key)
            return key
    return keys[-1]


def rivals(workspace: Workspace) -> tuple[str, ...]:
    """Who an ensemble can be held against on the triples of the study: all with vectors, baselines first."""
    return tuple(sorted(embedded_models(workspace), key=lambda name: workspace.model(name).kind != "baseline"))


def _is_spec(text: str) -> bool:
    try:
        parse_spec(spec_of(text))
    except SimLabError:
        return False
    return True
