"""The picker of heat maps on Explore: what it offers, and that nothing but the underlay changes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.canvas import CanvasSpec
from simlab.maps import fit_map
from simlab.workspace import ModelEntry, Workspace
from tests import toy_study

APP = Path(__file__).resolve().parents[3] / "app.py"
UNDER = "explore.under"
Make = Callable[..., Workspace]


@pytest.fixture
def specs(monkeypatch: pytest.MonkeyPatch) -> list[CanvasSpec]:
    """What the page has drawn, newest last."""
    drawn: list[CanvasSpec] = []
    monkeypatch.setattr("simlab.dashboard.explore.page.canvas", lambda spec, **_: drawn.append(spec))
    return drawn


def explore(**state: object) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in state.items():
        page.session_state[key.replace("__", ".")] = value
    page.switch_page("pages/explore.py").run()
    assert not page.exception
    assert not page.error
    return page


def choose(page: AppTest, key: str, option: str) -> None:
    page.selectbox(key=key).select(option).run()
    assert not page.exception
    assert not page.error


def test_each_small_map_lies_on_its_own_model(make_workspace: Make, specs: list[CanvasSpec]) -> None:
    make_workspace(pictures=False)
    page = explore(workspace="study")
    assert page.selectbox(key=UNDER).options == [
        "Nothing", "Credibility", "Winner", "Margin", "Triples", "Density"
    ]  # fmt: skip
    before = specs[-1]
    assert before.underlay is None
    choose(page, UNDER, "credibility")
    after = specs[-1]
    assert [panel.title for panel in after.underlay.maps] == [panel.title for panel in after.panels]
    assert after.points is before.points
    assert after.panel_file.fingerprint == before.panel_file.fingerprint
    for choice, title in (
        ("winner", "winner"),
        ("margin", "lead of the best"),
        ("triples", "triples"),
        ("density", "density"),
    ):
        choose(page, UNDER, choice)
        assert specs[-1].underlay.title == title
        assert len(specs[-1].underlay.maps) == 1
    choose(page, UNDER, "nothing")
    assert specs[-1].underlay is None


def test_one_map_lies_on_the_model_that_colours_it(make_workspace: Make, specs: list[CanvasSpec]) -> None:
    make_workspace(pictures=False)
    page = explore(
        workspace="study", explore__view="One map", explore__model="city-model", explore__under="credibility"
    )
    assert [panel.title for panel in specs[-1].underlay.maps] == ["city-model"]
    choose(page, "explore.model", "hsv")
    assert [panel.title for panel in specs[-1].underlay.maps] == ["hsv"]
    choose(page, "explore.colour_by", "Context")
    assert page.selectbox(key=UNDER).options == ["Nothing", "Winner", "Margin", "Triples", "Density"]
    assert specs[-1].underlay is None, "no model is shown"
    choose(page, UNDER, "winner")
    assert specs[-1].underlay.title == "winner"


def test_training_answers_have_no_credibility(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, specs: list[CanvasSpec]
) -> None:
    monkeypatch.setenv("SIMLAB_HOME", str(tmp_path))
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", tmp_path / "none")
    fit_map(toy_study.make(tmp_path / "workspaces" / "study"), "look", "pca")
    page = explore(workspace="study", split="train", explore__under="winner")
    assert page.selectbox(key=UNDER).options == ["Nothing", "Density"]
    assert page.selectbox(key=UNDER).help.endswith("choose the validation split in the sidebar.")
    assert specs[-1].underlay is None
    choose(page, UNDER, "density")
    assert specs[-1].underlay.title == "density"


def test_without_scored_models_there_is_nothing_to_show(make_workspace: Make, specs: list[CanvasSpec]) -> None:
    workspace = make_workspace(models=False, mapped=False, pictures=False)
    vectors = np.random.default_rng(0).normal(size=(36, 4))
    workspace.write_embedding(ModelEntry("space", "features"), vectors, np.arange(36))
    fit_map(workspace, "space", "pca")
    page = explore(workspace="study", explore__under="winner")
    assert page.selectbox(key=UNDER).options == ["Nothing", "Density"]
    assert specs[-1].underlay is None
