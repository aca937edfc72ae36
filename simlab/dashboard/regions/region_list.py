"""The regions in priority order: name, colour, rule, what they hold, how every model does there."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.map_view.nearness import neighbourhoods_of
from simlab.dashboard.opened import places_of
from simlab.dashboard.regions import editing
from simlab.dashboard.regions.rule_editor import show_rule
from simlab.ensembles import FALLBACK, Design, Region
from simlab.evaluation.wording import accuracy_text, counts_text, percent
from simlab.studies.design_session import DesignFigures, RegionFigures
from simlab.studies.named_designs import NamedDesign
from simlab.studies.region_faithfulness import FAITHFUL_SHARE, neighbour_shares
from simlab.workspace import Workspace

SMALL = 10
_ABOUT_NEIGHBOURS = (
    "**Neighbours inside**: of the ten validation references nearest to each member in the feature space, the share "
    "that falls in the region, too. Under 50 %, most of what its members are like lies elsewhere: the map has torn it "
    "apart, or the region is small. What is chosen there may not hold for images that look alike."
)
_COLOUR, _NAME, _FIGURES, _GAP = 44, 180, 320, 16  # pixels; with the rule, a row fits a page of 1,280


def show_regions(
    workspace: Workspace,
    named: NamedDesign,
    figures: DesignFigures,
    models: tuple[str, ...],
    members: tuple[str, ...],
) -> None:
    """One row a region, the fallback last; every change is saved at once.

    Rows are horizontal containers, not columns: each column would be one more message to the browser at every edit.
    """
    st.caption(
        "Regions, the first in priority on top: a reference belongs to the first region that contains it.",
        help=_ABOUT_NEIGHBOURS,
    )
    inside = _neighbours_inside(workspace, named.design)
    for number, region in enumerate(named.design.regions):
        with _row(region.id):
            _show_identity(workspace, named.name, region)
            show_rule(workspace, named.name, region.id, region.name, region.rule, models, members)
            _show_figures(figures.regions[number], inside[number])
            _show_buttons(workspace, named, region, number)
    with _row(FALLBACK):
        st.markdown("**everything else** (fallback)", width=_COLOUR + _NAME + _GAP)
        show_rule(workspace, named.name, FALLBACK, FALLBACK, named.design.fallback, models, members)
        _show_figures(figures.regions[-1])
    details = st.expander("Every model in every region", on_change="rerun", key=state.key("regions", "details"))
    if details.open:
        details.dataframe(model_table(figures, inside), hide_index=True)
        details.caption(
            "Accuracy with its 95 % interval over the region's references; n counts triples, human ties too."
        )


def model_table(figures: DesignFigures, inside: Sequence[float]) -> pd.DataFrame:
    """Regions as rows, models as columns, accuracies with intervals as text.

    Args:
        figures: of the design.
        inside: for each region the share of neighbours inside, without the fallback; NaN is unknown.
    """
    rows = []
    for region, share in zip(figures.regions, [*inside, np.nan], strict=True):
        cells = {model: accuracy_text(estimate) for model, estimate in region.models.items()}
        counts = {"references": region.n_references, "n": region.n_triples, "neighbours inside": percent(share)}
        rows.append({"region": region.name, **counts, **cells})
    return pd.DataFrame(rows)


def _neighbours_inside(workspace: Workspace, design: Design) -> list[float]:
    """For each region the share of its members' neighbours in the feature space that are members too, or NaN."""
    neighbourhoods = neighbourhoods_of(workspace, design.map_id)
    if neighbourhoods is None:
        return [np.nan] * len(design.regions)
    return list(neighbour_shares(design, places_of(workspace, design.map_id), neighbourhoods))


def _row(region_id: str) -> st.delta_generator.DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="center", key=f"region-row-{region_id}")


def _show_identity(workspace: Workspace, design_name: str, region: Region) -> None:
    colour_key, name_key = state.key("regions", f"colour-{region.id}"), state.key("regions", f"name-{region.id}")
    st.session_state[colour_key], st.session_state[name_key] = region.color, region.name

    def recolour() -> None:
        colour = st.session_state[colour_key]
        _change(workspace, design_name, region, lambda r: replace(r, color=colour), f"recoloured {region.name}")

    def rename() -> None:
        name = st.session_state[name_key].strip()
        _change(workspace, design_name, region, lambda r: replace(r, name=name), f"renamed {region.name} to {name}")

    st.color_picker("Colour", key=colour_key, on_change=recolour, label_visibility="collapsed", width=_COLOUR)
    st.text_input(
        f"Name of {region.name}",
        key=name_key,
        on_change=rename,
        label_visibility="collapsed",
        max_chars=80,
        width=_NAME,
    )


def _show_figures(figures: RegionFigures, inside: float = np.nan) -> None:
    counts = counts_text(figures.n_triples, figures.n_references)
    chosen = f" · chooses {figures.chosen}" if figures.chosen else ""
    if not figures.n_triples:
        said = "no triples here"
    elif figures.n_references < SMALL:
        said = f"**{percent(figures.accuracy.value)}** :orange[:small[few references: any choice is a guess]]"
    else:
        value, _, interval = accuracy_text(figures.accuracy).partition(" [")
        said = f"**{value}**" + (f" [{interval}" if interval else "")
    lines = [said, f":small[:gray[{counts}{chosen}]]"]
    if inside < FAITHFUL_SHARE:
        lines.append(f":small[:orange[⚠ {percent(inside)} of neighbours inside: most lie elsewhere]]")
    elif not np.isnan(inside):
        lines.append(f":small[:gray[{percent(inside)} of neighbours inside]]")
    st.markdown("  \n".join(lines), width=_FIGURES)


def _show_buttons(
    workspace: Workspace,
    named: NamedDesign,
    region: Region,
    number: int,
) -> None:
    last = len(named.design.regions) - 1
    actions: list[tuple[str, str, bool, Callable[[Design], Design], str]] = [
        ("up", ":material/arrow_upward:", number == 0, lambda d: d.moved(region.id, -1), f"raised {region.name}"),
        (
            "down",
            ":material/arrow_downward:",
            number == last,
            lambda d: d.moved(region.id, 1),
            f"lowered {region.name}",
        ),
        ("delete", ":material/delete:", False, lambda d: d.without(region.id), f"deleted {region.name}"),
    ]
    for name, icon, disabled, change, action in actions:
        st.button(
            "",
            icon=icon,
            disabled=disabled,
            key=state.key("regions", f"{name}-{region.id}"),
            on_click=editing.edit,
            args=(workspace, named.name, change, action),
            help=action.split(" ")[0].replace("raised", "higher priority").replace("lowered", "lower priority"),
        )


def _change(
    workspace: Workspace, design_name: str, region: Region, change: Callable[[Region], Region], action: str
) -> None:
    editing.edit(workspace, design_name, lambda design: design.changed(region.id, change), action)
