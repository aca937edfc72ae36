"""One tab of Compare alone, in Streamlit's own test runner."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from simlab.workspace import Workspace


def open_tab(show: Callable[[str, str], None], workspace: Workspace, split: str, session: dict[str, object]) -> AppTest:
    """The page that `show` makes of (workspace path, split), with these settings of Compare in the session."""
    page = AppTest.from_function(show, args=(str(workspace.path), split), default_timeout=60)
    for name, value in session.items():
        page.session_state[f"compare.{name.replace('_', '-')}"] = value
    page.run()
    assert not page.exception
    return page
