"""Regions in Streamlit's own test runner: every edit saved, every refusal a message, figures as elsewhere."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.regions.map_panel import CANVAS
from simlab.dashboard.regions.panel.rule_options import key_of
from simlab.ensembles import Region, Rule, one_model, vote_of
from simlab.maps import delete_map, load_map
from simlab.studies.designs.named import create_design, open_design, save_step
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.workspace import ModelEntry, Workspace
from tests.dashboard.panel_driver import in_panel

APP = Path(__file__).resolve().parents[3] / "app.py"
Make = Callable[..., Workspace]
BOX = ((-9.0, -9.0), (0.0, -9.0), (0.0, 9.0), (-9.0, 9.0))
OTHER_BOX = ((0.0, -9.0), (9.0, -9.0), (9.0, 9.0), (0.0, 9.0))


def regions(**session: object) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in session.items():
        page.session_state[key] = value
    page.switch_page("pages/regions.py").run()
    assert not page.exception
    return page


@pytest.fixture
def study(make_workspace: Make) -> Workspace:
    """With an empty design `d`."""
    workspace = make_workspace(pictures=False)
    create_design(workspace, "d", load_map(workspace, "pca-hsv"))
    return workspace


def with_regions(workspace: Workspace, *found: Region) -> None:
    named = open_design(workspace, "d")
    save_step(workspace, named, replace(named.design, regions=found), "drawn in a test")


def region(name: str, rule: Rule, points: tuple[tuple[float, float], ...] = BOX) -> Region:
    return Region(name, points, rule, "#cc6677", id=name)


def draw(page: AppTest, points: object, seq: int = 1) -> AppTest:
    event = {"kind": "region", "seq": seq, "nonce": "mount", "panel": 0, "tool": "lasso"}
    page.session_state[CANVAS] = {"event": event | {"points": points}}
    page.run()
    assert not page.exception
    return page


def press(page: AppTest, name: str) -> AppTest:
    page.button(key=f"regions.{name}").click().run()
    assert not page.exception
    return page


def verdicts(page: AppTest) -> list[str]:
    bodies = [block.proto.body for block in page.get("html")]
    return [body for body in bodies if "data-testid='ensemble-accuracy'" in body]


def accuracy(page: AppTest) -> float:
    return float(verdicts(page)[0].partition("data-value='")[2].partition("'")[0])


def texts(page: AppTest) -> str:
    parts = [part.value for kind in (page.markdown, page.caption, page.info) for part in kind]
    return "\n".join([*parts, *verdicts(page)]).replace("\u00a0", " ")


def test_without_a_map_it_says_where_to_fit_one(make_workspace: Make) -> None:
    make_workspace(mapped=False, pictures=False)
    assert "A design is drawn on a map. Fit one on Explore first." in texts(regions())


def test_without_members_it_says_what_is_missing(make_workspace: Make) -> None:
    make_workspace(models=False, mapped=False, pictures=False)
    page = regions()
    assert len(page.error) == 1
    assert "simlab" in page.error[0].value


def test_a_first_design_is_named_and_opened(make_workspace: Make) -> None:
    workspace = make_workspace(pictures=False)
    page = regions()
    assert page.text_input(key="regions.new-name").value == "design-1"
    page.text_input(key="regions.new-name").set_value("  ")
    next(button for button in page.button if button.label == "Start drawing").click().run()
    assert len(page.error) == 1
    assert workspace.store.design_names() == []
    page.text_input(key="regions.new-name").set_value(" mine ")
    next(button for button in page.button if button.label == "Start drawing").click().run()
    assert workspace.store.design_names() == ["mine"]
    assert "Saved · step 0 of 0 · created · map pca-hsv" in texts(page)
    assert page.query_params["design"] == "mine"


def test_a_name_that_is_taken_is_a_message(study: Workspace) -> None:
    page = regions()
    page.session_state["regions.new-design"] = True
    page.run()
    page.text_input(key="regions.new-name").set_value("d")
    next(button for button in page.button if button.label == "Start drawing").click().run()
    assert len(page.error) == 1
    assert "'d'" in page.error[0].value


def test_a_drawn_region_changes_nothing_until_it_has_a_rule(study: Workspace) -> None:
    page = regions()
    before = accuracy(page)
    assert before == evaluate_ensemble(study, "design", "validation", design="d").estimate.value
    draw(page, BOX)
    drawn = open_design(study, "d").design.regions
    assert [(found.name, found.points) for found in drawn] == [("region 1", BOX)]
    assert accuracy(page) == before
    assert "Saved · step 1 of 1 · drew a region" in texts(page)
    in_panel(page, "rule", region=drawn[0].id, text="hsv")
    assert open_design(study, "d").design.regions[0].rule == one_model("hsv")
    figure = evaluate_ensemble(study, "design", "validation", design="d").estimate
    assert accuracy(page) == figure.value
    assert "rule of region 1: hsv" in texts(page)


def test_an_event_counts_once(study: Workspace) -> None:
    page = draw(regions(), BOX)
    page.run()
    draw(page, BOX)
    assert len(open_design(study, "d").design.regions) == 1
    draw(page, OTHER_BOX, seq=2)
    assert [found.name for found in open_design(study, "d").design.regions] == ["region 1", "region 2"]
    colours = {found.color for found in open_design(study, "d").design.regions}
    assert len(colours) == 2


@pytest.mark.parametrize("points", [[[0, 0], [1, 1]], "nonsense", [[0, "x"], [1, 1], [2, 0]], [[0, 0]] * 3000])
def test_nonsense_from_a_browser_is_no_region(study: Workspace, points: object) -> None:
    page = draw(regions(), points)
    assert not page.error
    assert open_design(study, "d").design.regions == ()


def test_every_rule(study: Workspace) -> None:
    with_regions(study, region("r", one_model("hsv")))
    page = regions()
    for option, kind in (
        ("*best", "best"),
        ("*vote", "vote"),
        ("*weights", "weights"),
        ("*mean", "weights"),
        ("*credibility", "credibility"),
        ("*own-vote", "vote"),
        ("city-model", "model"),
    ):
        in_panel(page, "rule", region="r", text=option)
        assert not page.error
        rule = open_design(study, "d").design.regions[0].rule
        assert (rule.kind, key_of(rule, ("indoor-model", "city-model"))) == (kind, option)
        assert accuracy(page) == evaluate_ensemble(study, "design", "validation", design="d").estimate.value
    in_panel(page, "rule", region="fallback", text="indoor-model")
    assert open_design(study, "d").design.fallback == one_model("indoor-model")
    in_panel(page, "rule", region="r", text="*nonsense")
    assert "'*nonsense' is no rule here" in page.error[0].value
    assert open_design(study, "d").design.regions[0].rule == one_model("city-model")


def test_own_weights(study: Workspace) -> None:
    with_regions(study, region("r", Rule("weights", (("indoor-model", 3.0), ("city-model", 25.0)))))
    page = in_panel(regions(), "weights", region="r", weights=[["hsv", 2.0], ["city-model", 0.5]])
    assert open_design(study, "d").design.regions[0].rule == Rule("weights", (("hsv", 2.0), ("city-model", 0.5)))
    assert accuracy(page) == evaluate_ensemble(study, "design", "validation", design="d").estimate.value
    in_panel(page, "weights", region="r", weights=[])
    assert "The weights of this rule are all 0." in page.error[0].value
    assert open_design(study, "d").action == "weights of r: 80% hsv + 20% city-model"


def test_voters_and_a_note(study: Workspace) -> None:
    with_regions(study, region("r", vote_of(["indoor-model", "city-model"])))
    page = in_panel(regions(), "voters", region="r", weights=[["hsv", 1], ["city-model", 1]])
    assert open_design(study, "d").design.regions[0].rule == vote_of(["hsv", "city-model"])
    in_panel(page, "voters", region="r", weights=[])
    assert "at least one model" in page.error[0].value
    in_panel(page, "note", region="r", text=" <b>dark</b> ")
    named = open_design(study, "d")
    assert (named.design.regions[0].note, named.action) == ("<b>dark</b>", "wrote a note on r")


def test_rename_recolour_reorder_delete_undo_redo(study: Workspace) -> None:
    with_regions(study, region("one", one_model("hsv")), region("two", one_model("city-model"), OTHER_BOX))
    page = regions()

    def names() -> list[str]:
        return [found.name for found in open_design(study, "d").design.regions]

    in_panel(page, "rename", region="one", text=" night <b>cities</b> ")
    assert names() == ["night <b>cities</b>", "two"]
    in_panel(page, "recolour", region="one", text="#112233")
    assert open_design(study, "d").design.regions[0].color == "#112233"
    in_panel(page, "move", region="one", place=1)
    assert names() == ["two", "night <b>cities</b>"]
    in_panel(page, "duplicate", region="two")
    assert names() == ["two", "two 1", "night <b>cities</b>"]
    in_panel(page, "undo")
    in_panel(page, "delete", region="two")
    assert names() == ["night <b>cities</b>"]
    press(page, "undo")
    assert names() == ["two", "night <b>cities</b>"]
    press(page, "redo")
    assert names() == ["night <b>cities</b>"]
    assert page.button(key="regions.redo").disabled
    assert not page.error


@pytest.mark.parametrize(
    ("name", "message"), [("", "A region needs a name of 1 to 80"), ("two", "Two regions have the name 'two'.")]
)
def test_a_bad_name_is_a_message_and_nothing_changes(study: Workspace, name: str, message: str) -> None:
    with_regions(study, region("one", one_model("hsv")), region("two", one_model("hsv"), OTHER_BOX))
    page = regions()
    in_panel(page, "rename", region="one", text=name)
    assert message in page.error[0].value
    assert open_design(study, "d").design.regions[0].name == "one"
    page.run()
    assert not page.error


def test_a_change_from_another_tab_is_not_overwritten(study: Workspace) -> None:
    with_regions(study, region("one", one_model("hsv")))
    page = regions()
    with_regions(study, region("theirs", one_model("city-model")))
    in_panel(page, "rename", region="one", text="mine")
    assert "was changed in another tab in the meantime (drawn in a test)" in page.error[0].value
    assert [found.name for found in open_design(study, "d").design.regions] == ["theirs"]


def test_figures_are_those_of_the_command_line(study: Workspace) -> None:
    with_regions(study, region("left", Rule("best")))
    page = regions()
    found = evaluate_ensemble(study, "design", "validation", design="d")
    assert accuracy(page) == found.estimate.value
    shown = texts(page)
    assert "in-sample drawing" in shown
    assert f"{found.estimate.n_triples} triples, 12 references · {found.asked.n_ties} human ties left out" in shown
    assert found.cross_fitted is not None
    assert f"* cross-validated over references {100 * found.cross_fitted.value:.1f} %" in shown
    assert "Members: indoor-model, city-model." in shown


def test_the_check_set_on_request(study: Workspace) -> None:
    page = press(regions(**{"regions.check": True}), "keep-check")
    assert "Ensemble accuracy, validation without the check set" in texts(page)
    assert "Ensemble accuracy, check set" not in texts(page)
    page.toggle(key="regions.show-check").set_value(True).run()
    shown = verdicts(page)
    check = evaluate_ensemble(study, "design", "check", design="d").estimate
    assert "check set" in shown[1]
    assert f"data-value='{check.value!r}'" in shown[1]
    press(page, "drop-check")
    assert "without the check set" not in texts(page)


def test_the_test_figure_needs_a_reason(study: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    triples = study.triples.assign(split=["test" if row % 48 >= 24 else "validation" for row in study.triples["row"]])
    study.replace_tables(study.images, triples)
    page = regions(**{"regions.test": True})
    reveal = next(button for button in page.button if button.label == "Reveal the test figure")
    reveal.click().run()
    assert "The test split of 'study' is closed for design d" in page.error[0].value
    assert study.store.reveals() == []
    page.text_input(key="regions.reason").set_value("finished")
    next(button for button in page.button if button.label == "Reveal the test figure").click().run()
    figure = evaluate_ensemble(study, "design", "test", design="d").estimate
    assert f"**Test accuracy {100 * figure.value:.1f} %" in texts(page)
    draw(page, BOX)
    in_panel(page, "rule", region="fallback", text="hsv")
    assert "EDITED AFTER A TEST REVEAL" in texts(page)
    assert "Test accuracy" not in texts(page)


def test_a_design_whose_map_is_gone_is_a_message(study: Workspace) -> None:
    delete_map(study, "pca-hsv")
    page = regions()
    assert "pca-hsv" in page.error[0].value
    assert page.selectbox(key="regions.picked").value == "d"


def test_a_model_whose_vectors_are_gone_is_a_message(study: Workspace) -> None:
    with_regions(study, region("one", one_model("hsv")))
    for path in (study.path / "embeddings" / "hsv").iterdir():
        path.unlink()
    page = regions()
    assert page.error
    assert not any("did not expect" in error.value for error in page.error)
    assert any("hsv" in error.value for error in page.error)


def test_designs_are_picked_by_name(study: Workspace) -> None:
    create_design(study, "e", load_map(study, "pca-hsv"))
    page = regions()
    assert page.selectbox(key="regions.picked").value == "e"
    page.selectbox(key="regions.picked").select("d").run()
    assert page.query_params["design"] == "d"
    assert regions(design="d").selectbox(key="regions.picked").value == "d"


def test_a_new_model_can_be_given_a_region_at_once(study: Workspace) -> None:
    with_regions(study, region("one", one_model("hsv")))
    vectors = np.random.default_rng(3).normal(size=(36, 4))
    study.write_embedding(ModelEntry("late", "baseline"), vectors, np.arange(36))
    page = regions()
    in_panel(page, "rule", region="one", text="late")
    assert not page.error
    assert accuracy(page) == evaluate_ensemble(study, "design", "validation", design="d").estimate.value


def test_how_far_the_map_can_be_believed(study: Workspace) -> None:
    page = regions()
    shown = texts(page)
    assert "The map: trustworthiness 0." in shown
    assert "Unsupported, far from all validation references: 0.0 % of validation (0 of 12)." in shown
    vectors = np.random.default_rng(9).normal(size=(36, 4))
    study.write_embedding(ModelEntry("hsv", "baseline"), vectors, np.arange(36))
    shown = texts(regions())
    assert "Which references are unsupported is not known" in shown
