"""The component in a Streamlit script, without a browser: events are put where the browser puts them."""

from streamlit.testing.v1 import AppTest

EVENT = {"nonce": "1-2", "kind": "region", "panel": 0, "points": [[0, 0], [1, 0], [0, 1]], "tool": "box"}


def page():
    import numpy as np
    import streamlit as st

    from simlab.dashboard.canvas import CanvasPoints, CanvasSpec, ColorScale, Panel, canvas, take_event

    count = 5
    x = np.arange(count, dtype=float)
    points = CanvasPoints(np.arange(count, dtype=np.int32), x, x, ("a",) * count)
    scale = ColorScale(((0.0, "#000000"), (1.0, "#ffffff")), 0.0, 1.0)
    early = take_event("map") if st.session_state.get("early") else None
    late = canvas(CanvasSpec(points, (Panel("", np.zeros(count, np.float32), scale),)), key="map")
    st.session_state["early_event"], st.session_state["late_event"] = early, late


def run(early, event=None, state=None):
    app = state or AppTest.from_function(page)
    app.session_state["early"] = early
    if event is not None:
        app.session_state["map"] = {"event": event}
    app.run()
    assert not app.exception
    return app


def test_nothing_has_happened_on_a_fresh_canvas():
    app = run(early=True)
    assert app.session_state["early_event"] is None
    assert app.session_state["late_event"] is None


def test_an_event_can_be_taken_before_the_canvas_is_drawn_and_then_is_not_returned_again():
    app = run(early=True, event={**EVENT, "seq": 1})
    assert app.session_state["early_event"].tool == "box"
    assert app.session_state["late_event"] is None


def test_the_canvas_returns_an_event_once():
    app = run(early=False, event={**EVENT, "seq": 1})
    assert app.session_state["late_event"].kind == "region"
    app.run()
    assert app.session_state["late_event"] is None
