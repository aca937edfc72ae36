"""One page of the whole app in Streamlit's own test runner."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

APP = Path(__file__).resolve().parents[2] / "app.py"


def open_page(name: str, **session: object) -> AppTest:
    """`pages/NAME.py` as it is first seen; what the session should know comes as keywords, `__` for a dot."""
    page = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in session.items():
        page.session_state[key.replace("__", ".")] = value
    page.switch_page(f"pages/{name}.py").run()
    assert not page.exception
    return page
