"""The presentation in Streamlit's own test runner: its steps, its address, and that nothing can be edited."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.regions.check_and_reveal import SHOW_CHECK
from simlab.ensembles import FALLBACK, Region, one_model
from simlab.maps import load_map
from simlab.studies.designs.named import create_design, open_design, save_step
from simlab.workspace import Workspace
from simlab.workspace.check_set import CheckSet, keep_check_set

APP = Path(__file__).resolve().parents[3] / "app.py"
Make = Callable[..., Workspace]
LEFT = ((-9.0, -9.0), (0.0, -9.0), (0.0, 9.0), (-9.0, 9.0))


def present(step: str = "") -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60)
    if step:
        page.query_params["step"] = step
    page.switch_page("pages/present.py").run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return "\n".join(block.proto.body for block in page.get("html")).replace("\u00a0", " ")


@pytest.fixture
def study(make_workspace: Make) -> Workspace:
    """With a design of one region."""
    workspace = make_workspace(pictures=False)
    named = create_design(workspace, "d", load_map(workspace, "pca-hsv"))
    drawn = Region("left <i>side</i>", LEFT, one_model("city-model"), "#cc6677", id="left")
    save_step(workspace, named, named.design.with_region(drawn), "drawn in a test")
    return workspace


def test_steps_follow_one_another(study: Workspace) -> None:
    page = present()
    titles = []
    for number in range(8):
        assert f"{number + 1} of 8" in said(page)
        titles.append(said(page).split('slp-title">')[1].split("<")[0])
        if number < 7:
            page.button(key="present.next").click().run()
            assert not page.exception
    assert titles[0].startswith("Which of the two")
    assert titles[4:6] == ["Region “left &lt;i&gt;side&lt;/i&gt;”", "Everywhere else"]
    assert page.button(key="present.next").disabled
    page.button(key="present.back").click().run()
    assert "7 of 8" in said(page)
    page.button(key="present.first").click().run()
    assert "1 of 8" in said(page)
    page.button(key="present.last").click().run()
    assert "8 of 8" in said(page)


def test_the_address_names_the_step(study: Workspace) -> None:
    assert "6 of 8" in said(present(f"region-{FALLBACK}"))
    assert "1 of 8" in said(present("no such step"))
    page = present("sum")
    assert page.query_params["design"] == "d"
    assert "the best single model" in said(page)


def test_nothing_can_be_edited(study: Workspace) -> None:
    before = open_design(study, "d")
    page = present("region-left")
    kinds = ("selectbox", "text_input", "checkbox", "toggle", "slider", "multiselect", "radio", "color_picker")
    assert [widget for kind in kinds for widget in page.main.get(kind)] == []
    assert {str(button.key) for button in page.button} == {
        f"present.{name}" for name in ("first", "back", "next", "last", "leave")
    }
    assert open_design(study, "d") == before


def test_the_check_figure_is_not_shown_unasked(study: Workspace) -> None:
    keep_check_set(study, CheckSet())
    assert "Their figure has not been asked for" in said(present("basis"))
    asked_for = AppTest.from_file(str(APP), default_timeout=60)
    asked_for.session_state[SHOW_CHECK] = True
    asked_for.query_params["step"] = "basis"
    asked_for.switch_page("pages/present.py").run()
    assert "On them: " in said(asked_for)


def test_synthetic_data_say_so_on_every_step(make_workspace: Make) -> None:
    workspace = make_workspace(pictures=False, synthetic=True)
    create_design(workspace, "d", load_map(workspace, "pca-hsv"))
    for step in ("question", "sum", "basis"):
        assert "SYNTHETIC DATA" in said(present(step))


def test_without_a_design_it_says_where_to_draw_one(make_workspace: Make) -> None:
    make_workspace(pictures=False)
    page = present()
    assert "no design to present" in page.info[0].value


def test_a_design_of_a_lost_map_is_explained(study: Workspace) -> None:
    for file in (study.path / "maps" / "pca-hsv").iterdir():
        file.unlink()
    (study.path / "maps" / "pca-hsv").rmdir()
    page = present()
    assert page.error
    assert page.button(key="present.leave")
