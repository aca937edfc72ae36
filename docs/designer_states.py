"""Pictures of every state of the Regions page, of the presenter and of a report; `make docs` takes them.

    python -m docs.designer_states [--out FOLDER]

They show a throw-away copy of the demo (synthetic). It keeps a check set; its test split is revealed for one picture,
with a reason that says so.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from docs.demo_sequence import DESIGN, MAP, SEQUENCE, demo_copy, draw
from docs.small_png import small_png
from simlab.ensembles import BEST, Region, one_model, vote_of
from simlab.figures.colours import region_colour
from simlab.maps import load_map
from simlab.studies.demo.designs import GOOD
from simlab.studies.design_report import report_html
from simlab.studies.designs.named import create_design, open_design, save_step
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.split_questions import ensemble_members
from simlab.workspace import Workspace
from tests.browser.designer import Designer
from tests.browser.driver import PROJECT, Dashboard, Reader, running_chromium, running_dashboard

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REASON = "a picture of the page after a reveal, on a copy that is thrown away"
LAPTOP, TABLET = (1280, 800), (820, 1180)
_TALLEST = 1_500
_FIRST_REGION = 5  # steps from the first to the first region


@dataclass(frozen=True)
class State:
    """One picture.

    Attributes:
        name: of its file.
        design: that is open.
        arrange: what is done on the page first.
        size: of the window.
        schemes: of colours.
        whole: the window grows to the page's height.
    """

    name: str
    design: str
    arrange: Callable[[Designer], None]
    size: tuple[int, int] = LAPTOP
    schemes: tuple[str, ...] = ("light",)
    whole: bool = False


def prepare(workspace: Workspace) -> None:
    """Designs for all states: no region, one, ten, and many that overlap; a reveal of one that came with the demo.

    Its test figure is published (docs/demo.md); that of the ten regions is for `docs.demo_sequence` to reveal.
    """
    found, members = load_map(workspace, MAP), ensemble_members(workspace)
    create_design(workspace, "empty", found)
    first = SEQUENCE[0]
    for name in ("one-region", "conflict"):
        named = create_design(workspace, name, found)
        region = Region(first.title, first.points, one_model(first.model), region_colour(0))
        save_step(workspace, named, named.design.with_region(region), f"drew {region.name}")
    draw(workspace)
    evaluate_ensemble(workspace, "design", "test", design=GOOD, reveal=REASON)
    rules = (one_model("cs-forest"), BEST, vote_of(members), one_model("cs-field"))
    named = create_design(workspace, "overlapping", found)
    for number in range(8):
        x, y, half = -0.8 + 0.35 * number, 0.2 + 0.45 * number, 1.4 - 0.16 * number
        corners = ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))
        region = Region(f"layer {number + 1}", corners, rules[number % 4], region_colour(number))
        named = save_step(workspace, named, named.design.with_region(region), f"drew {region.name}")
    few = Region("a handful", ((1.9, 2.3), (3.1, 2.1), (3.1, 2.9), (1.9, 2.9)), one_model("cs-city"), region_colour(8))
    save_step(workspace, named, replace(named.design, regions=(few, *named.design.regions)), "drew a handful on top")


def take_states(folder: Path) -> None:
    """All of them, into a folder."""
    with tempfile.TemporaryDirectory() as temporary:
        study = Path(temporary) / "workspaces" / "demo"
        prepare(demo_copy(study))
        with running_dashboard(Path(temporary)) as dashboard, running_chromium() as browser:
            for state in STATES:
                for scheme in state.schemes:
                    _take(dashboard, browser, study, state, scheme, folder)
            _take_report(browser, Workspace.open(study), Path(temporary) / "report.html", folder)


def _take_report(browser: "Browser", workspace: Workspace, file: Path, folder: Path) -> None:
    file.write_bytes(report_html(workspace, DESIGN))
    page = browser.new_page(viewport={"width": 1000, "height": _TALLEST})
    page.goto(file.as_uri())
    _keep(page, folder / "report-light.png")


def _take(dashboard: Dashboard, browser: "Browser", study: Path, state: State, scheme: str, folder: Path) -> None:
    width, height = state.size
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    designer = Designer(Reader(context.new_page(), dashboard.url), study, state.design)
    designer.open()
    state.arrange(designer)
    designer.reader.settle()
    if state.whole:
        tall = int(designer.page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"))
        designer.page.set_viewport_size({"width": width, "height": min(_TALLEST, max(height, tall))})
        designer.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
        designer.reader.settle()
    designer.page.wait_for_timeout(800)  # pictures and tables are drawn after the text
    _keep(designer.page, folder / f"designer-{state.name}-{scheme}.png")
    context.close()


def _keep(page: "Page", path: Path) -> None:
    path.write_bytes(small_png(page.screenshot()))
    print(f"{path} ({path.stat().st_size / 1000:.0f} kB)", flush=True)


def _nothing(designer: Designer) -> None:
    designer.page.mouse.move(2, 2)


def _hold_first(designer: Designer) -> None:
    designer.row(designer.design.regions[0].id).locator(".sdp-name").click()
    designer.reader.settle_panel()
    _nothing(designer)


def _conflict(designer: Designer) -> None:
    """While this tab's list of rules is open, another one gives the region a rule; then this one does."""
    workspace = Workspace.open(designer.workspace)
    region = designer.design.regions[0]
    pick = designer.open_rules(region.name, "cs-abstract")
    stored = open_design(workspace, designer.name)
    rule = one_model("cs-forest") if region.rule == BEST else BEST  # each scheme finds what the one before left
    changed = stored.design.changed(region.id, lambda found: replace(found, rule=rule))
    save_step(workspace, stored, changed, f"rule of {region.name}: {rule.text}")
    pick()
    designer.page.get_by_text("was changed in another tab").first.wait_for()


