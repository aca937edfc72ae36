"""Pictures of every page in light and dark, 1280 pixels wide, taken in a real browser: `make docs`.

    python -m docs.screenshots                      a synthetic stand-in, into docs/images/
    python -m docs.screenshots --home DIR --workspace NAME [--design NAME]
                                                    a study of your own, into scratch/screenshots/

The pictures in docs/images/ are committed, so they show the stand-in only: coloured balls with answers by hue. A study
of your own may hold photographs that are not yours to publish; its pictures go to a folder that git ignores.
"""

import argparse
import io
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from jaxtyping import Float64
from PIL import Image, ImageOps

from simlab.ensembles import BEST, Design, Region, Rule, one_model, uniform_mean_of
from simlab.figures.colours import region_colour
from simlab.maps import load_map
from simlab.studies.named_designs import create_design
from simlab.studies.split_questions import ensemble_members
from simlab.workspace import Workspace
from tests.browser.driver import CHROMIUM, PROJECT, Dashboard, Reader, running_chromium, running_dashboard
from tests.browser.material_stand_in import write_material

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTH, HEIGHT, TALLEST = 1280, 900, 1440
MOST_BYTES = 400_000
SCHEMES = ("light", "dark")
PAGES = ("home", "explore", "explore-large", "regions")
LASSO = ((0.52, 0.03), (0.75, 0.03), (0.97, 0.30), (0.97, 0.66), (0.76, 0.66), (0.74, 0.36))
_QUICK = ("--set", "size=32", "--set", "epochs=12", "--set", "batch=64")


@dataclass(frozen=True)
class Study:
    """What is photographed: names of a workspace and of a design in it."""

    workspace: str
    design: str


def make_stand_in(dashboard: Dashboard, source: Path) -> Study:
    """A whole study on synthetic material data by the commands a user runs; under a minute on one core."""
    study = Study("stand-in", "two-corners")
    folder = dashboard.home / "workspaces" / study.workspace
    dashboard.simlab("import", "material", str(write_material(source)), "--out", str(folder))
    described = "Synthetic stand-in: coloured balls, answered by hue with some noise."
    workspace = Workspace.open(folder)
    workspace.change_manifest(lambda manifest: replace(manifest, synthetic=True, provenance=described, license="MIT"))
    dashboard.simlab("embed", study.workspace, "--encoder", "histogram:hsv", "--name", "histogram")
    dashboard.simlab("embed", study.workspace, "--encoder", "hash:perceptual", "--name", "hash")
    dashboard.simlab("contexts", study.workspace, "--features", "histogram", "--k", "4")
    dashboard.simlab("train", "cs", study.workspace, "--each-context", *_QUICK)
    dashboard.simlab("train", "global", study.workspace, *_QUICK)
    dashboard.simlab("map", "fit", study.workspace, "--features", "global", "--method", "pca")
    draw_design(Workspace.open(folder), study.design)
    return study


def draw_design(workspace: Workspace, name: str) -> None:
    """Two named regions on the ring of hues that the map shows, each with a rule."""
    reference_map = load_map(workspace, "pca-global")
    references = np.unique(workspace.split("validation")["reference"])
    places = reference_map.coordinates(references)
    right, upper = (places > places.mean(axis=0)).T
    drawn: dict[str, tuple[np.ndarray, Rule]] = {
        "upper right": (right & upper, one_model("cs-cluster-1")),
        "lower left": (~right & ~upper, BEST),
    }
    regions = [
        Region(region, outline(places[inside]), rule, region_colour(number))
        for number, (region, (inside, rule)) in enumerate(drawn.items())
    ]
    fallback = uniform_mean_of(ensemble_members(workspace))
    design = Design(reference_map.id, reference_map.fingerprint, fallback, tuple(regions))
    create_design(workspace, name, reference_map, design)


def outline(places: Float64[np.ndarray, "points 2"]) -> tuple[tuple[float, float], ...]:
    """A rounded line around points of the map."""
    radius = 0.06 * float(np.ptp(places, axis=0).max())
    hull = shapely.MultiPoint(places).convex_hull.buffer(radius, quad_segs=4)
    return tuple((float(x), float(y)) for x, y in list(hull.exterior.coords)[:-1])


def take_pictures(dashboard: Dashboard, browser: "Browser", study: Study, folder: Path) -> None:
    """Every page in every scheme."""
    workspace = Workspace.open(dashboard.home / "workspaces" / study.workspace)
    models = [entry.name for entry in (workspace.models("cs") or workspace.scored_models())]
    for scheme in SCHEMES:
        for name in PAGES:
            context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme)
            reader = Reader(context.new_page(), dashboard.url)
            _arrange(reader, name, study, models)
            _whole_page(reader)
            picture = small_png(reader.page.screenshot())
            path = folder / f"{name}-{scheme}.png"
            path.write_bytes(picture)
            print(f"{path} ({len(picture) / 1000:.0f} kB)", flush=True)
            context.close()


def small_png(picture: bytes) -> bytes:
    """The same picture as a PNG of at most 400 kB; where it must be, colours lose up to three of their eight bits.

    A palette would be smaller still, but it shifts the colours of small things, and colours have meanings here.

    Raises:
        ValueError: five bits are still too many bytes.
    """
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for bits in (8, 7, 6, 5):
        written = io.BytesIO()
        ImageOps.posterize(image, bits).save(written, "PNG", optimize=True)
        if written.tell() <= MOST_BYTES:
            return written.getvalue()
    raise ValueError(f"The picture of {image.width} × {image.height} pixels has more than {MOST_BYTES:,} bytes.")


def _arrange(reader: Reader, name: str, study: Study, models: Sequence[str]) -> None:
    """Open the page and do there what the picture is to show."""
    if name == "home":
        reader.open(f"/?workspace={study.workspace}")
        reader.page.wait_for_selector("text=What to do next")
    elif name == "regions":
        reader.open(f"/regions?workspace={study.workspace}&design={study.design}")
        reader.wait_for_canvas()
    else:
        reader.open(f"/explore?workspace={study.workspace}")
        reader.wait_for_canvas()
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
    parser.add_argument("--home", type=Path, help="a folder with workspaces/; without it a stand-in is made")
    parser.add_argument("--workspace", default="material", help="with --home: the study")
    parser.add_argument("--design", default="contexts", help="with --home: its design")
    parser.add_argument("--out", type=Path, help="where pictures go")
    asked = parser.parse_args(arguments)
    if CHROMIUM is None:
        sys.exit("There is no chromium on the path, and the pictures are taken in one: apt-get install chromium")
    folder = asked.out or PROJECT / ("scratch/screenshots" if asked.home else "docs/images")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        home = asked.home.resolve() if asked.home else Path(temporary) / "home"
        home.mkdir(exist_ok=True)
        with running_dashboard(home) as dashboard, running_chromium() as browser:
            if asked.home:
                study = Study(asked.workspace, asked.design)
            else:
                print("Making a synthetic stand-in: coloured balls, answered by hue.", flush=True)
                study = make_stand_in(dashboard, Path(temporary) / "source")
            take_pictures(dashboard, browser, study, folder)


if __name__ == "__main__":
    main()
