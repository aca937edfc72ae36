"""The best rule of every region on the page: proposed in a dialog, accepted as one step, or left."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.regions.best_here import accept_best_rules, best_html
from simlab.ensembles import Region, one_model, uniform_mean_of
from simlab.maps import ReferenceMap, fit_map
from simlab.studies.designs.best_rules import design_best_rules
from simlab.studies.designs.named import create_design, open_design, save_step
from simlab.studies.designs.region_bests import BestRules
from simlab.workspace import Workspace

APP = Path(__file__).resolve().parents[3] / "app.py"
MEMBERS = ("west-model", "east-model", "third-model")


@pytest.fixture
def study(toy_workspace: Callable[..., Workspace], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A region around each of two countries that ask for a model each; the mean answers everywhere."""
    monkeypatch.setenv("SIMLAB_HOME", str(tmp_path))
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", tmp_path / "none")
    workspace = toy_workspace("workspaces/study", references={"validation": 200, "test": 16, "train": 12})
    reference_map = fit_map(workspace, "look", "pca")
    named = create_design(workspace, "d", reference_map)
    save_step(workspace, named, replace(named.design, regions=countries(reference_map)), "drawn in a test")
    return workspace


def countries(reference_map: ReferenceMap) -> tuple[Region, ...]:
    found = []
    for name, remainder in (("west", 0), ("east", 1)):
        places = reference_map.fitted_coordinates[reference_map.fitted_rows % 2 == remainder]
        (left, bottom), (right, top) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
        points = ((left, bottom), (right, bottom), (right, top), (left, top))
        found.append(Region(name, points, uniform_mean_of(MEMBERS), "#cc6677", id=name))
    return tuple(found)


def opened() -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.switch_page("pages/regions.py").run()
    assert not page.exception
    return press(page, "best-here")


def press(page: AppTest, name: str) -> AppTest:
    page.button(key=f"regions.{name}").click().run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return "\n".join([*(part.value for part in page.caption), *(block.proto.body for block in page.get("html"))])


def test_all_are_accepted_as_one_step_and_taken_back(study: Workspace) -> None:
    page = opened()
    found = design_best_rules(study, "d")
    assert "west-model" in said(page)
    assert f"{found.n_comparisons} comparisons were made" in said(page)
    assert page.button(key="regions.best-accept").label == "Accept 2 of 2"
    before = open_design(study, "d")
    press(page, "best-accept")
    after = open_design(study, "d")
    assert [region.rule for region in after.design.regions] == [one_model("west-model"), one_model("east-model")]
    assert (after.step, after.action) == (before.step + 1, "best rule: west, east")
    assert "regions.best-accept" not in {button.key for button in page.button}
    press(page, "undo")
    assert open_design(study, "d").design == before.design


def test_one_is_accepted_alone(study: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.session_state", {})  # the test runner closes a dialog with every tick
    accept_best_rules(study, "d", design_best_rules(study, "d"), ["east"])
    after = open_design(study, "d")
    assert [region.rule for region in after.design.regions] == [uniform_mean_of(MEMBERS), one_model("east-model")]
    assert after.action == "best rule: east"


def test_nothing_is_changed_by_cancelling(study: Workspace) -> None:
    before = open_design(study, "d")
    press(opened(), "best-cancel")
    assert open_design(study, "d") == before


def test_where_nothing_is_proposed_it_says_why(study: Workspace) -> None:
    named = open_design(study, "d")
    rules = {"west": one_model("west-model"), "east": one_model("east-model")}
    done = tuple(replace(region, rule=rules[region.id]) for region in named.design.regions)
    save_step(study, named, replace(named.design, regions=done), "done")
    page = opened()
    assert "Nothing is proposed: no member can be told to be better than what answers now." in said(page)
    assert "stays: west-model leads already, told apart from all others" in said(page)
    assert page.button(key="regions.best-cancel").label == "Close"


def test_names_in_the_table_are_text(study: Workspace) -> None:
    row = replace(design_best_rules(study, "d").regions[0], name="<b>x</b>")
    shown = best_html(BestRules((row,), 1, None), MEMBERS, {"west-model": "#112233"}, {"west": "#445566"})
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
    assert "uniform mean of the 3 members" in shown
    assert "#112233" in shown
    assert "#445566" in shown
