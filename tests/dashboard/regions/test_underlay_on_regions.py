"""The same picker above the map that regions are drawn on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.canvas import CanvasSpec
from simlab.ensembles import Region, one_model
from simlab.maps import load_map
from simlab.studies.designs.named import create_design, open_design, save_step
from simlab.workspace import Workspace

APP = Path(__file__).resolve().parents[3] / "app.py"
UNDER = "regions.under"
TRIANGLE = ((-9.0, -9.0), (0.0, -9.0), (0.0, 9.0))


@pytest.fixture
def specs(monkeypatch: pytest.MonkeyPatch) -> list[CanvasSpec]:
    """What the page has drawn, newest last."""
    drawn: list[CanvasSpec] = []
    monkeypatch.setattr("simlab.dashboard.regions.map_panel.canvas", lambda spec, **_: drawn.append(spec))
    return drawn


def test_a_heat_map_lies_under_points_and_regions(
    make_workspace: Callable[..., Workspace], specs: list[CanvasSpec]
) -> None:
    workspace = make_workspace(pictures=False)
    named = create_design(workspace, "d", load_map(workspace, "pca-hsv"))
    drawn = named.design.with_region(Region("one", TRIANGLE, one_model("city-model"), "#cc6677", id="one"))
    save_step(workspace, named, drawn, "drawn in a test")
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.switch_page("pages/regions.py").run()
    assert page.selectbox(key=UNDER).options == ["Nothing", "Winner", "Margin", "Triples", "Density"]
    before = specs[-1]
    assert before.underlay is None
    page.selectbox(key=UNDER).select("winner").run()
    assert not page.exception
    assert not page.error
    after = specs[-1]
    assert after.underlay.title == "winner"
    assert after.points is before.points
    assert after.message() == before.message(), "regions and points as they were"
    assert open_design(workspace, "d").step == 1, "looking is no step of the design"

    page.selectbox(key="regions.colour-by").select("accuracy of city-model").run()
    page.selectbox(key=UNDER).select("credibility").run()
    assert [panel.title for panel in specs[-1].underlay.maps] == ["city-model"]
    page.selectbox(key="regions.colour-by").select("best member").run()
    assert specs[-1].underlay is None
    assert page.selectbox(key=UNDER).value == "nothing"
