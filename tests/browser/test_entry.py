"""A link to a page opens it inside the app, even as the very first request of a server."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.driver import Reader, running_dashboard

pytestmark = pytest.mark.browser


def test_the_first_request_of_a_server_may_be_a_page(chromium: Any, tmp_path: Path) -> None:
    with running_dashboard(tmp_path) as fresh:
        context = chromium.new_context()
        reader = Reader(context.new_page(), fresh.url)
        reader.open("/regions")
        links = reader.page.locator("[data-testid=stSidebarNav] a")
        links.filter(has_text="Home").wait_for()  # Streamlit's own menu may be seen before
        reader.settle()
        names = ["Home", "Explore", "Regions", "Compare", "Retrieval", "Training"]
        assert [link.split()[-1] for link in links.all_inner_texts()] == names
        reader.page.wait_for_selector("h3:has-text('Regions · Demo')")
        assert "/regions" in reader.page.url
        assert reader.faults == []
        context.close()
