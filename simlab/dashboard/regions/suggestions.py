"""Where another model beats the design as it is: asked for, drawn as dashed outlines, made regions in one click."""

from collections.abc import Callable
from dataclasses import replace
from html import escape

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.canvas import CanvasRegion
from simlab.dashboard.opened import map_named, part_key, places_of, questions_of
from simlab.dashboard.regions import editing
from simlab.dashboard.regions.map_panel import with_drawn_region
from simlab.ensembles import Design, one_model
from simlab.ensembles.suggestions import MIN_REFERENCES, Proposal, Suggestions
from simlab.errors import SimLabError
from simlab.evaluation.wording import difference_text, percent
from simlab.figures.colours import model_colours
from simlab.studies.design_suggestions import suggest_for_design
from simlab.studies.named_designs import NamedDesign
from simlab.workspace import Workspace

_ASKED = state.key("regions", "suggesting")
_CARD = 225  # pixels; with the button, a card fits a third of a page of 1,280
_HELP = (
    "Looks for places on the map where a member answers better than this ensemble does now. The validation references "
    "are cut in two at random: places are found on one half and judged on the other, with intervals corrected for all "
    f"places that were judged. A place needs {MIN_REFERENCES} references on each side. Where nothing can be told from "
    "chance, nothing is proposed. The figures are those of the references that judged."
)


def suggested_outlines(
    workspace: Workspace, named: NamedDesign, models: tuple[str, ...], members: tuple[str, ...]
) -> tuple[CanvasRegion, ...]:
    """The proposals as dashed outlines in the colours of their models; none while nobody asks."""
    try:
        found = _shown(workspace, named, models, members)
    except SimLabError:  # which show_suggestions says
        return ()
    colours = model_colours(workspace.models())
    return tuple(
        CanvasRegion(_title(number, proposal), _title(number, proposal), colours[proposal.model], proposal.points, True)
        for number, proposal in enumerate(found.proposals if found else (), start=1)
    )


def show_suggestions(
    workspace: Workspace, named: NamedDesign, models: tuple[str, ...], members: tuple[str, ...]
) -> None:
    """The button that asks, and what was found for the design as it is now."""
    asked = _is_asked(workspace, named)
    st.button(
        "Hide suggestions" if asked else "Where is another model better?",
        icon=":material/close:" if asked else ":material/lightbulb:",
        key=state.key("regions", "suggest"),
        on_click=_ask,
        args=(None if asked else _subject(workspace, named),),
        help=None if asked else _HELP,
        width="stretch",
    )
    found = _shown(workspace, named, models, members)
    if found is None:
        return
    colours = model_colours(workspace.models())
    for number, proposal in enumerate(found.proposals, start=1):
        with st.container(horizontal=True, gap="small", key=state.key("regions", f"suggestion-{number}")):
            st.html(_described(number, proposal, colours[proposal.model]), width=_CARD)
            st.button(
                "Add",
                icon=":material/add:",
                key=state.key("regions", f"add-suggestion-{number}"),
                on_click=editing.edit,
                args=(workspace, named.name, with_proposal(proposal), f"added suggestion {proposal.model}"),
                help=f"Makes it a region where {proposal.model} answers, before all others. Undo takes it back.",
            )
    st.caption(found.account, help=_HELP)


def with_proposal(proposal: Proposal) -> Callable[[Design], Design]:
    """The change that makes a proposal a region: of the highest priority, so that it does there what was judged."""

    def change(design: Design) -> Design:
        drawn = with_drawn_region(design, proposal.points)
        region = drawn.regions[-1]
        suggested = replace(
            region,
            name=design.free_name(proposal.model),
            rule=one_model(proposal.model),
            note=f"suggested for {difference_text(proposal.gain)}, corrected, on references that had no part in it",
        )
        return drawn.changed(region.id, lambda _: suggested).moved(region.id, -len(design.regions))

    return change


def _title(number: int, proposal: Proposal) -> str:
    return f"{number} · {proposal.model}"


def _described(number: int, proposal: Proposal, colour: str) -> str:
    gain = proposal.gain
    p_value = gain.p_value or 0.0
    return (
        f"<div style='line-height:1.3'><span style='color:{colour}'>⬤</span> "
        f"<b>{escape(_title(number, proposal))}</b><br>"
        f"ensemble {_unbroken(difference_text(proposal.ensemble_gain))}<br>"
        f"<small>in it {percent(proposal.model_accuracy)} instead of {percent(proposal.ensemble_accuracy)}:<br>"
        f"{_unbroken(difference_text(gain))}, {_p_text(p_value)}<br>"
        f"<span style='opacity:.7'>{gain.n_triples:,} triples, {gain.n_references:,} of {proposal.n_references:,} "
        "references</span></small></div>"
    )


def _p_text(p_value: float) -> str:
    return _unbroken("p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}")


def _unbroken(text: str) -> str:
    return escape(text).replace(" ", "\u00a0")


def _subject(workspace: Workspace, named: NamedDesign) -> tuple[str, str]:
    return str(workspace.path), named.name


def _is_asked(workspace: Workspace, named: NamedDesign) -> bool:
    return bool(st.session_state.get(_ASKED) == _subject(workspace, named))


def _ask(subject: tuple[str, str] | None) -> None:
    st.session_state[_ASKED] = subject


def _shown(
    workspace: Workspace, named: NamedDesign, models: tuple[str, ...], members: tuple[str, ...]
) -> Suggestions | None:
    """What is proposed for the design as it is now; None while nobody asks."""
    if not _is_asked(workspace, named):
        return None
    design = named.design
    fingerprint = map_named(workspace, design.map_id).fingerprint
    key = "|".join([part_key(workspace, "validation", models), *members, fingerprint, design.fingerprint])
    return _suggestions(workspace, design, models, members, key)


@st.cache_resource(max_entries=64, show_spinner="Looking for places where another model is better …")
def _suggestions(
    _workspace: Workspace, _design: Design, _models: tuple[str, ...], _members: tuple[str, ...], key: str
) -> Suggestions:
    drawing = questions_of(_workspace, "validation", _models)
    return suggest_for_design(drawing, places_of(_workspace, _design.map_id), _design, _members)
