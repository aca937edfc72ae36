"""A page opened by its address before app.py has run leads back into the app; see also tests/browser/test_entry.py."""

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest


def page(noted: bool, alone: bool) -> None:
    import streamlit as st
    from streamlit.runtime.pages_manager import PagesManager

    from simlab.dashboard.entry import enter_through_app, note_app

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    if st.session_state["runs"] == 1:
        PagesManager.uses_pages_directory = alone
    if noted:
        note_app()
    enter_through_app()
    st.text("drawn")


@pytest.mark.parametrize(("noted", "alone", "runs"), [(False, True, 2), (False, False, 1), (True, True, 1)])
def test_only_a_page_that_stands_alone_runs_again(
    monkeypatch: pytest.MonkeyPatch, noted: bool, alone: bool, runs: int
) -> None:
    monkeypatch.setattr(PagesManager, "uses_pages_directory", PagesManager.uses_pages_directory)
    app = AppTest.from_function(page, args=(noted, alone)).run()
    assert not app.exception
    assert [text.value for text in app.text] == ["drawn"]
    assert app.session_state["runs"] == runs
