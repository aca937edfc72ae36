"""What goes wrong on a page is a message in the words of the command line, and never a traceback."""

import logging

import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.guard import guarded


def page(kind: str) -> None:
    import streamlit as st

    from simlab.dashboard.guard import guarded
    from simlab.errors import WorkspaceError

    with guarded():
        st.text("before")
        if kind == "refused":
            raise WorkspaceError("The manifest of <b>ws</b> is damaged. Restore it.")
        if kind == "broken":
            raise KeyError("secret detail")
        if kind == "rerun" and "again" not in st.session_state:
            st.session_state["again"] = True
            st.rerun()
        if kind == "stop":
            st.stop()
        st.text("inside")
    st.text("after")


def shown(kind: str) -> AppTest:
    app = AppTest.from_function(page, args=(kind,)).run()
    assert not app.exception
    return app


def texts(app: AppTest) -> list[str]:
    return [text.value for text in app.text]


def test_a_refusal_is_its_message_and_the_page_goes_on() -> None:
    app = shown("refused")
    assert [error.value for error in app.error] == ["The manifest of <b>ws</b> is damaged. Restore it."]
    assert texts(app) == ["before", "after"]


def test_what_nobody_expected_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="simlab.dashboard"):
        app = shown("broken")
    message = app.error[0].value
    assert message.startswith("Something went wrong that SimLab did not expect")
    assert "The server's log has the details." in message
    assert "secret detail" not in message
    assert "Traceback" not in message
    assert "secret detail" in caplog.text
    assert "Traceback" in caplog.text
    assert texts(app) == ["before", "after"]


def test_a_rerun_and_a_stop_are_no_errors() -> None:
    app = shown("rerun")
    assert not app.error
    assert texts(app) == ["before", "inside", "after"]
    app = shown("stop")
    assert not app.error
    assert texts(app) == ["before"]


def test_the_end_of_the_program_is_not_held_up() -> None:
    for end in (KeyboardInterrupt, SystemExit):
        with pytest.raises(end), guarded():
            raise end


def test_nothing_is_shown_when_nothing_goes_wrong() -> None:
    app = shown("fine")
    assert not app.error
    assert texts(app) == ["before", "inside", "after"]
