"""Why the ensemble answered so: where the reference falls, what is done there, the weights, and how sure that is."""

from collections.abc import Mapping
from html import escape

import numpy as np
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.compare.live.answer_rows import letter
from simlab.dashboard.compare.live.place_map import place_map_html
from simlab.dashboard.opened import map_named
from simlab.ensembles import Region
from simlab.errors import SimLabError
from simlab.evaluation.wording import counts_text, percent
from simlab.figures.colours import NO_DATA, model_colours
from simlab.studies.designs.named import open_design
from simlab.studies.explanations.surroundings import Placement
from simlab.studies.live import LiveEnsemble
from simlab.workspace import Workspace

_MOST_DOTS = 4_000
_STYLE = """
.sl-because { font-size: 13.5px; line-height: 1.45; }
.sl-because p { margin: 0 0 7px; font-size: 13.5px; }
.sl-because small { opacity: .68; font-size: 12px; }
.sl-because .sl-warn { padding: 1px 8px; border-radius: 9px; background: color-mix(in srgb, #c2571a 18%, transparent);
  border: 1px solid #c2571a; }
.sl-weights { display: grid; grid-template-columns: 10px minmax(60px, auto) minmax(60px, 150px) 46px; gap: 3px 8px;
  align-items: center; width: fit-content; font-size: 12.5px; font-variant-numeric: tabular-nums; }
.sl-weights i { width: 10px; height: 10px; border-radius: 50%; }
.sl-weights .sl-weight { height: 8px; border-radius: 2px;
  background: color-mix(in srgb, currentColor 8%, transparent); }
.sl-weights .sl-weight b { display: block; height: 100%; border-radius: 2px; }
"""


def show_why(workspace: Workspace, found: LiveEnsemble) -> None:
    """Everything that is known about the answer of an ensemble.

    Args:
        workspace: the study.
        found: its answer.
    """
    st.markdown(f"**Why {found.label} answers so**")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        colours = model_colours(workspace.models())
        st.html(f"<style>{_STYLE}</style><div class='sl-because'>{_said(found)}{_weights(found, colours)}</div>")
    with right:
        _show_place(workspace, found)


def _said(found: LiveEnsemble) -> str:
    lines = []
    if found.map_id:
        where = "in no region: the <b>fallback</b> answers" if found.region_id == "fallback" else _in_region(found)
        lines.append(f"The reference lies {where}.")
    elif found.grounds is None and found.region and found.region != "everywhere":
        lines.append(f"The reference falls here: {escape(found.region)}.")
    chosen = f": <b>{escape(found.chosen)}</b>" if found.chosen and not found.map_id else ""
    lines.append(f"{'There answers' if found.map_id else 'Its rule:'} <b>{escape(found.rule)}</b>{chosen}.")
    if found.grounds is not None:
        counts = ""
        if found.grounds.n_references is not None:
            counts = f": {counts_text(found.grounds.n_triples or 0, found.grounds.n_references)}"
        lines.append(f"Weights stand on {escape(found.grounds.place)}<small>{escape(counts)}</small>.")
    if found.vote and found.votes:
        counted = ", ".join(f"{count:g} for {letter(place)}" for place, count in enumerate(found.votes))
        lines.append(f"Votes: <b>{counted}</b>.")
    if found.supported is False:
        lines.append(
            "<span class='sl-warn'>⚠ <b>Unsupported</b>: unlike all validation references</span> <small>What was "
            "learned or drawn here says little about such a picture.</small>"
        )
    elif found.supported is None and found.placement is not None:
        lines.append("<small>Whether there are validation references like it is not known.</small>")
    if found.placement is not None:
        lines.append(f"<small>{placement_text(found.placement, mapped=bool(found.map_id))}</small>")
    if found.in_sample:
        lines.append("<small>It has learned from the answers to this very reference: in-sample.</small>")
    return "".join(f"<p>{line}</p>" for line in lines)


def _in_region(found: LiveEnsemble) -> str:
    return f"in the region <b>{escape(found.region)}</b>"


def placement_text(placement: Placement, *, mapped: bool) -> str:
    """How a reference came to its place on the map, how far off such places are, and how far the nearest are.

    Args:
        placement: of the reference.
        mapped: there is a map; what looks at features without one displaces nothing.
    """
    said = {
        "fitted": "The map was laid out with it.",
        "placed": f"It was placed on the finished map; half of the references placed so are off by more than "
        f"{percent(placement.median)} of the map's radius (the dashed circle), one in ten by more than "
        f"{percent(placement.percentile_90)}.",
        "none": "It has no place on the map.",
    }[placement.kind]
    said = said if mapped else ""
    if placement.distance is None or placement.limit is None:
        return said
    return (
        f"{said} Mean distance to its five nearest validation references {placement.distance:.3g}; 99 of 100 of these "
        f"lie within {placement.limit:.3g}."
    ).strip()


def _weights(found: LiveEnsemble, colours: Mapping[str, str]) -> str:
    """The models that count, the heaviest first; how many do not."""
    counting = sorted((pair for pair in found.weights if pair[1] > 0), key=lambda pair: -pair[1])
    if not counting:
        return ""
    heaviest = counting[0][1]
    rows = []
    for model, weight in counting:
        colour = escape(colours.get(model, NO_DATA))
        value = "a vote" if found.vote else f"{100 * weight:.0f} %"
        rows.append(
            f"<i style='background:{colour}'></i><span>{escape(model)}</span><span class='sl-weight'>"
            f"<b style='width:{100 * weight / heaviest:.0f}%;background:{colour}'></b></span><span>{value}</span>"
        )
    idle = len(found.weights) - len(counting)
    none = f"<p><small>{idle} other member{'s' if idle > 1 else ''} without weight here.</small></p>" if idle else ""
    head = f"<p><small>{'Voters' if found.vote else 'Weights'}</small></p>"
    return f"{head}<div class='sl-weights'>{''.join(rows)}</div>{none}"


def _show_place(workspace: Workspace, found: LiveEnsemble) -> None:
    if found.place is None or not found.map_id:
        return
    reference_map = map_named(workspace, found.map_id)
    at = reference_map.fitted_coordinates
    radius = float(np.sqrt(np.square(at - at.mean(axis=0)).sum(axis=1).mean()))
    placed = found.placement is not None and found.placement.kind == "placed"
    error = found.placement.median * radius if placed and found.placement is not None else None
    dots = at if len(at) <= _MOST_DOTS else np.random.default_rng(0).permutation(at)[:_MOST_DOTS]
    description = f"The reference on the map {found.map_id}, in the region {found.region}"
    st.html(place_map_html(dots, _regions(workspace, found), found.place, error, description, dark=state.is_dark()))
    st.caption(f"On the map {found.map_id}" + (" · dashed: the placement error (median)" if error is not None else ""))


def _regions(workspace: Workspace, found: LiveEnsemble) -> tuple[Region, ...]:
    try:
        return open_design(workspace, found.subject.removeprefix("design:")).design.regions
    except SimLabError:  # deleted since it answered
        return ()
