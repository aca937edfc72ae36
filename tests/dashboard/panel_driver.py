"""What the browser would send from the design panel, put into the session of a page under test."""

from itertools import count

from streamlit.testing.v1 import AppTest

from simlab.dashboard.regions.panel import PANEL

_NUMBERS = count(1)


def tell_panel(page: AppTest, kind: str, **parts: object) -> AppTest:
    """One event, such as `tell_panel(page, "rule", region="r", text="*best")`; the page is not run yet."""
    page.session_state[PANEL] = {"event": {"kind": kind, "seq": next(_NUMBERS), "nonce": "test", **parts}}
    return page


def in_panel(page: AppTest, kind: str, **parts: object) -> AppTest:
    """The same, and the page has answered it."""
    tell_panel(page, kind, **parts).run()
    assert not page.exception
    return page
