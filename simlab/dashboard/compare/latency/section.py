"""The tab Latency: charts and table of what was measured on this machine, and the forms to measure more."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.chart_files import kept_chart
from simlab.dashboard.compare.latency.forms import MEASURE, offered_encoders, show_measure_form
from simlab.dashboard.compare.latency.half_precision import show_half_precision
from simlab.dashboard.compare.latency.marks import cost_table, latency_table, query_marks, row_colours, speed_lines
from simlab.dashboard.guard import guarded
from simlab.errors import first_few
from simlab.figures.latency_chart import query_chart, speed_chart
from simlab.studies.latency.measured_models import LatencyRow, latency_rows
from simlab.studies.latency.query_cost import QueryCost, query_costs
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace

_QUERY, _SPEED, _TABLE = _VIEWS = ("One query", "Images per second", "Table")
_MILLISECONDS = st.column_config.NumberColumn(format="%.3g ms")
_ABOUT_QUERY = (
    "A query is three decoded pictures, from pixels to vectors, one model after the other, warm. *Prepare* scales and "
    "crops them on the processor (the small stroke), *embed* is the network on the device. Lines reach to p95. Open "
    "marks are half precision. Purple: ensembles, the sum of their models' medians."
)


@st.fragment
def show_latency(workspace: Workspace, split: Part) -> None:
    """What was measured on this machine, what one query costs, and what half precision does to answers."""
    with guarded():
        rows = latency_rows(workspace)
        _show_heading(workspace, rows)
        if rows:
            _show_measured(workspace, rows)
        else:
            st.info(
                "Nothing has been measured on this machine yet. Press *Measure* above: all models take a few minutes, "
                "in the background, and the figures appear here.",
                icon=":material/timer:",
            )
        st.divider()
        show_half_precision(workspace, split, {row.measured.spec: row.label for row in rows})


def _show_heading(workspace: Workspace, rows: Sequence[LatencyRow]) -> None:
    from simlab.encoders.measurements.machine import this_machine

    machine = this_machine()
    with st.container(horizontal=True, vertical_alignment="center"):
        processors = f"{machine.n_processors} processor{'s' * (machine.n_processors > 1)}"
        st.markdown(f"**This machine**: {machine.name} · {machine.processor} · {processors} · {machine.system}")
        with st.popover(
            "Measure",
            type="secondary" if rows else "primary",
            icon=":material/timer:",
            on_change="rerun",
            key=MEASURE,
        ):
            offered = offered_encoders(workspace)
            if offered:
                show_measure_form(workspace, offered)
            else:
                st.caption(
                    "No encoder is known: the vectors of all models were imported, and no preset's weights are here."
                )


def _show_measured(workspace: Workspace, rows: Sequence[LatencyRow]) -> None:
    from simlab.encoders.measurements.measurement import BUSY

    costs = query_costs(workspace, rows)
    colours = row_colours(workspace, rows)
    view = st.segmented_control(
        "View",
        _VIEWS,
        default=_QUERY,
        required=True,
        label_visibility="collapsed",
        key=state.key("compare", "latency-view"),
        persist_state="session",
    )
    busy = dict.fromkeys(row.label for row in rows if row.measured.busy >= BUSY)
    if busy:
        st.warning(
            f"The machine was busy with other work when {len(busy)} of these began ({first_few(busy)}): such times are "
            "too long. Measure again when it is idle.",
            icon=":material/hourglass:",
        )
    devices = dict.fromkeys((row.measured.device, row.measured.device_name) for row in rows)
    subject = "; ".join(f"{device}: {name}" for device, name in devices)
    if view == _QUERY:
        _show_chart(query_chart(query_marks(rows, costs, colours), subject), "query", rows)
        st.caption(_ABOUT_QUERY)
        _show_costs(costs)
    elif view == _SPEED:
        lines = speed_lines(rows, colours)
        if lines:
            _show_chart(speed_chart(lines, subject), "speed", rows)
            st.caption(
                "The network alone, on prepared pictures; broken lines are half precision. How many one process "
                "prepares is in the table. Sizes end where a batch would take too long, or memory did not suffice."
            )
        else:
            st.info("Encoders without weights are done when a picture is prepared.", icon=":material/info:")
    else:
        _show_table(rows)
    pictures = "; ".join(dict.fromkeys(row.measured.pictures for row in rows))
    newest = max((row.measured for row in rows), key=lambda found: found.measured)
    versions = " · ".join(f"{name} {version}" for name, version in newest.versions.items())
    st.caption(f"Measured on {pictures}. The newest with {versions}. What other machines took is not shown here.")


def _show_costs(costs: Sequence[QueryCost]) -> None:
    if not costs:
        return
    st.markdown(
        "##### What one query costs",
        help="Sums of the medians of all models that are asked, one after the other, each with its own preparing. "
        "“+ name” describes the reference, for credibility maps, gates and designs on its map. Encoders without "
        "weights compute on the processor.",
    )
    st.dataframe(
        cost_table(costs),
        hide_index=True,
        placeholder="–",
        column_config={
            "Asked": st.column_config.TextColumn(width=330),
            "One query": _MILLISECONDS,
            "Prepare": st.column_config.NumberColumn("of it preparing", format="%.3g ms"),
            "Memory": st.column_config.TextColumn(help="Weights of all these models, loaded together."),
        },
        key=state.key("compare", "latency-costs"),
    )


def _show_table(rows: Sequence[LatencyRow]) -> None:
    st.dataframe(
        latency_table(rows),
        hide_index=True,
        placeholder="–",
        column_config={
            "p50": st.column_config.NumberColumn(format="%.3g ms", help="Median of one query of three pictures, warm."),
            "p95": st.column_config.NumberColumn(format="%.3g ms", help="95 % of the queries took no longer."),
            "Prepare": _MILLISECONDS,
            "Embed": _MILLISECONDS,
            "First": st.column_config.NumberColumn(
                format="%.3g ms", help="The very first query after loading, with all that happens only once."
            ),
            "Prepared/s": st.column_config.NumberColumn(format="%.3g", help="Pictures that one process prepares."),
            "Embedded/s": st.column_config.NumberColumn(
                format="%.3g", help="Prepared pictures, at the best batch size."
            ),
            "Batch": st.column_config.NumberColumn(help="That batch size."),
            "Memory": st.column_config.TextColumn(help="Of the weights."),
            "Busy": st.column_config.NumberColumn(
                format="%.0f %%", help="Share of the processors that was busy with other work just before."
            ),
        },
        key=state.key("compare", "latency-table"),
    )


def _show_chart(figure: go.Figure, name: str, rows: Sequence[LatencyRow]) -> None:
    kept_chart(
        figure,
        state.key("compare", f"figure-latency-{name}"),
        lambda: pd.json_normalize([row.to_json() for row in rows], sep="_"),
        picture=f"simlab-latency-{name}",
        csv="simlab-latency",
        about_csv="All that was measured on this machine, times in seconds, nothing rounded.",
    )
