"""The hierarchy that a proxy model learned: classes under groups, coloured by the folders that they lie in."""

from html import escape

import plotly.graph_objects as go

from simlab.figures.colours import CATEGORIES, UNDECIDED
from simlab.training.proxies.hierarchy_file import ProxyHierarchy

_ROW, _AROUND = 22, 60
ALL = "all classes"


def proxy_hierarchy(hierarchy: ProxyHierarchy) -> go.Figure:
    """Boxes in columns: all classes, the groups from the top level down, the classes.

    A class has the colour of its folder, so that a group of one colour is one that the folders have too; groups are
    grey. Where folders are more than there are colours, these come again, and the text on hover tells them apart. A
    box's `customdata` is ["class", its label path] or ["group", "LEVEL/NUMBER"], for a page that shows example pictures
    of what is clicked on.

    Args:
        hierarchy: with or without levels; without, classes lie beside each other.
    """
    ids, labels, parents, colours, notes, data = (
        ["root"],
        [ALL],
        [""],
        [UNDECIDED],
        [_counted(hierarchy)],
        [["all", ""]],
    )
    tops = len(hierarchy.levels)
    for level in reversed(range(tops)):
        groups = hierarchy.levels[level]
        of_class = hierarchy.group_of(level)
        for number, name in enumerate(groups.names):
            above = "root" if level + 1 == tops else f"{level + 1}/{hierarchy.levels[level + 1].parents[number]}"
            held = [path for path, group in zip(hierarchy.classes, of_class, strict=True) if group == number]
            ids.append(f"{level}/{number}")
            labels.append(escape(name))
            parents.append(above)
            colours.append(UNDECIDED)
            notes.append(f"{len(held)} classes: {escape(', '.join(held))}")
            data.append(["group", f"{level}/{number}"])
    colour_of = _folder_colours(hierarchy)
    for number, path in enumerate(hierarchy.classes):
        folder, _, own = path.rpartition("/")
        ids.append(f"class/{number}")
        labels.append(escape(own))
        parents.append(f"0/{hierarchy.levels[0].parents[number]}" if tops else "root")
        colours.append(colour_of[folder])
        close = f"<br>similarity to its group: {hierarchy.levels[0].closeness[number]:.2f}" if tops else ""
        notes.append(f"folder: {escape(folder) or 'none'}{close}")
        data.append(["class", path])
    figure = go.Figure(
        go.Icicle(
            ids=ids,
            labels=labels,
            parents=parents,
            values=[0 if key[0] != "class" else 1 for key in data],
            branchvalues="remainder",
            sort=False,
            marker={"colors": colours, "line": {"width": 1}},
            customdata=data,
            hovertext=notes,
            hovertemplate="<b>%{label}</b><br>%{hovertext}<extra></extra>",
            textposition="middle left",
            tiling={"orientation": "h"},
            pathbar={"visible": False},
        )
    )
    figure.update_layout(
        height=_ROW * len(hierarchy.classes) + _AROUND,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        hoverlabel={"align": "left"},
    )
    return figure


def _counted(hierarchy: ProxyHierarchy) -> str:
    levels = ", ".join(f"{len(groups.names)} groups" for groups in reversed(hierarchy.levels)) or "no groups"
    return f"{len(hierarchy.classes)} classes, {levels}"


def _folder_colours(hierarchy: ProxyHierarchy) -> dict[str, str]:
    folders = sorted({path.rpartition("/")[0] for path in hierarchy.classes})
    return {folder: CATEGORIES[number % len(CATEGORIES)] for number, folder in enumerate(folders)}
