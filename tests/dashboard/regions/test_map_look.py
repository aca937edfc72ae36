"""What the row above the Regions map offers, what the canvas then shows, and that choices survive."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.canvas import CanvasSpec, ColorScale
from simlab.dashboard.map_view.scene import Scene, scene_of
from simlab.ensembles import Region, one_model
from simlab.maps import load_map
from simlab.studies.designs.named import create_design, save_step
from simlab.workspace import Workspace

APP = Path(__file__).resolve().parents[3] / "app.py"
VIEW, BY, EACH_BY, UNDER = "regions.view", "regions.colour-by", "regions.colour-each-by", "regions.under"
OF, FROM = "regions.difference-of", "regions.difference-from"
MEMBERS = ["indoor-model", "city-model"]
BOX = ((-9.0, -9.0), (0.0, -9.0), (0.0, 9.0))


@pytest.fixture
def specs(monkeypatch: pytest.MonkeyPatch) -> list[CanvasSpec]:
    """What the page has drawn, newest last."""
    drawn: list[CanvasSpec] = []
    monkeypatch.setattr("simlab.dashboard.regions.map_panel.canvas", lambda spec, **_: drawn.append(spec))
    return drawn


@pytest.fixture
def study(make_workspace: Callable[..., Workspace]) -> Workspace:
    """With a design `d` whose one region is answered by a baseline."""
    workspace = make_workspace(pictures=False)
    named = create_design(workspace, "d", load_map(workspace, "pca-hsv"))
    drawn = named.design.with_region(Region("one", BOX, one_model("hsv"), "#cc6677", id="one"))
    save_step(workspace, named, drawn, "drawn in a test")
    return workspace


def regions(**session: object) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in session.items():
        page.session_state[key] = value
    page.switch_page("pages/regions.py").run()
    assert not page.exception
    return page


def choose(page: AppTest, key: str, option: str) -> None:
    page.selectbox(key=key).select(option).run()
    assert not page.exception
    assert not page.error


def accuracies(workspace: Workspace) -> tuple[Scene, dict[str, np.ndarray]]:
    scene = scene_of(workspace, "validation", "pca-hsv")
    rows = scene.accuracy.accuracy[:, scene.placed]
    return scene, dict(zip(scene.table.models, rows.astype(np.float32), strict=True))


def test_one_panel_a_model_for_members_and_what_the_design_names(study: Workspace, specs: list[CanvasSpec]) -> None:
    _, expected = accuracies(study)
    regions(**{VIEW: "Each model"})
    spec = specs[-1]
    assert [panel.title for panel in spec.panels] == [name for name in expected if name in {*MEMBERS, "hsv"}]
    for panel in spec.panels:
        np.testing.assert_array_equal(panel.values, expected[panel.title])
        assert panel.subtitle.endswith("%")
    assert [region.id for region in spec.regions] == ["one"]


def test_differences_are_on_one_scale_and_leave_the_baseline_out(study: Workspace, specs: list[CanvasSpec]) -> None:
    _, expected = accuracies(study)
    page = regions(**{VIEW: "Each model"})
    choose(page, EACH_BY, "difference")
    choose(page, FROM, "hsv")
    panels = specs[-1].panels
    assert [panel.title for panel in panels] == MEMBERS
    assert {panel.subtitle for panel in panels} == {"minus hsv"}
    for panel in panels:
        np.testing.assert_allclose(panel.values, expected[panel.title] - expected["hsv"], atol=1e-6)
    assert len({panel.coloring for panel in panels}) == 1
    choose(page, UNDER, "credibility")
    assert [panel.title for panel in specs[-1].underlay.maps] == MEMBERS
    page.run()
    assert [panel.title for panel in specs[-1].panels] == MEMBERS, "choices survive"
    assert page.selectbox(key=UNDER).value == "credibility"


def test_one_map_of_every_meaning(study: Workspace, specs: list[CanvasSpec]) -> None:
    scene, expected = accuracies(study)
    page = regions()
    options = page.selectbox(key=BY).options
    assert options[0] == "best member"
    assert [name for name in options if name.startswith("accuracy of ")] == [f"accuracy of {name}" for name in expected]
    for option in options:
        choose(page, BY, option)
        (panel,) = specs[-1].panels
        assert panel.title == "", "the picker says what it is"
        assert len(panel.values) == scene.placed.sum()
    choose(page, BY, "difference of models")
    choose(page, OF, "city-model")
    choose(page, FROM, "indoor-model")
    (panel,) = specs[-1].panels
    np.testing.assert_allclose(panel.values, expected["city-model"] - expected["indoor-model"], atol=1e-6)
    assert isinstance(panel.coloring, ColorScale)
    assert "Credibility" not in page.selectbox(key=UNDER).options, "a difference is about no single model"


def test_what_is_in_hand_reaches_the_canvas(study: Workspace, specs: list[CanvasSpec]) -> None:
    row = int(scene_of(study, "validation", "pca-hsv").references[0])
    regions(**{"regions.region-in-hand": "one", "regions.reference-in-hand": row})
    assert specs[-1].chosen == "one"
    assert specs[-1].selected_rows.tolist() == [row]
    regions(**{"regions.region-in-hand": "gone"})
    assert specs[-1].chosen is None
    assert specs[-1].selected_rows is None
