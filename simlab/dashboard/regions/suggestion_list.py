"""The suggestions below the map: the button that asks, and a card for each with what it is worth, Add and Dismiss."""

from html import escape

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.regions.suggestions import (
    Ghost,
    Search,
    accept_suggestion,
    ask,
    dismiss_suggestion,
    is_asked,
    shown_search,
    stop_asking,
)
from simlab.ensembles.suggestions import MIN_REFERENCES
from simlab.evaluation.wording import difference_text, percent
from simlab.figures.colours import model_colours
from simlab.studies.designs.named import NamedDesign
from simlab.workspace import Workspace

_CARD = 206  # pixels; three stand beside each other below the map on a page of 1,280
_HELP = "Looks for places where a member answers better than this ensemble does now. Judged on other references."
_METHOD = (
    "The validation references are cut in two at random: places are found on one half and judged on the other, with "
    f"intervals corrected for all places that were judged. A place needs {MIN_REFERENCES} references on each side. "
    "Where nothing can be told from chance, nothing is proposed. The figures are those of the references that judged."
)
_EDITED = "Judged before your last edit: the figures are gains over the ensemble as it was then."


def show_asking(workspace: Workspace, named: NamedDesign) -> None:
    """The button that asks, or that hides what was found."""
    if is_asked(workspace, named):
        st.button(
            "Hide suggestions",
            icon=":material/close:",
            key=state.key("regions", "suggest"),
            on_click=stop_asking,
        )
        return
    st.button(
        "Where is another model better?",
        icon=":material/lightbulb:",
        key=state.key("regions", "suggest"),
        on_click=ask,
        args=(workspace, named.name),
        help=_HELP,
    )


def show_suggestions(
    workspace: Workspace, named: NamedDesign, models: tuple[str, ...], members: tuple[str, ...]
) -> None:
    """What was found that is neither taken nor dismissed; nothing while nobody asks."""
    search = shown_search(workspace, named, models, members)
    if search is None:
        return
    colours = model_colours(workspace.models())
    ghosts = search.ghosts(named.design)
    if ghosts:
        with st.container(horizontal=True, gap="small", key=state.key("regions", "suggestions")):
            for ghost in ghosts:
                _show_card(workspace, named.name, ghost, colours[ghost.proposal.model])
    _show_account(workspace, named, search, len(ghosts))


def _show_card(workspace: Workspace, design_name: str, ghost: Ghost, colour: str) -> None:
    number, model = ghost.title.partition(" ")[0], ghost.proposal.model
    with st.container(width=_CARD, gap="small", border=True, key=state.key("regions", f"suggestion-{number}")):
        st.html(described(ghost, colour))
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Add",
                icon=":material/add:",
                key=state.key("regions", f"add-suggestion-{number}"),
                on_click=accept_suggestion,
                args=(workspace, design_name, ghost.id),
                help=f"Makes it a region where {model} answers, before all others. Undo takes it back.",
            )
            st.button(
                "Dismiss",
                type="tertiary",
                key=state.key("regions", f"dismiss-suggestion-{number}"),
                on_click=dismiss_suggestion,
                args=(ghost.id,),
                help="Leaves it out until you ask again.",
            )


def _show_account(workspace: Workspace, named: NamedDesign, search: Search, left: int) -> None:
    """What was looked at, and for which state of the design."""
    found = len(search.found.proposals)
    done = f" {'It was' if found == 1 else f'All {found} were'} added or dismissed." if found and not left else ""
    edited = search.judged != named.design.fingerprint
    st.caption(f"{search.found.account}{done}" + (f" {_EDITED}" if edited and left else ""), help=_METHOD)
    if edited or search.dismissed:
        st.button(
            "Look again",
            icon=":material/refresh:",
            key=state.key("regions", "suggest-again"),
            on_click=ask,
            args=(workspace, named.name),
            help="Judges the design as it is now; what you dismissed may come again. Every look uses the same "
            "references, and the intervals are corrected for one look only.",
        )


def described(ghost: Ghost, colour: str) -> str:
    """A card's text as HTML: what the ensemble gains, and the accuracies in the place. All text is escaped."""
    proposal = ghost.proposal
    gain = proposal.gain
    p_value = gain.p_value or 0.0
    return (
        f"<div style='line-height:1.35;font-size:12px'><span style='color:{colour}'>⬤</span> "
        f"<b style='font-size:14px'>{escape(ghost.title)}</b><br>"
        f"<span style='font-size:13px'>ensemble {_unbroken(difference_text(proposal.ensemble_gain))}</span><br>"
        f"in it {percent(proposal.model_accuracy)} instead of {percent(proposal.ensemble_accuracy)}:<br>"
        f"{_unbroken(difference_text(gain))}, {_p_text(p_value)}<br>"
        f"<span style='opacity:.7'>{gain.n_triples:,} triples, {gain.n_references:,} of {proposal.n_references:,} "
        "references</span></div>"
    )


def _p_text(p_value: float) -> str:
    return _unbroken("p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}")


def _unbroken(text: str) -> str:
    return escape(text).replace(" ", "\u00a0")
