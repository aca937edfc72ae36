"""The tab Top-N: how many queries find a right answer among their N nearest, as curves or in numbers."""

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.chart_files import csv_button, kept_chart
from simlab.dashboard.guard import guarded
from simlab.dashboard.retrieval.figure_table import FigureCell, FigureLine, figure_table_html
from simlab.dashboard.retrieval.ranked import show_compared
from simlab.dashboard.retrieval.row_choice import KIND_NAMES, SINGLE, row_colours
from simlab.figures.top_n_curves import TopNLine, top_n_curves
from simlab.studies.retrieval import MatchedRow, Matching, RetrievalRow
from simlab.studies.retrieval.matching_result import SHOWN
from simlab.workspace import Workspace

_VIEW, _AGAINST = state.key("retrieval", "view"), state.key("retrieval", "against")
_CURVES, _TABLE, _CLASSES = "Curves", "Table", "Class figures"
_MOST_BANDS = 6
_PLOT_HEIGHT = 340
"""Pixels with the title, so that a chart of a few rows and its legend are seen at once at 1280 × 800."""
_ABOUT_TABLE = (
    "Below each share its difference to the row compared with, in percentage points on the same queries with 95 % "
    "interval: ▲ better or ▼ worse after Holm's correction for the rows compared, ≈ not distinguishable."
)
_CLASS_NAMES = {"map_at_r": "MAP@R", "r_precision": "R-precision"}
_CLASS_MEANINGS = {
    "map_at_r": "With R other pictures of the class: mean over the first R places of the precision there, where right",
    "r_precision": "Share of the first R that are of the class, R being how many others it has",
}


@st.fragment
def show_curves(workspace: Workspace, rows: tuple[RetrievalRow, ...], found: Matching) -> None:
    """Curves, or a table with differences to a row; of classes also Recall@K, MAP@R and R-precision.

    Args:
        workspace: the study.
        rows: that rank.
        found: their ranking.
    """
    with guarded():
        if found.scored:
            _show(workspace, rows, found)
        _show_notes(found)


def _show(workspace: Workspace, rows: tuple[RetrievalRow, ...], found: Matching) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        views = [_CURVES, _TABLE, *([_CLASSES] if found.task.kind == "classes" else [])]
        if st.session_state.get(_VIEW) not in views:
            st.session_state[_VIEW] = _CURVES
        view = st.segmented_control(
            "Show as", views, required=True, key=_VIEW, persist_state="session", label_visibility="collapsed"
        )
        against = _choose_compared(found) if view == _TABLE else ""
    if view == _CURVES:
        _show_chart(workspace, rows, found)
    elif view == _CLASSES:
        _show_classes(workspace, rows, found)
    else:
        _show_table(workspace, rows, found, against)


def _choose_compared(found: Matching) -> str:
    labels = {one.row.key: one.row.label for one in found.scored}
    if st.session_state.get(_AGAINST) not in labels:
        single = [one for one in found.scored if one.row.kind in SINGLE] or list(found.scored)
        st.session_state[_AGAINST] = max(single, key=lambda one: one.curve[0].value).row.key
    return str(
        st.selectbox(
            "Compare with",
            list(labels),
            format_func=labels.__getitem__,
            width=260,
            key=_AGAINST,
            persist_state="session",
            help="Every row's difference is taken to this one, on the same queries.",
        )
    )


def _show_chart(workspace: Workspace, rows: tuple[RetrievalRow, ...], found: Matching) -> None:
    colours = row_colours(workspace, rows)
    best = sorted(found.scored, key=lambda one: one.curve[0].value, reverse=True)
    banded = {one.row.key for one in (best if len(best) <= _MOST_BANDS else best[:2])}
    lines = [
        TopNLine(one.row.key, one.row.label, colours[one.row.key], one.curve, one.row.key not in banded)
        for one in found.scored
    ]
    marks = [", revealed"] * (found.task.split == "test") + [", SYNTHETIC"] * found.synthetic
    name = f"{workspace.path.name}-{found.task.split}-{found.task.name}-top-n"
    figure = top_n_curves(
        lines,
        f"{workspace.manifest.name}, {found.task.name}, {found.task.split} split{''.join(marks)}",
        gallery=len(found.gallery) if found.task.kind == "pairs" else None,
        dark=state.is_dark(),
    )
    figure.update_layout(height=_PLOT_HEIGHT + figure.layout.margin.b)
    kept_chart(
        figure,
        state.key("retrieval", "curves"),
        found.table,
        picture=name,
        csv=name,
        about_csv="Top-N accuracy of every row for N = 1 … 15 with its interval, nothing rounded.",
    )
    if len(best) > len(banded):
        st.caption("Bands are 95 % intervals, of the two best rows; the table has those of all rows.")
    else:
        st.caption("Bands are 95 % intervals.")


def _show_table(workspace: Workspace, rows: tuple[RetrievalRow, ...], found: Matching, against: str) -> None:
    compared = show_compared(workspace, found.task, rows, found, against)
    shown = found if compared is None else compared
    colours = row_colours(workspace, rows)
    lines = [
        FigureLine(one.row.label, colours[one.row.key], tuple(_cell(one, n) for n in SHOWN), _kind_text(one))
        for one in sorted(shown.scored, key=lambda one: one.curve[0].value, reverse=True)
    ]
    columns = [(f"top-{n}", f"Share of queries with a right answer among their {n} nearest") for n in SHOWN]
    st.html(figure_table_html(columns, lines, found.row(against).row.label))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_ABOUT_TABLE)
        csv_button(
            "CSV",
            shown.table,
            f"{workspace.path.name}-{found.task.split}-{found.task.name}-top-n",
            key=state.key("retrieval", "table-csv"),
            help="Every row at N = 1 … 15 with differences and p-values, nothing rounded.",
        )


def _cell(one: MatchedRow, n: int) -> FigureCell:
    if one.differences is None:
        return FigureCell(one.curve[n - 1])
    return FigureCell(one.curve[n - 1], one.differences[n - 1], one.corrected_p[n - 1])


def _kind_text(one: MatchedRow) -> str:
    return f"{KIND_NAMES[one.row.kind]}, median place {one.median_rank:g}"


def _show_classes(workspace: Workspace, rows: tuple[RetrievalRow, ...], found: Matching) -> None:
    names = list(found.scored[0].class_figures)
    colours = row_colours(workspace, rows)
    lines = [
        FigureLine(
            one.row.label,
            colours[one.row.key],
            tuple(FigureCell(one.class_figures[name]) for name in names),
            KIND_NAMES[one.row.kind],
        )
        for one in sorted(found.scored, key=lambda one: one.class_figures[names[0]].value, reverse=True)
    ]
    st.html(figure_table_html([_class_column(name) for name in names], lines, ""))
    st.caption("Every picture asks for the others of its class; 95 % intervals over classes.")


def _class_column(name: str) -> tuple[str, str]:
    k = name.removeprefix("recall_at_")
    return _CLASS_NAMES.get(name, f"Recall@{k}"), _CLASS_MEANINGS.get(
        name, f"Share of pictures with another of their class among the {k} nearest"
    )


def _show_notes(found: Matching) -> None:
    st.caption(
        f"{len(found.queries):,} queries, a gallery of {len(found.gallery):,}, the same for every row · "
        f"{found.n_missing_queries:,} queries and {found.n_missing_gallery:,} pictures left out that some row has no "
        "vector of"
    )
    without = [one for one in found.rows if one.problem]
    if without:
        with st.expander(f"{len(without)} row{'' if len(without) == 1 else 's'} without a figure"):
            for one in without:
                st.markdown(f"**{one.row.label}**: {one.problem}")
