"""Regions drawn, reshaped, ordered and given rules on the shipped demo, all of it undone, redone and found again.

Once by mouse, once by keys; and the ten regions of `docs.demo_sequence`, drawn as a person would.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from docs.demo_sequence import MAP, SEQUENCE, demo_copy
from simlab.ensembles import Design
from simlab.ensembles.geometry import points_inside, region_shape
from simlab.maps import load_map
from simlab.studies.designs.named import create_design
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.split_questions import part_triples
from simlab.workspace import Workspace
from tests.browser.designer import Designer
from tests.browser.driver import Dashboard, reading, running_dashboard
from tests.ensembles.literal_even_odd import inside

pytestmark = pytest.mark.browser
Outline = tuple[tuple[float, float], ...]
LASSO: Outline = ((0.6, 7.3), (2.3, 7.2), (3.7, 7.7), (3.8, 8.9), (2.3, 9.7), (0.5, 8.4))
BOX: Outline = ((-1.3, -0.6), (2.9, -0.6), (2.9, 4.4), (-1.3, 4.4))
POLYGON: Outline = ((-1.0, 1.6), (1.5, 2.6), (3.4, 1.2), (1.2, -1.0))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A server whose home holds a copy of the demo that keeps a check set."""
    home = tmp_path_factory.mktemp("designer-home")
    demo_copy(home / "workspaces" / "demo")
    with running_dashboard(home) as found:
        yield found


@pytest.fixture
def new_designer(chromium: Any, study: Dashboard) -> Iterator[Callable[[str], Designer]]:
    """Opens a design in a browser profile of its own; without such a design it is made, empty."""
    numbers = count()
    with ExitStack() as readers:

        def make(name: str) -> Designer:
            workspace = Workspace.open(folder_of(study))
            if name not in workspace.store.design_names():
                create_design(workspace, name, load_map(workspace, MAP))
            reader = readers.enter_context(reading(chromium, study, f"designer-{next(numbers)}", height=900))
            designer = Designer(reader, folder_of(study), name)
            designer.open()
            return designer

        yield make


def folder_of(study: Dashboard) -> Path:
    return study.home / "workspaces" / "demo"


def drawn_on(designer: Designer) -> tuple[Any, Any]:
    """References that are seen while drawing, and where they lie."""
    workspace = Workspace.open(designer.workspace)
    references = np.unique(part_triples(workspace, "validation")["reference"].to_numpy())
    return references, load_map(workspace, MAP).coordinates(references)


def assert_only_the_swept_changed(designer: Designer, before: Outline, after: Outline, corner: int) -> None:
    """Against the literal even-odd rule: members by both outlines, and who changed sides.

    A reference changes sides exactly where it lies in what the two edges at the corner have swept: the loop of the
    neighbour before, the corner's old place, the neighbour after, and its new place.
    """
    assert [*before[:corner], *before[corner + 1 :]] == [*after[:corner], *after[corner + 1 :]]
    _, places = drawn_on(designer)
    found = []
    for outline in (before, after):
        literal = np.array([inside(outline, place) for place in places.tolist()])
        assert np.array_equal(points_inside(region_shape(outline), places), literal)
        found.append(literal)
    loop = (before[corner - 1], before[corner], before[(corner + 1) % len(before)], after[corner])
    swept = np.array([inside(loop, place) for place in places.tolist()])
    assert np.array_equal(found[0] ^ found[1], swept)
    assert swept.any(), "the map has references where the corner went"


def references_in(designer: Designer, name: str) -> str:
    """What the panel says a region holds."""
    return str(designer.row(designer.region(name).id).locator(".sdp-holds").inner_text())


def shown(designer: Designer) -> tuple[float, list[str], Any]:
    """What a reader sees of a design: accuracy, regions in order, outlines on the map."""
    outlines = designer.page.locator(".slc-region[data-region]").evaluate_all(
        "(found) => found.map((element) => element.dataset.region).sort()"
    )
    return designer.reader.ensemble_accuracy(), designer.names_in_order(), outlines


