"""The tabs of Compare as the pictures show them: every answer there, and times that were measured just now."""

from tests.browser.driver import Reader

_PATIENCE = 600_000  # milliseconds that loading, fitting and measuring may take


def arrange(reader: Reader, tab: str) -> None:
    """Open a tab and wait for what it is to show."""
    page = reader.page
    page.get_by_role("tab", name=tab).click()
    reader.settle()
    if tab == "Live":
        page.get_by_role("button", name="Surprise me").click()
        page.wait_for_selector("text=answers so", timeout=_PATIENCE)
        page.wait_for_selector("text=have answered", state="detached", timeout=_PATIENCE)
    elif tab == "Differences":
        reader.wait_for_canvas()
        page.wait_for_selector(".sl-card", timeout=_PATIENCE)
    elif tab == "Latency" and not page.locator(".st-key-compare-figure-latency-query").count():
        page.locator(".st-key-compare-measure-popover button").first.click()
        page.locator("[data-testid=stFormSubmitButton]").get_by_role("button", name="Measure").click()
        page.wait_for_selector(".st-key-compare-figure-latency-query .js-plotly-plot .point", timeout=_PATIENCE)
