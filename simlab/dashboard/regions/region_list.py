"""The regions in priority order: name, colour, rule, what they hold, how every model does there."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.regions import editing
from simlab.dashboard.regions.rule_editor import show_rule
from simlab.ensembles import FALLBACK, Design, Region
from simlab.evaluation.wording import accuracy_text, percent
from simlab.studies.design_session import DesignFigures, RegionFigures
from simlab.studies.named_designs import NamedDesign
from simlab.workspace import Workspace

SMALL = 10
_WIDTHS = [0.5, 2.4, 2.6, 1.7, 3.0, 0.6, 0.6, 0.6]


def show_regions(
    workspace: Workspace,
    named: NamedDesign,
    figures: DesignFigures,
    models: tuple[str, ...],
    members: tuple[str, ...],
) -> None:
    """One row a region, the fallback last; every change is saved at once."""
    headers = ["", "Region, first in priority", "Rule", "Holds", "Ensemble there", "", "", ""]
    for column, header in zip(st.columns(_WIDTHS), headers, strict=True):
        column.caption(header)
    for number, region in enumerate(named.design.regions):
        row = st.columns(_WIDTHS, vertical_alignment="center")
        _show_identity(workspace, named.name, region, row)
        with row[2]:
            show_rule(workspace, named.name, region.id, region.name, region.rule, models, members)
        _show_figures(figures.regions[number], row)
        _show_buttons(workspace, named, region, number, row)
    row = st.columns(_WIDTHS, vertical_alignment="center")
    row[1].markdown("**everything else** (fallback)")
    with row[2]:
        show_rule(workspace, named.name, FALLBACK, FALLBACK, named.design.fallback, models, members)
    _show_figures(figures.regions[-1], row)
    with st.expander("Every model in every region"):
        st.dataframe(model_table(figures), hide_index=True)
        st.caption("Accuracy with its 95 % interval over the region's references; n counts triples, human ties too.")


def model_table(figures: DesignFigures) -> pd.DataFrame:
    """Regions as rows, models as columns, accuracies with intervals as text."""
    rows = []
    for region in figures.regions:
        cells = {model: accuracy_text(estimate) for model, estimate in region.models.items()}
        rows.append({"region": region.name, "references": region.n_references, "n": region.n_triples, **cells})
    return pd.DataFrame(rows)


def _show_identity(
    workspace: Workspace, design_name: str, region: Region, row: list[st.delta_generator.DeltaGenerator]
) -> None:
    colour_key, name_key = state.key("regions", f"colour-{region.id}"), state.key("regions", f"name-{region.id}")
    st.session_state[colour_key], st.session_state[name_key] = region.color, region.name

    def recolour() -> None:
        colour = st.session_state[colour_key]
        _change(workspace, design_name, region, lambda r: replace(r, color=colour), f"recoloured {region.name}")

    def rename() -> None:
        name = st.session_state[name_key].strip()
        _change(workspace, design_name, region, lambda r: replace(r, name=name), f"renamed {region.name} to {name}")

    row[0].color_picker("Colour", key=colour_key, on_change=recolour, label_visibility="collapsed")
    row[1].text_input("Name", key=name_key, on_change=rename, label_visibility="collapsed", max_chars=80)


def _show_figures(figures: RegionFigures, row: list[st.delta_generator.DeltaGenerator]) -> None:
    row[3].markdown(f"{figures.n_references:,} refs  \n{figures.n_triples:,} triples")
    if not figures.n_triples:
        row[4].caption("no triples here")
        return
    chosen = f"  \nchooses {figures.chosen}" if figures.chosen else ""
    if figures.n_references < SMALL:
        row[4].markdown(
            f"{percent(figures.accuracy.value)}{chosen}  \n:orange[:small[few references: any choice is a guess]]"
        )
        return
    row[4].markdown(accuracy_text(figures.accuracy) + chosen)


def _show_buttons(
    workspace: Workspace,
    named: NamedDesign,
    region: Region,
    number: int,
    row: list[st.delta_generator.DeltaGenerator],
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
    for column, (name, icon, disabled, change, action) in zip(row[5:], actions, strict=True):
        column.button(
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
