"""Names and numbers of regions on the map: they say what the list says, and none covers another."""

from itertools import combinations
from typing import Any

import pytest

from simlab.ensembles import Region, one_model
from simlab.maps import list_map_ids, load_map
from simlab.studies.designs.named import create_design, save_step
from simlab.workspace import Workspace

pytestmark = pytest.mark.browser
NAMES = ("night cities", "quiet coast at dusk", "high mountains in snow", "forest")
_BOXES = """() => [...document.querySelectorAll('.slc-region-name')].map((name) => {
  const { left, top, right, bottom } = name.getBoundingClientRect();
  return [left, top, right, bottom];
})"""


@pytest.fixture
def crowded(dashboard: Any) -> Workspace:
    """The study with a design of regions that lie over one another."""
    workspace = Workspace.open(dashboard.home / "workspaces" / "material")
    if "crowded" not in workspace.store.design_names():
        found = load_map(workspace, list_map_ids(workspace)[0])
        low, high = found.fitted_coordinates.min(axis=0), found.fitted_coordinates.max(axis=0)
        named = create_design(workspace, "crowded", found)
        design = named.design
        for number, name in enumerate(NAMES):
            left, bottom = (low + (0.3 + 0.04 * number) * (high - low)).tolist()
            right, top = (low + (0.6 + 0.04 * number) * (high - low)).tolist()
            box = ((left, bottom), (right, bottom), (right, top), (left, top))
            design = design.with_region(Region(name, box, one_model("hash"), f"#{number + 2}06699"))
        save_step(workspace, named, design, "drawn in a test")
    return workspace


def open_crowded(reader: Any) -> None:
    reader.open("/regions?workspace=material&design=crowded")
    reader.wait_for_canvas()
    reader.page.locator("li.sdp-row .sdp-number").first.wait_for()


def test_numbers_are_those_of_the_list_and_no_name_covers_another(new_reader: Any, crowded: Workspace) -> None:
    reader = new_reader(width=1280, height=800)
    open_crowded(reader)
    listed = dict(
        zip(
            reader.page.locator("li.sdp-row .sdp-number").all_inner_texts(),
            reader.page.locator("li.sdp-row .sdp-name").all_inner_texts(),
            strict=True,
        )
    )
    labels = reader.page.locator(".slc-region-name")
    assert labels.count() == len(NAMES)
    numbers = reader.page.locator(".slc-region-name .slc-number").all_text_contents()
    assert sorted(numbers) == ["1", "2", "3", "4"]
    for number, label in zip(numbers, labels.all(), strict=True):
        assert label.locator(".slc-words").all_text_contents() in ([], [listed[number]])
    for one, other in combinations(reader.page.evaluate(_BOXES), 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, f"{one} covers {other}"


def test_small_maps_show_numbers_and_the_name_under_the_pointer(new_reader: Any, crowded: Workspace) -> None:
    reader = new_reader(width=1280, height=800)
    open_crowded(reader)
    reader.page.get_by_text("Each model", exact=True).click()
    reader.settle()
    reader.page.locator(".slc-title").first.wait_for()
    reader.wait_for_canvas()
    assert reader.page.locator(".slc-words").count() == 0
    panels = reader.page.locator(".slc-title").count()
    assert reader.page.locator(".slc-number").all_text_contents() == ["1", "2", "3", "4"] * panels
    box = reader.page.locator(".slc-region-name").first.bounding_box()
    assert box is not None
    reader.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert reader.page.locator(".slc-stage").get_attribute("title") == "1 night cities"
