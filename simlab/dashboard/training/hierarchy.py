"""The hierarchy that a proxy run has learned, with pictures of the classes of one group."""

from collections.abc import Sequence
from functools import partial
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.chart_files import kept_chart
from simlab.dashboard.picture_tile import TILE_STYLE, picture_of, tile_html
from simlab.figures.proxy_hierarchy import proxy_hierarchy
from simlab.training.proxies.hierarchy_file import ProxyHierarchy, read_hierarchy
from simlab.training.runs import Run
from simlab.workspace import Workspace

_EXAMPLES, _MOST_CLASSES = 4, 24
_STYLE = """
.sl-classes { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 12px; font-size: 13px; }
.sl-classes .row { display: grid; grid-template-columns: repeat(4, 1fr); gap: 3px; margin-top: 3px; }
"""


def show_hierarchy(workspace: Workspace, run: Run) -> None:
    """Nothing for a run without one."""
    found = read_hierarchy(run.folder)
    if found is None:
        return
    st.markdown("**The hierarchy of its classes**")
    made = "were made by clustering the classes' proxies" if found.kind == "clusters" else "are folders"
    st.caption(f"A class has the colour of its folder. Groups are grey, and {made}.")
    kept_chart(
        proxy_hierarchy(found),
        state.key("training", f"hierarchy-{run.name}"),
        partial(hierarchy_table, found),
        picture=f"simlab-{run.name}-hierarchy",
        csv=f"simlab-{run.name}-hierarchy",
        about_csv="Every class with its group on each level.",
    )
    classes = _choose_group(found, run)
    st.html(f"<style>{TILE_STYLE}{_STYLE}</style>{_classes_html(workspace, classes[:_MOST_CLASSES])}")
    if len(classes) > _MOST_CLASSES:
        st.caption(f"{_MOST_CLASSES} of {len(classes):,} classes are shown.")


def hierarchy_table(found: ProxyHierarchy) -> pd.DataFrame:
    """One line a class: its group on every level, from the one above the classes upwards."""
    table = pd.DataFrame({"class": found.classes})
    for level, groups in enumerate(found.levels):
        table[f"group on level {level + 1}"] = [f"{n + 1}: {groups.names[n]}" for n in found.group_of(level)]
    return table


def example_rows(workspace: Workspace, label: str) -> list[int]:
    """Image rows of the first pictures of a class in the training split."""
    images = workspace.images
    of_class = ((images["label"] == label) & (images["split"] == "train")).fillna(False).to_numpy(dtype=bool)
    return [int(row) for row in np.flatnonzero(of_class & workspace.has_picture)[:_EXAMPLES]]


def _choose_group(found: ProxyHierarchy, run: Run) -> list[str]:
    """The classes of a group that is picked; all where there are no groups."""
    if not found.levels:
        return list(found.classes)
    groups = found.levels[0]
    number = st.selectbox(
        "Pictures of the group",
        range(len(groups.names)),
        format_func=lambda one: f"{one + 1}: {groups.names[one]}",
        key=state.key("training", f"group-{run.name}"),
    )
    return [name for name, group in zip(found.classes, groups.parents, strict=True) if group == number]


def _classes_html(workspace: Workspace, classes: Sequence[str]) -> str:
    cells = []
    for label in classes:
        tiles = "".join(tile_html(picture_of(workspace, row)) for row in example_rows(workspace, label))
        cells.append(f'<div>{escape(label)}<div class="row">{tiles}</div></div>')
    return f'<div class="sl-classes">{"".join(cells)}</div>'
