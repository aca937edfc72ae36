"""From the mouse going up after a lasso to the changed numbers on the page, in a real browser.

    SIMLAB_REAL_DATA=… python -m benchmarks.browser_latency

A workspace of 1,320 references and 22,000 triples with eight models of random vectors (synthetic), and the Regions page
at 1280 × 900. Each lasso is drawn by the mouse; the clock starts in the page at mouse-up and stops when the new
region stands in the list with its figures, the last thing on the page to change.
"""

import statistics
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from simlab.ensembles import Design, one_model
from simlab.maps import fit_map
from simlab.studies.named_designs import create_design
from simlab.workspace import Manifest, ModelEntry, Workspace, WorkspaceContent, create_workspace
from tests.browser.driver import Reader, running_chromium, running_dashboard

REFERENCES, TRIPLES, IMAGES, MODELS, LASSOS = 1_320, 22_000, 5_000, 8, 40
_START = """() => {
  window.latency = {up: null, done: null};
  const regions = () => document.querySelectorAll('input[aria-label^="Rule of region"]').length;
  const before = regions();
  addEventListener('pointerup', () => { window.latency.up = performance.now(); }, {once: true, capture: true});
  new MutationObserver((_, observer) => {
    if (regions() > before) { window.latency.done = performance.now(); observer.disconnect(); }
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def make_workspace(folder: Path) -> Workspace:
    """Random vectors and random answers."""
    random = np.random.default_rng(0)
    references = np.sort(np.concatenate([np.arange(REFERENCES), random.integers(0, REFERENCES, TRIPLES - REFERENCES)]))
    candidates = np.stack([random.choice(np.arange(REFERENCES, IMAGES), 2, replace=False) for _ in range(TRIPLES)])
    triples = pd.DataFrame(
        {
            "id": [f"t{number}" for number in range(TRIPLES)],
            "split": "validation",
            "row": np.arange(TRIPLES),
            "reference": references,
            "a": candidates[:, 0],
            "b": candidates[:, 1],
            "choice": random.choice(["A", "B"], TRIPLES),
            "source": "random",
        }
    )
    images = pd.DataFrame({"id": [f"i{number}" for number in range(IMAGES)], "pool": "random"})
    manifest = Manifest(name="latency", synthetic=True)
    workspace = create_workspace(
        folder, WorkspaceContent(manifest, images, triples, files=[None] * IMAGES, source="random")
    )
    for number in range(MODELS):
        vectors = random.standard_normal((IMAGES, 64)).astype(np.float32)
        workspace.write_embedding(ModelEntry(f"m{number}", "cs"), vectors, np.arange(IMAGES))
    reference_map = fit_map(workspace, "m0", "pca")
    design = Design(reference_map.id, reference_map.fingerprint, one_model("m0"))
    create_design(workspace, "latency", reference_map, design)
    return workspace


def lasso_seconds(reader: Reader, random: np.random.Generator) -> float:
    """One lasso, and how long the page took."""
    angle = np.linspace(0, 2 * np.pi, 9)[:-1]
    x, y, radius = random.uniform(0.3, 0.7), random.uniform(0.3, 0.7), random.uniform(0.1, 0.25)
    reader.page.evaluate(_START)
    reader.drag_lasso(*((float(x + radius * np.cos(a)), float(y + radius * np.sin(a))) for a in angle))
    reader.page.wait_for_function("window.latency.done !== null", timeout=30_000)
    found = reader.page.evaluate("window.latency")
    reader.settle()
    reader.page.locator(".st-key-regions-undo button").first.click()
    reader.settle()
    return (found["done"] - found["up"]) / 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        make_workspace(home / "workspaces" / "latency")
        with running_dashboard(home) as dashboard, running_chromium() as browser:
            reader = Reader(browser.new_page(viewport={"width": 1280, "height": 900}), dashboard.url)
            reader.open("/regions?workspace=latency&design=latency")
            reader.wait_for_canvas()
            random = np.random.default_rng(1)
            for _ in range(3):
                lasso_seconds(reader, random)
            seconds = sorted(lasso_seconds(reader, random) for _ in range(LASSOS))
    p95 = seconds[int(0.95 * LASSOS)]
    print(f"{REFERENCES:,} references, {TRIPLES:,} triples, {MODELS} models, {LASSOS} lassos (synthetic data)")
    print(f"mouse up to new figures: median {1000 * statistics.median(seconds):.0f} ms, p95 {1000 * p95:.0f} ms")


if __name__ == "__main__":
    main()