def _small_multiples(designer: Designer) -> None:
    designer.page.get_by_text("Each model", exact=True).click()
    designer.reader.settle()
    designer.reader.wait_for_canvas()


def _history(designer: Designer) -> None:
    designer.page.locator(".st-key-regions-history button").first.click()
    designer.page.get_by_role("dialog").wait_for()


def _what_if(designer: Designer) -> None:
    region = designer.design.regions[2]
    designer.reader.rule_button(region.name).click()
    designer.reader.settle_panel()
    designer.page.locator(".sdp-option").nth(5).hover()


def _test_shown(designer: Designer) -> None:
    designer.page.get_by_text("Test", exact=True).click()
    designer.page.wait_for_selector("text=TEST REVEALED")


def _why(designer: Designer) -> None:
    place = load_map(Workspace.open(designer.workspace), MAP).fitted_coordinates[400]
    designer.page.mouse.click(*designer.on_screen(place))
    designer.page.get_by_text("Why this?").first.wait_for()


def _presented(designer: Designer) -> None:
    designer.reader.open(f"/present?workspace={designer.workspace.name}&design={designer.name}")
    for _ in range(_FIRST_REGION):
        designer.reader.settle()
        designer.page.keyboard.press("ArrowRight")
    designer.reader.settle()
    designer.reader.wait_for_canvas()


BOTH = ("light", "dark")
STATES = (
    State("empty", "empty", _nothing),
    State("one-region", "one-region", _hold_first, whole=True),
    State("ten-regions", DESIGN, _nothing, schemes=BOTH),
    State("overlapping", "overlapping", _nothing, schemes=BOTH, whole=True),
    State("few-references", "overlapping", _hold_first, whole=True),
    State("revealed", GOOD, _test_shown, whole=True),
    State("conflict", "conflict", _conflict, schemes=BOTH),
    State("small-multiples", DESIGN, _small_multiples, schemes=BOTH, whole=True),
    State("history", DESIGN, _history),
    State("what-if", DESIGN, _what_if, schemes=BOTH),
    State("tablet", DESIGN, _nothing, size=TABLET),
    State("why", DESIGN, _why, whole=True),
    State("presented", DESIGN, _presented, size=(1280, 720), schemes=BOTH),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m docs.designer_states", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=PROJECT / "docs" / "images", help="where pictures go")
    folder = parser.parse_args(arguments).out
    folder.mkdir(parents=True, exist_ok=True)
    take_states(folder)


if __name__ == "__main__":
    main()