def draw_three(designer: Designer) -> None:
    for step, (tool, points) in enumerate((("lasso", LASSO), ("box", BOX), ("polygon", POLYGON)), 1):
        designer.draw(tool, points)
        designer.wait_for_step(step)
    designer.use("pan")
    assert designer.names_in_order() == ["region 1", "region 2", "region 3"]
    assert len(designer.region("region 2").points) == 4
    assert len(designer.region("region 3").points) == 4
    for region, wanted in zip(designer.design.regions, (LASSO, BOX, POLYGON), strict=True):
        assert differing_share(region.points, wanted) < 0.03


def assert_undone_and_redone(
    designer: Designer, start: Design, undo: Callable[[], None], redo: Callable[[], None]
) -> None:
    """All the way back is the design as it began, and all the way forth as it ended, in the store and on the page."""
    end, last, seen = designer.design, designer.kept().step, shown(designer)
    for step in range(last - 1, -1, -1):
        undo()
        designer.wait_for_step(step)
    assert (designer.design, designer.design.fingerprint) == (start, start.fingerprint)
    assert designer.names_in_order() == []
    for step in range(1, last + 1):
        redo()
        designer.wait_for_step(step)
    assert (designer.design, designer.design.fingerprint) == (end, end.fingerprint)
    assert shown(designer) == seen


def assert_found_again(designer: Designer, new_designer: Callable[[str], Designer]) -> None:
    """After a reload, and by the page's address in a browser that has never been here."""
    seen = shown(designer)
    designer.page.reload()
    designer.reader.wait_for_canvas()
    designer.reader.settle_panel()
    assert shown(designer) == seen
    other = new_designer("elsewhere")
    other.page.goto(designer.page.url)
    other.reader.wait_for_canvas()
    other.reader.settle_panel()
    assert shown(other) == seen


def test_three_regions_by_mouse(new_designer: Callable[[str], Designer]) -> None:
    designer = new_designer("by-mouse")
    start = designer.design
    draw_three(designer)

    before = designer.region("region 1").points
    corner = int(np.argmin(np.hypot(*(np.array(before) - (3.8, 8.9)).T)))
    designer.hold("region 1")
    designer.drag_corner("region 1", corner, designer.on_screen((2.4, 8.2)))
    designer.wait_for_step(4)
    after = designer.region("region 1").points
    assert_only_the_swept_changed(designer, before, after, corner)
    _, places = drawn_on(designer)
    assert f"{points_inside(region_shape(after), places).sum()} reference" in references_in(designer, "region 1")

    ids = {region.name: region.id for region in designer.design.regions}
    of_box = references_in(designer, "region 2")
    designer.drag_row(ids["region 3"], ids["region 2"])
    designer.wait_for_step(5)
    assert designer.names_in_order() == ["region 1", "region 3", "region 2"]
    assert references_in(designer, "region 2") != of_box, "what both hold went to the one before"

    for step, (name, model) in enumerate((("region 1", "cs-mountain"), ("region 2", "cs-field")), 6):
        accuracy = designer.reader.ensemble_accuracy()
        designer.choose_rule(name, model)
        designer.wait_for_step(step)
        assert designer.reader.ensemble_accuracy() > accuracy
    designer.choose_rule("fallback", "Best on validation")
    designer.wait_for_step(8)

    assert_undone_and_redone(designer, start, designer.press_undo, designer.press_redo)
    assert_found_again(designer, new_designer)


