"""Two states of a design held against each other: both maps, what differs by region, and what both are worth."""

import numpy as np
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.opened import places_of, triples_of
from simlab.ensembles import Design
from simlab.evaluation.wording import accuracy_text, counts_text, difference_text, percent
from simlab.figures.colours import NO_DATA
from simlab.figures.design_map import MapRegion, design_map
from simlab.studies.designs.named import NamedDesign
from simlab.studies.designs.version_comparison import VersionComparison, compare_versions
from simlab.studies.designs.versions import DesignVersion, list_versions
from simlab.workspace import Workspace

_NOW = "as it is now"


def show_comparison(workspace: Workspace, named: NamedDesign) -> None:
    """The choice of two, and what becomes of the first in the second."""
    versions = {version.name: version for version in list_versions(workspace, named.name)}
    if not versions:
        st.info(
            "Save a version first (Versions); then it can be held against the design as it is.",
            icon=":material/bookmark:",
        )
        return
    names = list(reversed(versions))
    with st.container(horizontal=True):
        first = st.selectbox("From version", names, key=state.key("history", "first"), width=220)
        second = st.selectbox("To", [_NOW, *names], key=state.key("history", "second"), width=220)
    found = compare_versions(workspace, named.name, first, None if second == _NOW else second)
    _show_figures(found)
    _show_maps(workspace, versions, named, first, second)
    _show_regions(found)


def _show_figures(found: VersionComparison) -> None:
    left, right, change = st.columns(3)
    for column, side in ((left, found.first), (right, found.second)):
        label = _NOW if side.label == "current" else side.label
        column.markdown(f"**{label}**  \n{accuracy_text(side.estimate)}")
        column.caption(f"validation, {side.basis}")
    change.markdown(f"**Difference**  \n{difference_text(found.difference)}")
    change.caption(
        f"paired by triple, {counts_text(found.difference.n_triples, found.difference.n_references)} · "
        f"{found.n_ties:,} human ties left out"
    )
    st.caption(
        f"{found.n_moved:,} of {found.n_references:,} references ({percent(found.n_moved / found.n_references)}) "
        "change region or fallback."
    )


def _show_maps(
    workspace: Workspace, versions: dict[str, DesignVersion], named: NamedDesign, first: str, second: str
) -> None:
    places = places_of(workspace, named.design.map_id)
    references = np.unique(triples_of(workspace, "validation")["reference"].to_numpy(np.int32))
    coordinates = places.coordinates(references)
    designs = (versions[first].design, named.design if second == _NOW else versions[second].design)
    for column, label, design in zip(st.columns(2), (first, second), designs, strict=True):
        column.image(
            design_map(coordinates, [NO_DATA] * len(references), _outlines(design), f"Regions of {label}"),
            caption=f"{label}: {len(design.regions)} region{'s' * (len(design.regions) != 1)}",
            width="stretch",
        )


def _outlines(design: Design) -> list[MapRegion]:
    return [
        MapRegion(number, region.name, region.points, region.color)
        for number, region in enumerate(design.regions, start=1)
    ]


def _show_regions(found: VersionComparison) -> None:
    st.dataframe(
        [
            {
                "region": region.name,
                "changed": ", ".join(region.changes) or "–",
                "rule": " → ".join(
                    dict.fromkeys(rule.text for rule in (region.rule_before, region.rule_after) if rule)
                ),
                "references": f"{region.n_before:,} → {region.n_after:,}",
                "joined": region.n_joined,
                "left": region.n_left,
            }
            for region in found.regions
        ],
        hide_index=True,
        height=min(38 + 35 * len(found.regions), 250),
    )
