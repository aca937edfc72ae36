"""What the browser may ask for, and what it is told."""

import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.canvas.picture_desk import MOST_WANTED, wanted_rows


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        ({"wanted": {"seq": 1, "rows": [4, 2, 4]}}, (4, 2)),
        ({"wanted": {"rows": list(range(1_000))}}, tuple(range(MOST_WANTED))),
        ({"wanted": {"rows": [True, 1.5, "3", None, 7]}}, (7,)),
        ({"wanted": {"rows": {"0": 1}}}, ()),
        ({"wanted": None}, ()),
        ("wanted", ()),
        (None, ()),
    ],
)
def test_what_is_asked_for(value: object, rows: tuple[int, ...]) -> None:
    assert wanted_rows(value) == rows


def page() -> None:
    import streamlit as st

    from simlab.dashboard.canvas.picture_desk import picture_desk

    painted = st.session_state.setdefault("painted", [])

    def paint(row: int) -> str:
        painted.append(row)
        return f"data:{row}"

    picture_desk("map", "desk", paint, {1, 2, 3})


def test_only_what_is_drawn_is_made() -> None:
    app = AppTest.from_function(page).run()
    assert app.session_state["painted"] == []
    app.session_state["map-picture-desk"] = {"wanted": {"seq": 1, "rows": [2, 9, 3]}}
    app.run()
    assert not app.exception
    assert app.session_state["painted"] == [2, 3]
