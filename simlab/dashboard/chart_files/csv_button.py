"""A button that makes a table when it is pressed, and hands it over as CSV."""

from collections.abc import Callable

import pandas as pd
import streamlit as st


def csv_button(label: str, made: Callable[[], pd.DataFrame], name: str, *, key: str, help: str) -> None:
    """The button; nothing is computed or sent before it is pressed.

    Args:
        label: on it.
        made: makes the table, in a thread of its own: without the session, and without widgets.
        name: of the file, without its ending.
        key: of the widget.
        help: what the table holds.
    """
    st.download_button(
        label,
        lambda: made().to_csv(index=False),
        f"{name}.csv",
        "text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key=key,
        help=help,
    )
