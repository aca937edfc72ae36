"""Buttons that save a Plotly chart of the page as PNG or SVG, in the browser."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from simlab.dashboard.component.modules import loader_text

_WIDTH = 110


def picture_buttons(chart: str) -> None:
    """The buttons for the chart of that key; its file name is the one of its Plotly configuration."""
    with st.container(width=_WIDTH):
        _component()(key=f"{chart}-pictures", data={"chart": f"st-key-{_class_of(chart)}"})


def _class_of(key: str) -> str:
    """A key as Streamlit writes it in the class of an element."""
    return re.sub(r"[^a-zA-Z0-9_-]", "-", key)


@cache
def _component() -> Any:
    folder = files("simlab.dashboard.chart_files")
    return st.components.v2.component(
        "simlab_chart_pictures",
        js=loader_text(folder, "pictures"),
        css=folder.joinpath("pictures.css").read_text(encoding="utf-8"),
        isolate_styles=False,
    )
