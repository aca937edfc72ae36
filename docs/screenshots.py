"""Pictures of every page in light and dark, 1280 pixels wide, taken in a real browser: `make docs`.

    python -m docs.screenshots                      the demo that is shipped, synthetic, into docs/images/
    python -m docs.screenshots --home DIR --workspace NAME [--design NAME]
                                                    a study of your own, into scratch/screenshots/

The pictures in docs/images/ are committed, so they show the demo only. A study of your own may hold photographs that
are not yours to publish; its pictures go to a folder that git ignores.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docs import compare_states, designer_states
from docs.small_png import small_png
from simlab.maps import load_map
from simlab.studies.demo.build import GOOD_MAP
from simlab.studies.demo.designs import GOOD
from simlab.studies.designs.named import create_design
from simlab.workspace import Workspace
from simlab.workspace.locations import SHIPPED_FOLDER
from tests.browser.driver import CHROMIUM, PROJECT, Dashboard, Reader, running_chromium, running_dashboard

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTH, HEIGHT, TALLEST = 1280, 900, 1440
SCHEMES = ("light", "dark")
PAGES = (
    *("home", "explore", "explore-large", "explore-winner", "regions", "regions-suggestions"),
    *("compare", "compare-relations", "compare-live", "compare-differences", "compare-latency"),
    *("retrieval", "training", "training-form"),
)
DEMO = "demo"
_FITTING = 600_000  # milliseconds that the strategies may take
_ALL_ANSWERED = "() => !document.querySelector('.sl-near').innerText.match(/waits|looks/)"
LASSO = ((0.52, 0.03), (0.75, 0.03), (0.97, 0.30), (0.97, 0.66), (0.76, 0.66), (0.74, 0.36))


@dataclass(frozen=True)
class Study:
    """What is photographed: names of a workspace, of a design in it, and of one that leaves much to suggest."""

    workspace: str
    design: str
    plain: str


def take_pictures(dashboard: Dashboard, browser: "Browser", study: Study, folder: Path) -> None:
    """Every page in every scheme, and of the demo the tour too."""
    models: list[str] = []  # compared on one of the pictures: CS-models, where there are any
    for scheme in SCHEMES:
        for name in (*PAGES, *(["tour"] if study.workspace == DEMO else [])):
            context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme)
            reader = Reader(context.new_page(), dashboard.url)
            reader.open(f"/?workspace={study.workspace}&split=validation")
            if not models:
                workspace = Workspace.open(dashboard.home / "workspaces" / study.workspace)
                models = [entry.name for entry in (workspace.models("cs") or workspace.scored_models())]
                if study.plain not in workspace.store.design_names():
                    create_design(workspace, study.plain, load_map(workspace, GOOD_MAP))
            _arrange(reader, name, study, models)
            if name != "retrieval":  # which would be too many photographs for a small file
                _whole_page(reader)
            picture = small_png(reader.page.screenshot())
            path = folder / f"{name}-{scheme}.png"
            path.write_bytes(picture)
            print(f"{path} ({len(picture) / 1000:.0f} kB)", flush=True)
            context.close()


def _arrange(reader: Reader, name: str, study: Study, models: Sequence[str]) -> None:
    """Open the page and do there what the picture is to show."""
    if name == "home":
        reader.page.wait_for_selector("text=What to do next")
    elif name == "tour":
        reader.page.locator(".st-key-home-tour button").first.click()
        reader.page.wait_for_selector("text=Tour, step 1")
        reader.settle()
        reader.page.locator(".st-key-tour-next button").first.click()
        reader.page.wait_for_selector("text=Tour, step 2")
        reader.wait_for_canvas()
    elif name.startswith("regions"):
        shown = study.plain if name == "regions-suggestions" else study.design
        reader.open(f"/regions?workspace={study.workspace}&design={shown}")
        reader.wait_for_canvas()
        if name == "regions-suggestions":
            reader.page.get_by_role("button", name="Where is another model better?").click()
            reader.page.wait_for_selector("text=instead of")
    elif name.startswith("compare"):
        reader.open(f"/compare?workspace={study.workspace}")
        reader.page.wait_for_selector(".st-key-compare-figure .scatterlayer .point")
        if name != "compare":
            compare_states.arrange(reader, name.removeprefix("compare-").title())
        elif reader.page.locator(".st-key-compare-fit button").count():
            reader.page.locator(".st-key-compare-fit button").click()
            reader.page.wait_for_selector("text=Fit the strategies")
            reader.page.wait_for_selector("text=Fit the strategies", state="detached", timeout=_FITTING)
    elif name == "retrieval":
        reader.open(f"/retrieval?workspace={study.workspace}")
        reader.page.locator(".slp-tile").nth(2).click()
        reader.page.wait_for_selector(".sl-near img")
        reader.page.wait_for_function(_ALL_ANSWERED)
    elif name.startswith("training"):
        reader.open(f"/training?workspace={study.workspace}")
        if name == "training":
            reader.page.wait_for_selector(".js-plotly-plot .scatterlayer .point")
        else:
            reader.page.get_by_role("tab", name="New run").click()
            reader.page.wait_for_selector("text=Estimate its time")
    else:
        reader.open(f"/explore?workspace={study.workspace}")
        reader.wait_for_canvas()
        if name == "explore-winner":
            reader.page.get_by_text("One map", exact=True).click()
            reader.settle()
            reader.choose("Under the points", "Winner")
            reader.settle()
            return
        if name == "explore-large":
            reader.page.get_by_text("One map", exact=True).click()
            reader.settle()
            reader.choose("Colour by", "Difference of models")
            reader.choose("First model", models[0])
            reader.choose("minus", models[1])
            reader.wait_for_canvas()
        reader.drag_lasso(*LASSO)
        reader.page.wait_for_selector("text=Selection")
    reader.settle()


def _whole_page(reader: Reader) -> None:
    """Make the window as tall as the page, within reason, and put the mouse where it touches nothing."""
    reader.page.mouse.move(2, 2)
    height = 0
    while height != (found := _content_height(reader)):
        height = found
        reader.page.set_viewport_size({"width": WIDTH, "height": int(min(TALLEST, max(HEIGHT, height)))})
        reader.settle()
        reader.page.wait_for_timeout(800)  # tables, pictures and the canvas are drawn after the text


def _content_height(reader: Reader) -> int:
    """How tall the page is, in pixels."""
    return int(reader.page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the pictures that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m docs.screenshots", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, help="a folder with workspaces/; without it the demo is shown")
    parser.add_argument("--workspace", default="material", help="with --home: the study")
    parser.add_argument("--design", default="contexts", help="with --home: its design")
    parser.add_argument("--out", type=Path, help="where pictures go")
    asked = parser.parse_args(arguments)
    if CHROMIUM is None:
        sys.exit("There is no chromium on the path, and the pictures are taken in one: apt-get install chromium")
    if not asked.home and not (SHIPPED_FOLDER / DEMO).is_dir():
        sys.exit("data/demo is not there, and the pictures are of it: simlab demo build, then simlab demo pack")
    folder = asked.out or PROJECT / ("scratch/screenshots" if asked.home else "docs/images")
    folder.mkdir(parents=True, exist_ok=True)
    study = Study(asked.workspace, asked.design, asked.design) if asked.home else Study(DEMO, GOOD, "nothing-drawn")
    with tempfile.TemporaryDirectory() as temporary:
        home = asked.home.resolve() if asked.home else Path(temporary)
        with running_dashboard(home) as dashboard, running_chromium() as browser:
            take_pictures(dashboard, browser, study, folder)
    if not asked.home:
        designer_states.take_states(folder)


if __name__ == "__main__":
    main()
