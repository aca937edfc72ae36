"""The demo as somebody meets it who has just installed SimLab: no study, no network, and five minutes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from simlab.studies.demo.designs import GOOD, NAIVE
from simlab.workspace import Workspace
from simlab.workspace.locations import SHIPPED_FOLDER
from tests.browser.driver import Dashboard, Reader, reading, running_dashboard

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A server whose user has nothing yet."""
    with running_dashboard(tmp_path_factory.mktemp("fresh-home")) as found:
        yield found


@pytest.fixture
def visitor(chromium: Any, fresh: Dashboard, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Somebody without a network; a request to anywhere else is refused, and a fault."""
    with reading(chromium, fresh, request.node.name) as reader:
        reader.page.context.route(
            lambda address: urlsplit(address).hostname != "127.0.0.1" and address.startswith("http"),
            lambda route: route.abort(),
        )
        yield reader


def press(reader: Reader, name: str) -> None:
    reader.page.locator(f".st-key-tour-{name} button").first.click()
    reader.settle()


def take_tour(reader: Reader) -> None:
    """From the bare address, as it is offered there in a demo that nobody has toured."""
    reader.page.goto(reader.url)
    reader.wait_for_canvas()
    reader.settle()
    press(reader, "start")


def wait_for_step(reader: Reader, number: int) -> str:
    """What the card says, once it is at this step and the map is drawn."""
    reader.page.wait_for_selector(f"text=Tour, step {number} of 6")
    reader.settle()
    reader.wait_for_canvas()
    assert reader.page.locator("[data-testid=stAlert], [data-testid=stException]").count() == 0
    return str(reader.page.locator(".st-key-tour-card").inner_text())


def shares(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"(\d+\.\d) %", text)]


def test_the_first_visit_shows_the_scatter(visitor: Reader) -> None:
    visitor.page.goto(visitor.url)
    visitor.wait_for_canvas()
    assert urlsplit(visitor.page.url).path == "/explore"
    visitor.settle()
    assert visitor.page.get_by_text("SYNTHETIC DATA").count() == 1
    assert visitor.page.get_by_text("New here?").count() == 1
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 1280

    visitor.page.goto(visitor.url + "/?workspace=demo&split=validation")
    visitor.settle()
    assert visitor.page.get_by_text("This is the demo.").count() == 1


def test_a_picture_is_painted_under_the_pointer(visitor: Reader) -> None:
    visitor.open("/explore?workspace=demo")
    visitor.wait_for_canvas()
    places = visitor.points_in_sight()
    for place in places[:: max(1, len(places) // 5)][:5]:
        visitor.seconds_to_picture(place)  # returns once it is there


def test_the_tour_from_its_offer_to_its_end(visitor: Reader, fresh: Dashboard) -> None:
    take_tour(visitor)
    saved = Workspace.open(fresh.home / "workspaces" / "demo").store
    before = {name: saved.design(name) for name in (GOOD, NAIVE)}

    said = wait_for_step(visitor, 1)
    assert "synthetic data, validation split" in said
    good, bad = shares(said)
    assert good > bad
    press(visitor, "next")
    assert max(shares(wait_for_step(visitor, 2))) > 50
    press(visitor, "next")
    assert "B is selected" in wait_for_step(visitor, 3)
    assert visitor.page.get_by_text("Triples of the selection").count() == 1
    press(visitor, "next")
    assert "Draw around the dashed outline" in wait_for_step(visitor, 4)
    assert visitor.page.locator("[data-simlab-canvas] .slc-hint").count() > 0
    start = visitor.ensemble_accuracy()

    press(visitor, "draw")
    said = wait_for_step(visitor, 5)
    now = visitor.ensemble_accuracy()
    assert now != start
    assert shares(said)[:2] == [round(100 * start, 1), round(100 * now, 1)]
    press(visitor, "next")
    said = wait_for_step(visitor, 6)
    assert round(100 * visitor.ensemble_accuracy(), 1) in shares(said)
    assert {name: saved.design(name) for name in before} == before
    assert saved.reveals() == []

    press(visitor, "finish")
    visitor.page.wait_for_selector("text=This is the demo.")
    visitor.settle()
    visitor.page.locator(".st-key-home-reset button").first.click()
    visitor.page.wait_for_selector("text=The demo is as it came.")
    visitor.settle()
    assert set(Workspace.open(fresh.home / "workspaces" / "demo").store.design_names()) == {GOOD, NAIVE}
    for page in ("/explore", "/regions", "/"):
        visitor.open(f"{page}?workspace=demo&split=validation")
        assert visitor.page.locator("[data-testid=stAlert], [data-testid=stException]").count() == 0 or page == "/"


def test_a_region_drawn_by_hand_moves_the_tour_on(visitor: Reader) -> None:
    take_tour(visitor)
    for number in (1, 2, 3):
        wait_for_step(visitor, number)
        press(visitor, "next")
    wait_for_step(visitor, 4)
    visitor.drag_lasso((0.1, 0.05), (0.9, 0.05), (0.9, 0.4), (0.1, 0.4))
    visitor.page.wait_for_selector(".sdp-rule[aria-label='Rule of region 1']")
    visitor.settle()
    assert "step 4 of 6" in visitor.page.locator(".st-key-tour-card").inner_text()
    visitor.choose_rule("region 1", "cs-forest")
    assert "With cs-forest in region 1" in wait_for_step(visitor, 5)
    press(visitor, "close")
    assert visitor.page.locator(".st-key-tour-card").count() == 0


def test_the_shipped_copy_is_as_committed(fresh: Dashboard) -> None:
    assert not list(Path(SHIPPED_FOLDER / "demo").rglob("*-wal"))
    assert not (SHIPPED_FOLDER / "demo" / "cache").exists()
