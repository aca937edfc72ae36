"""More about the region in hand: every model's accuracy there, and what it shares with other regions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool

from simlab.dashboard.opened import places_of
from simlab.dashboard.regions.panel.details_spec import ModelBar, PlaceDetails
from simlab.ensembles import FALLBACK, Design
from simlab.ensembles.suggestions import clear_leader
from simlab.evaluation.wording import percent
from simlab.figures.colours import model_colours
from simlab.studies.designs.session import DesignSession
from simlab.workspace import Workspace


def place_details(
    workspace: Workspace,
    design: Design,
    session: DesignSession,
    members: tuple[str, ...],
    chosen: str,
    inside: Sequence[float],
) -> PlaceDetails:
    """Of a region of a design, or of its fallback.

    Args:
        workspace: the study.
        design: as it is.
        session: of it, with every model that is shown.
        members: of the ensemble.
        chosen: id of the region, or "fallback".
        inside: for each region the share of neighbours inside, NaN where unknown.
    """
    place = len(design.regions) if chosen == FALLBACK else design.regions.index(design.region(chosen))
    here = session.judged(design).regions == place
    best = clear_leader(session.asked.questions, members, here)
    colours = model_colours(workspace.models())
    bars = tuple(
        ModelBar(name, colours[name], workspace.model(name).kind == "baseline", estimate, name == best)
        for name, estimate in session.accuracies(here).items()
    )
    if chosen == FALLBACK:
        return PlaceDetails(FALLBACK, "Everything else", design.fallback, bars, (), None)
    notes = _overlaps(workspace, design, place, session.asked.questions.references)
    if not np.isnan(inside[place]):
        notes.append(
            f"Neighbours inside: {percent(inside[place])}. Of the ten references most like each member, so many lie in "
            "the region too; under 50 %, the map has torn it apart, or it is small."
        )
    region = design.regions[place]
    return PlaceDetails(chosen, region.name, region.rule, bars, tuple(notes), region.note)


def _overlaps(workspace: Workspace, design: Design, place: int, references: np.ndarray) -> list[str]:
    """What other regions hold of the polygon's references, and which of the two has them."""
    membership = places_of(workspace, design.map_id).membership(references)
    own: Bool[np.ndarray, " references"] = membership.inside(design.regions[place])
    said = []
    for number, other in enumerate(design.regions):
        shared = int((own & membership.inside(other)).sum())
        if number == place or not shared:
            continue
        winner = f"{other.name} has them: it comes first" if number < place else "this one has them: it comes first"
        said.append(f"{shared:,} of {int(own.sum()):,} references in it lie in {other.name} too; {winner}.")
    return said
