"""Where another model beats the design: one search, whose proposals lie on the map until they are taken or dismissed.

What is found stays as it was found while the reader works with it, so that no outline moves under the hand; once the
design is another one than was judged, that is said, and the reader may have it judged again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.canvas import CanvasRegion
from simlab.dashboard.opened import map_named, part_key, places_of, questions_of
from simlab.dashboard.regions import editing
from simlab.dashboard.regions.in_hand import take_region
from simlab.dashboard.regions.map_panel import with_drawn_region
from simlab.ensembles import Design, one_model
from simlab.ensembles.suggestions import Proposal, Suggestions
from simlab.errors import SimLabError
from simlab.evaluation.wording import difference_text
from simlab.figures.colours import model_colours
from simlab.studies.designs.named import NamedDesign, open_design
from simlab.studies.designs.suggestions import suggest_for_design
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint

GHOST = "suggestion-"
"""The ids of suggested outlines on the map begin so."""
_ASKED = state.key("regions", "suggesting")
_SEARCH = state.key("regions", "suggested")


@dataclass(frozen=True)
class Ghost:
    """A proposal that is neither a region of the design nor dismissed.

    Attributes:
        region_id: of the region that it becomes, whatever is done with that region afterwards.
        title: its number in the search, which it keeps, and its model.
        proposal: what was found.
    """

    region_id: str
    title: str
    proposal: Proposal

    @property
    def id(self) -> str:
        """Names it on the map."""
        return GHOST + self.region_id


@dataclass(frozen=True)
class Search:
    """One search for a design.

    Attributes:
        subject: workspace and design that it was asked for.
        basis: changes whenever answers, vectors, members or the map do; then the search is made anew.
        judged: fingerprint of the design that the proposals were judged against.
        found: the proposals.
        dismissed: ids of those that the reader does not want.
    """

    subject: tuple[str, str]
    basis: str
    judged: str
    found: Suggestions
    dismissed: frozenset[str] = frozenset()

    def ghosts(self, design: Design) -> tuple[Ghost, ...]:
        """What is still to be taken or dismissed."""
        drawn = {region.id for region in design.regions}
        every = (
            Ghost(_region_id(proposal), f"{number} · {proposal.model}", proposal)
            for number, proposal in enumerate(self.found.proposals, start=1)
        )
        return tuple(one for one in every if one.id not in self.dismissed and one.region_id not in drawn)


def is_asked(workspace: Workspace, named: NamedDesign) -> bool:
    """Whether the reader wants suggestions for this design."""
    return bool(st.session_state.get(_ASKED) == _subject(workspace, named.name))


def ask(workspace: Workspace, design_name: str) -> None:
    """Search anew for the design as it is in the next run; what was dismissed may come again."""
    st.session_state[_ASKED] = _subject(workspace, design_name)
    st.session_state.pop(_SEARCH, None)


def stop_asking() -> None:
    """Show no suggestions any more."""
    st.session_state.pop(_ASKED, None)
    st.session_state.pop(_SEARCH, None)


def shown_search(
    workspace: Workspace, named: NamedDesign, models: tuple[str, ...], members: tuple[str, ...]
) -> Search | None:
    """The search that the reader asked for, made now where it was not yet; None while nobody asks.

    Raises:
        InputError: too few references have a place on the map.
    """
    if not is_asked(workspace, named):
        return None
    design, subject = named.design, _subject(workspace, named.name)
    basis = "|".join(
        [part_key(workspace, "validation", members), *members, map_named(workspace, design.map_id).fingerprint]
    )
    search: Search | None = st.session_state.get(_SEARCH)
    if search is None or (search.subject, search.basis) != (subject, basis):
        answers = part_key(workspace, "validation", models)
        found = _found(workspace, design, models, members, f"{basis}|{answers}|{design.fingerprint}")
        search = Search(subject, basis, design.fingerprint, found)
        st.session_state[_SEARCH] = search
    return search


def suggested_outlines(
    workspace: Workspace, named: NamedDesign, models: tuple[str, ...], members: tuple[str, ...]
) -> tuple[CanvasRegion, ...]:
    """The ghosts as dashed outlines in the colours of their models; none while nobody asks."""
    try:
        search = shown_search(workspace, named, models, members)
    except SimLabError:  # which the list of suggestions says
        return ()
    if search is None:
        return ()
    colours = model_colours(workspace.models())
    return tuple(
        CanvasRegion(ghost.id, ghost.title, colours[ghost.proposal.model], ghost.proposal.points, True, True)
        for ghost in search.ghosts(named.design)
    )


def accept_suggestion(workspace: Workspace, design_name: str, ghost_id: str) -> None:
    """Make a ghost a region of the design and take it in hand; an id that is not shown does nothing."""
    search: Search | None = st.session_state.get(_SEARCH)
    if search is None or search.subject != _subject(workspace, design_name):
        return
    design = open_design(workspace, design_name).design
    for ghost in search.ghosts(design):
        if ghost.id == ghost_id:
            change = with_proposal(ghost, judged_before=design.fingerprint != search.judged)
            editing.edit(workspace, design_name, change, f"added suggestion {ghost.proposal.model}")
            take_region(ghost.region_id)
            return


def dismiss_suggestion(ghost_id: str) -> None:
    """Leave a ghost out until suggestions are asked for again; an id that is not shown does nothing."""
    search: Search | None = st.session_state.get(_SEARCH)
    if search is not None:
        st.session_state[_SEARCH] = replace(search, dismissed=search.dismissed | {ghost_id})


def with_proposal(ghost: Ghost, *, judged_before: bool = False) -> Callable[[Design], Design]:
    """The change that makes a proposal a region: of the highest priority, so that it does there what was judged.

    Args:
        ghost: not a region of the design yet.
        judged_before: the design has changed since; the region's note says so.
    """
    proposal = ghost.proposal
    note = f"suggested for {difference_text(proposal.gain)}, corrected, on references that had no part in it"

    def change(design: Design) -> Design:
        region = replace(
            with_drawn_region(design, proposal.points).regions[-1],
            id=ghost.region_id,
            name=design.free_name(proposal.model),
            rule=one_model(proposal.model),
            note=f"{note}; judged before other changes of the design" if judged_before else note,
        )
        return replace(design, regions=(region, *design.regions))

    return change


def _region_id(proposal: Proposal) -> str:
    return fingerprint(proposal.model, [[float(x), float(y)] for x, y in proposal.points])


def _subject(workspace: Workspace, design_name: str) -> tuple[str, str]:
    return str(workspace.path), design_name


@st.cache_resource(max_entries=64, show_spinner="Looking for places where another model is better …")
def _found(
    _workspace: Workspace, _design: Design, _models: tuple[str, ...], _members: tuple[str, ...], key: str
) -> Suggestions:
    drawing = questions_of(_workspace, "validation", _models)
    return suggest_for_design(drawing, places_of(_workspace, _design.map_id), _design, _members)