def test_three_regions_by_keys(new_designer: Callable[[str], Designer]) -> None:
    designer = new_designer("by-keys")
    page, start = designer.page, designer.design
    draw_three(designer)

    page.keyboard.press("Escape")
    page.locator(".slc-stage").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    before = designer.region("region 1").points
    page.keyboard.press("Tab")
    for _ in range(6):
        page.keyboard.press("Shift+ArrowUp")
    designer.wait_for_step(4)
    after = designer.region("region 1").points
    (corner,) = (number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new)
    assert_only_the_swept_changed(designer, before, after, corner)

    ids = {region.name: region.id for region in designer.design.regions}
    designer.row(ids["region 3"]).focus()
    page.keyboard.press("Alt+ArrowUp")
    designer.wait_for_step(5)
    assert designer.names_in_order() == ["region 1", "region 3", "region 2"]

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Tab")
    designer.reader.rule_button("region 2").focus()
    page.keyboard.press("Enter")
    designer.reader.settle_panel()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    designer.wait_for_step(6)
    members = [entry.name for entry in Workspace.open(designer.workspace).scored_models()]
    assert designer.region("region 2").rule.models == (members[1],)

    page.locator(".slc-stage").focus()
    assert_undone_and_redone(
        designer,
        start,
        lambda: page.keyboard.press("Control+z"),
        lambda: page.keyboard.press("Control+Shift+z"),
    )
    assert_found_again(designer, new_designer)


def test_two_tabs_lose_nothing(new_designer: Callable[[str], Designer]) -> None:
    first = new_designer("two-tabs")
    first.draw("box", BOX)
    first.wait_for_step(1)
    second = new_designer("two-tabs")
    second.choose_rule("region 1", "cs-field")
    second.wait_for_step(2)
    theirs = second.design

    first.draw("lasso", LASSO)
    first.page.get_by_text("was changed in another tab").first.wait_for()
    first.reader.settle_panel()
    assert first.design == theirs
    assert first.names_in_order() == ["region 1"]
    assert shown(first) == shown(second)

    first.page.get_by_role("button", name="Make it again on top").click()
    first.wait_for_step(3)
    assert first.names_in_order() == ["region 1", "region 2"]
    assert first.design.regions[0] == theirs.regions[0]
    assert differing_share(first.region("region 2").points, LASSO) < 0.03
    assert first.page.get_by_text("was changed in another tab").count() == 0


def draw_sequence(designer: Designer) -> None:
    """The documented ten regions, each given its model right away."""
    for number, step in enumerate(SEQUENCE):
        designer.draw(step.tool, step.points)
        designer.wait_for_step(2 * number + 1)
        designer.choose_rule(f"region {number + 1}", step.model)
        designer.wait_for_step(2 * number + 2)


def differing_share(drawn: Outline, wanted: Outline) -> float:
    """Area where two outlines differ, as a share of the second one's."""
    one, other = region_shape(drawn), region_shape(wanted)
    return float(one.symmetric_difference(other).area / other.area)


def test_the_documented_sequence_reaches_the_credibility_map(new_designer: Callable[[str], Designer]) -> None:
    designer = new_designer("sequence")
    draw_sequence(designer)
    regions = designer.design.regions
    assert [region.rule.models for region in regions] == [(step.model,) for step in SEQUENCE]
    for region, step in zip(regions, SEQUENCE, strict=True):
        assert differing_share(region.points, step.points) < 0.03, step.title

    workspace = Workspace.open(designer.workspace)
    drawn = evaluate_ensemble(workspace, "design", "check", design="sequence")
    assert drawn.estimate.value >= evaluate_ensemble(workspace, "credibility", "check").estimate.value
    on_page = evaluate_ensemble(workspace, "design", "validation", design="sequence").estimate.value
    assert designer.reader.ensemble_accuracy() == on_page

    designer.page.get_by_text("Check", exact=True).click()
    designer.reader.settle()
    designer.page.get_by_text("Show the check figure").click()
    designer.page.get_by_text("Ensemble accuracy, check set").wait_for()
    figures = designer.page.locator("[data-testid=ensemble-accuracy]")
    assert float(str(figures.nth(1).get_attribute("data-value"))) == drawn.estimate.value
    assert workspace.store.reveals() == []
