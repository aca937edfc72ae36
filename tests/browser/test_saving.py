"""What a page shows, saved: pictures that open elsewhere, and tables with the numbers that Python gives."""

import io
import re
import struct
import xml.etree.ElementTree as ElementTree
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from simlab.ensembles import Region, one_model
from simlab.maps import list_map_ids, load_map
from simlab.studies.designs.named import create_design, open_design, save_step
from simlab.studies.designs.tables import figure_table, reference_table
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.model_relations import model_relations
from simlab.workspace import Workspace

pytestmark = pytest.mark.browser
NAME = 'night & "day" <b>'
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def study(dashboard: Any) -> Workspace:
    """The study with a design of one region with a name that is no XML, over the left half of its map."""
    workspace = Workspace.open(dashboard.home / "workspaces" / "material")
    if "saved" not in workspace.store.design_names():
        found = load_map(workspace, list_map_ids(workspace)[0])
        (left, bottom), (right, top) = found.fitted_coordinates.min(axis=0), found.fitted_coordinates.max(axis=0)
        middle = (left + right) / 2
        corners = ((left, bottom), (middle, bottom), (middle, top), (left, top))
        points = tuple((float(x), float(y)) for x, y in corners)
        named = create_design(workspace, "saved", found)
        save_step(
            workspace,
            named,
            named.design.with_region(Region(NAME, points, one_model("hash"), "#cc6677")),
            "drawn in a test",
        )
    return workspace


def open_regions(reader: Any) -> None:
    reader.open("/regions?workspace=material&design=saved")
    reader.wait_for_canvas()


def saved(reader: Any, kind: str) -> tuple[str, bytes]:
    """Name and content of what the canvas saves."""
    reader.page.locator("[data-tool=save]").first.click()
    with reader.page.expect_download() as waiting:
        reader.page.locator(f"[data-save={kind}]").first.click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def pressed(reader: Any, name: str) -> tuple[str, bytes]:
    """Name and content of what a button of the page hands over."""
    with reader.page.expect_download() as waiting:
        reader.page.get_by_role("button", name=name, exact=True).first.click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def table(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content))


def references(workspace: Workspace) -> np.ndarray:
    return np.unique(workspace.split("validation")["reference"].to_numpy())


def test_a_map_with_regions_as_a_drawing(reader: Any, study: Workspace) -> None:
    open_regions(reader)
    name, content = saved(reader, "svg")
    assert name == "material-saved-map.svg"
    drawing = ElementTree.fromstring(content)
    texts = ["".join(text.itertext()) for text in drawing.iter(f"{SVG}text")]
    assert NAME in texts
    assert NAME.encode() not in content, "the name is escaped"
    assert any("validation split" in text and "design saved" in text for text in texts)
    assert {"hash", "histogram", "best member:"} <= set(texts)
    assert f"n = {len(references(study)):,} references drawn" in texts
    dots = [
        part for part in drawing.iter() if part.tag in (f"{SVG}circle", f"{SVG}path") and part.get("opacity") == "0.85"
    ]
    assert len(dots) == len(references(study))
    region = open_design(study, "saved").design.regions[0]
    outlines = [path for path in drawing.iter(f"{SVG}path") if path.get("data-region") == region.id]
    assert outlines
    assert outlines[0].get("stroke") == "rgb(204, 102, 119)"
    assert len(re.findall("[ML]", str(outlines[0].get("d")))) == 4
    assert not [part for part in drawing.iter() if str(part.get("class", "")).startswith("slc-corner")]


def test_a_map_with_regions_as_a_picture(reader: Any, study: Workspace) -> None:
    open_regions(reader)
    size = reader.page.locator(".slc-stage").bounding_box()
    name, content = saved(reader, "png")
    assert name == "material-saved-map.png"
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    assert width == 2 * (round(size["width"]) + 32)
    assert height > 2 * size["height"]
    pixels = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
    assert pixels[2, 2].tolist() == [255, 255, 255]
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 50


def test_drawn_values(reader: Any, study: Workspace) -> None:
    open_regions(reader)
    name, content = saved(reader, "csv")
    assert name == "material-saved-map.csv"
    drawn = table(content).set_index("image_row").loc[references(study)]
    python = reference_table(study, "saved").set_index("image_row").loc[references(study)]
    assert drawn["id"].tolist() == python["id"].tolist()
    np.testing.assert_allclose(drawn[["x", "y"]], python[["x", "y"]], rtol=1e-6, atol=1e-6)
    better = python["accuracy_hash"] > python["accuracy_histogram"]
    assert (drawn.loc[better[better].index, "best member"] == "hash").all()


