"""Presenter mode in a real browser: through all steps by click and by key, without a scroll bar, editing nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from simlab.ensembles import Region, one_model
from simlab.maps import list_map_ids, load_map
from simlab.studies.designs.named import create_design, open_design, save_step
from simlab.workspace import Workspace

pytestmark = pytest.mark.browser
ADDRESS = "/present?workspace=material&design=told"
_OVERFLOW = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const bar = document.querySelector('.st-key-present-nav').getBoundingClientRect();
  const parts = [...document.querySelectorAll('[data-testid=stMainBlockContainer] [data-testid=stHtml], .slc-footer')]
    .filter((part) => !part.closest('.st-key-present-nav')).map((part) => part.getBoundingClientRect().bottom);
  return document.documentElement.scrollWidth > innerWidth || main.scrollHeight > main.clientHeight
    || bar.bottom > innerHeight || Math.max(...parts) > bar.top;
}"""


@pytest.fixture
def told(dashboard: Any) -> Workspace:
    """The study with a design of one region over the left half of its map."""
    workspace = Workspace.open(dashboard.home / "workspaces" / "material")
    if "told" not in workspace.store.design_names():
        found = load_map(workspace, list_map_ids(workspace)[0])
        (left, bottom), (right, top) = found.fitted_coordinates.min(axis=0), found.fitted_coordinates.max(axis=0)
        middle = float(left + right) / 2
        box = ((left, bottom), (middle, bottom), (middle, top), (left, top))
        named = create_design(workspace, "told", found)
        region = Region("left half", tuple((float(x), float(y)) for x, y in box), one_model("hash"), "#cc6677")
        save_step(workspace, named, named.design.with_region(region), "drawn in a test")
    return workspace


def open_presentation(reader: Any, step: str = "") -> int:
    """How many steps there are."""
    reader.open(ADDRESS + (f"&step={step}" if step else ""))
    return int(place(reader).split(" of ")[1])


def place(reader: Any) -> str:
    progress = reader.page.locator("[data-testid=present-progress]")
    progress.wait_for()
    reader.page.locator("[data-simlab-keys]").wait_for(state="attached")
    return str(progress.inner_text())


def wait_for_step(reader: Any, number: int) -> None:
    reader.page.wait_for_function(
        "wanted => document.querySelector('[data-testid=present-progress]')?.innerText.startsWith(wanted)",
        arg=f"{number} of ",
    )
    reader.settle()


def press(reader: Any, key: str, number: int) -> None:
    reader.page.keyboard.press(key)
    wait_for_step(reader, number)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_by_click_and_without_a_scroll_bar(
    new_reader: Callable[..., Any], told: Workspace, width: int, height: int
) -> None:
    reader = new_reader(width=width, height=height)
    count = open_presentation(reader)
    for number in range(1, count + 1):
        if number > 1:
            reader.page.get_by_role("button", name="Next").click()
            wait_for_step(reader, number)
        if reader.page.locator("[data-simlab-canvas]").count():
            reader.wait_for_canvas()
        reader.page.wait_for_timeout(200)
        assert not reader.page.evaluate(_OVERFLOW), f"step {number} does not fit {width} x {height}"
    assert reader.page.get_by_role("button", name="Next").is_disabled()


def test_by_key(reader: Any, told: Workspace) -> None:
    before = open_design(told, "told")
    count = open_presentation(reader)
    for number, key in enumerate(("ArrowRight", " ", "PageDown"), start=2):
        press(reader, key, number)
    press(reader, "ArrowLeft", 3)
    press(reader, "PageUp", 2)
    press(reader, "End", count)
    press(reader, "Home", 1)
    assert open_design(told, "told") == before
    reader.page.keyboard.press("Escape")
    reader.page.wait_for_selector("text=Regions")
    reader.page.wait_for_url("**/regions*")
    assert "step=" not in reader.page.url
    assert "design=told" in reader.page.url


def test_quick_presses_are_a_step_each(reader: Any, told: Workspace) -> None:
    open_presentation(reader)
    for _ in range(4):
        reader.page.keyboard.press("ArrowRight")
    reader.page.keyboard.press("ArrowLeft")
    wait_for_step(reader, 5)
    wait_for_step(reader, 4)


def test_a_space_on_a_pressed_button_goes_one_step(reader: Any, told: Workspace) -> None:
    open_presentation(reader)
    reader.page.get_by_role("button", name="Next").click()
    wait_for_step(reader, 2)
    press(reader, " ", 3)
    reader.page.wait_for_timeout(400)
    assert place(reader).startswith("3 of ")


def test_a_reload_stays_and_the_map_does_not_jump(reader: Any, told: Workspace) -> None:
    open_presentation(reader, "best")
    reader.wait_for_canvas()
    view = "() => document.querySelector('[data-simlab-canvas] .js-plotly-plot')._fullLayout.xaxis.range"
    shown, number = reader.page.evaluate(view), place(reader)
    reader.page.reload()
    reader.settle()
    reader.wait_for_canvas()
    assert place(reader) == number
    press(reader, "ArrowRight", int(number.split(" ")[0]) + 1)
    reader.wait_for_canvas()
    assert reader.page.evaluate(view) == shown


def test_nothing_is_there_to_edit_and_the_sidebar_is_gone(new_reader: Callable[..., Any], told: Workspace) -> None:
    reader = new_reader(scheme="dark", height=720)
    open_presentation(reader, "best")
    reader.wait_for_canvas()
    assert reader.page.locator(".slc-toolbar").is_hidden()
    assert reader.page.locator("[data-testid=stSidebar]").is_hidden()
    assert reader.page.locator("[data-testid=stMain] :is(input, textarea, select)").count() == 0
    assert (
        reader.page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") == "rgb(18, 22, 28)"
    )
