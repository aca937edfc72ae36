"""The Home page in Streamlit's own test runner, with jobs that are noted instead of started."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.one_page import open_page


@pytest.fixture
def home_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opens the page; whatever the session should know comes as keywords, `__` for a dot."""
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", tmp_path / "none")
    return partial(open_page, "home")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What `start_job` was asked for: arguments, title, workspace."""
    jobs: list[tuple[object, ...]] = []
    for module in ("import_form", "next_steps"):
        monkeypatch.setattr(f"simlab.dashboard.home.{module}.start_job", lambda *given: jobs.append(given))
    return jobs


@pytest.fixture
def press() -> Callable[[AppTest, str], AppTest]:
    """Presses the first button of that label."""

    def press_button(page: AppTest, label: str) -> AppTest:
        next(button for button in page.button if button.label == label).click().run()
        assert not page.exception
        return page

    return press_button