def test_selected_points_and_a_heat_map_are_in_the_picture(reader: Any, study: Workspace) -> None:
    reader.open("/explore?workspace=material")
    reader.wait_for_canvas()
    _, before = saved(reader, "svg")
    reader.choose("Under the points", "Triples")
    reader.wait_for_canvas()
    _, after = saved(reader, "svg")
    texts = ["".join(text.itertext()) for text in ElementTree.fromstring(after).iter(f"{SVG}text")]
    assert any(text.startswith("Under the points: triples") for text in texts)
    assert len(list(ElementTree.fromstring(after).iter(f"{SVG}image"))) == 1
    assert not list(ElementTree.fromstring(before).iter(f"{SVG}image"))


def test_the_selection_is_in_the_table(reader: Any, study: Workspace) -> None:
    reader.open("/explore?workspace=material")
    reader.wait_for_canvas()
    assert "selected" not in table(saved(reader, "csv")[1])
    reader.drag_lasso((0.05, 0.05), (0.5, 0.05), (0.5, 0.95), (0.05, 0.95))
    reader.settle()
    said = reader.page.get_by_text(re.compile(r"^[\d,]+ triples?, [\d,]+ references?$")).first.inner_text()
    n_selected = int(table(saved(reader, "csv")[1])["selected"].sum())
    assert f"{n_selected:,} reference" in said


def test_the_menu_by_keyboard(reader: Any, study: Workspace) -> None:
    open_regions(reader)
    reader.page.locator("[data-tool=save]").focus()
    reader.page.keyboard.press("Enter")
    menu = reader.page.get_by_role("menu")
    menu.wait_for()
    reader.page.keyboard.press("Escape")
    menu.wait_for(state="hidden")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("ArrowUp")
    with reader.page.expect_download() as waiting:
        reader.page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "material-saved-map.csv"


def test_figures_of_a_design(reader: Any, study: Workspace) -> None:
    open_regions(reader)
    name, content = pressed(reader, "Figures (CSV)")
    assert name == "material-saved-figures.csv"
    found, python = table(content), figure_table(study, "saved")
    assert len(found) == len(python)
    everywhere = found[(found["region"] == "everywhere") & (found["what"] == "accuracy")].iloc[0]
    evaluation = evaluate_ensemble(study, "design", "validation", design="saved")
    assert everywhere["value"] == evaluation.estimate.value
    assert (everywhere["low"], everywhere["high"]) == (evaluation.estimate.low, evaluation.estimate.high)
    name, content = pressed(reader, "References (CSV)")
    assert name == "material-saved-references.csv"
    assert table(content)["region"].tolist() == reference_table(study, "saved")["region"].tolist()


def test_tables_of_explore(reader: Any, study: Workspace) -> None:
    reader.open("/explore?workspace=material")
    reader.wait_for_canvas()
    reader.page.locator(".st-key-explore-accuracy-csv").wait_for()
    with reader.page.expect_download() as waiting:
        reader.page.locator(".st-key-explore-accuracy-csv button").first.click()
    accuracies = table(waiting.value.path().read_bytes())
    assert accuracies["model"].tolist() == ["histogram", "hash"]
    with reader.page.expect_download() as waiting:
        reader.page.locator(".st-key-explore-triples-csv button").first.click()
    assert len(table(waiting.value.path().read_bytes())) == len(study.split("validation"))


def test_charts_of_compare(reader: Any, study: Workspace) -> None:
    reader.open("/compare?workspace=material")
    reader.page.wait_for_selector(".st-key-compare-figure .js-plotly-plot .scatterlayer .point")
    reader.settle()
    name, content = pressed(reader, "SVG")
    assert name.endswith("-scoreboard.svg")
    assert ElementTree.fromstring(content).tag == f"{SVG}svg"
    name, content = pressed(reader, "PNG")
    assert name.endswith("-scoreboard.png")
    assert content.startswith(b"\x89PNG")

    reader.page.get_by_role("tab", name="Relations").click()
    reader.settle()
    reader.page.locator(".st-key-compare-figure-agreement-equal .js-plotly-plot").wait_for()
    name, content = pressed(reader, "SVG")
    assert name == "simlab-agreement-equal.svg"
    assert ElementTree.fromstring(content).tag == f"{SVG}svg"
    name, content = pressed(reader, "CSV")
    assert name == "simlab-validation-agreement-equal.csv"
    [pair] = model_relations(study, "validation").pairs
    assert table(content)["equal_answers_value"].tolist() == [pair.equal.value]


def test_a_native_table_offers_itself(reader: Any, study: Workspace) -> None:
    reader.open("/?workspace=material")
    frame = reader.page.locator("[data-testid=stDataFrame]").first
    frame.wait_for()
    frame.hover()
    reader.page.get_by_role("button", name="Download as CSV").first.wait_for()
