"""The design panel: what Python tells the browser, what it takes from it, and the JavaScript as it gets there."""

import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from simlab.dashboard.component.modules import IMPORT
from simlab.dashboard.regions.panel import component
from simlab.dashboard.regions.panel.events import PanelEvent, parse_event
from simlab.dashboard.regions.panel.rule_options import OPTIONS, key_of, rule_of
from simlab.dashboard.regions.panel.spec import Compared, PanelRow, PanelSpec, difference_message
from simlab.ensembles import BEST, CREDIBILITY, Region, Rule, one_model, uniform_mean_of, vote_of
from simlab.errors import InputError
from simlab.evaluation import Difference, Estimate
from simlab.maps import load_map
from simlab.studies.designs.figures import RegionFigures
from simlab.studies.designs.named import create_design, open_design, save_step
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.workspace import Workspace
from tests.dashboard.panel_driver import in_panel

APP = Path(__file__).resolve().parents[3] / "app.py"
LEFT = ((-9.0, -9.0), (0.0, -9.0), (0.0, 9.0), (-9.0, 9.0))
EVERYWHERE = ((-9.0, -9.0), (9.0, -9.0), (9.0, 9.0), (-9.0, 9.0))
NOWHERE = ((50.0, 50.0), (51.0, 50.0), (51.0, 51.0))
MEMBERS = ("indoor-model", "city-model")
MODELS = ("hsv", *MEMBERS)


@pytest.fixture
def specs(monkeypatch: pytest.MonkeyPatch) -> list[PanelSpec]:
    """What the page has shown, newest last."""
    shown: list[PanelSpec] = []
    monkeypatch.setattr("simlab.dashboard.regions.page.design_panel", shown.append)
    return shown


@pytest.fixture
def study(make_workspace: Callable[..., Workspace]) -> Workspace:
    """A design of two regions, the second of which reaches over the first."""
    workspace = make_workspace(pictures=False)
    named = create_design(workspace, "d", load_map(workspace, "pca-hsv"))
    regions = (region("left", LEFT, one_model("hsv")), region("all", EVERYWHERE, BEST))
    save_step(workspace, named, replace(named.design, regions=regions), "drawn in a test")
    return workspace


def region(name: str, points: tuple[tuple[float, float], ...], rule: Rule) -> Region:
    return Region(name, points, rule, "#cc6677", id=name)


def page() -> AppTest:
    found = AppTest.from_file(str(APP), default_timeout=60)
    found.switch_page("pages/regions.py").run()
    assert not found.exception
    assert not found.error
    return found


def test_rows_hold_every_reference_once(study: Workspace, specs: list[PanelSpec]) -> None:
    page()
    rows = specs[-1].rows
    assert [row.figures.id for row in rows] == ["left", "all", "fallback"]
    assert [row.option for row in rows] == ["hsv", "*best", "*mean"]
    assert sum(row.figures.n_references for row in rows) == 12
    assert sum(row.figures.n_triples for row in rows) == len(study.split("validation"))
    assert specs[-1].share == "100.0 % of 12 references in regions, 0 in the fallback"
    left, everything, rest = (row.message() for row in rows)
    assert left["few"]
    assert everything["chosen"] in MEMBERS
    assert rest["holds"] == "no triples here"
    assert "accuracy" not in rest


def test_what_is_in_hand_shows_every_model_and_what_it_shares(study: Workspace, specs: list[PanelSpec]) -> None:
    found = page()
    assert specs[-1].details is None
    in_panel(found, "choose", region="all")
    details = specs[-1].details
    assert specs[-1].chosen == "all"
    assert details is not None
    assert [bar.name for bar in details.bars] == list(MODELS)
    assert [bar.baseline for bar in details.bars] == [True, False, False]
    n_left = specs[-1].rows[0].figures.n_references
    assert details.notes[0] == f"{n_left} of 12 references in it lie in left too; left has them: it comes first."
    assert details.notes[1].startswith("Neighbours inside: ")
    in_panel(found, "choose", region="fallback")
    assert specs[-1].details.note is None
    in_panel(found, "choose", region=None)
    assert specs[-1].details is None


def test_a_region_without_triples_is_said_in_plain_json(study: Workspace, specs: list[PanelSpec]) -> None:
    named = open_design(study, "d")
    save_step(study, named, named.design.with_region(region("empty", NOWHERE, CREDIBILITY)), "far away")
    found = in_panel(page(), "choose", region="empty")
    in_panel(found, "open-menu", region="empty")
    said = json.loads(json.dumps(specs[-1].message(), allow_nan=False))
    assert said["details"]["bars"][0][3:] == [None, None, None, 0]
    assert said["menu"]["outcomes"]["hsv"]["inside"] == "–"
    assert said["menu"]["outcomes"]["hsv"]["said"] == "no change"


def test_the_menu_says_what_each_rule_would_change(study: Workspace, specs: list[PanelSpec]) -> None:
    found = page()
    assert specs[-1].menu is None
    in_panel(found, "open-menu", region="left")
    menu = specs[-1].menu
    assert menu is not None
    assert list(menu.outcomes) == [*MODELS, *(key for key, _ in OPTIONS)]
    assert menu.outcomes["hsv"].change.value == 0
    promised = menu.outcomes["city-model"].accuracy.value
    in_panel(found, "rule", region="left", text="city-model")
    assert specs[-1].menu is None
    assert specs[-1].chosen == "left"
    after = evaluate_ensemble(study, "design", "validation", design="d")
    assert after.cross_fitted is not None
    assert promised == pytest.approx(after.cross_fitted.value)
    in_panel(found, "open-menu", region="left")
    in_panel(found, "close-menu", region="left")
    assert specs[-1].menu is None
    in_panel(found, "open-menu", region="gone")
    assert specs[-1].menu is None


def test_the_lead_over_any_baseline(study: Workspace, specs: list[PanelSpec]) -> None:
    found = page()
    in_panel(found, "rule", region="all", text="city-model")
    result = evaluate_ensemble(study, "design", "validation", design="d")
    for key, name in (("*best", "best"), ("*vote", "vote"), ("*mean", "mean")):
        in_panel(found, "against", text=key)
        assert specs[-1].against == key
        assert specs[-1].compared.difference == replace(result.differences[name], p_value=None)
    in_panel(found, "against", text="hsv")
    assert specs[-1].compared.difference is not None
    hsv = evaluate_ensemble(study, "mean", "validation", members=("hsv",)).estimate.value
    assert specs[-1].compared.difference.value == pytest.approx(result.estimate.value - hsv)
    in_panel(found, "against", text="nonsense")
    assert specs[-1].against == "*best"


def test_what_the_last_edit_changed(study: Workspace, specs: list[PanelSpec]) -> None:
    found = page()
    assert specs[-1].edit is None
    in_panel(found, "rule", region="all", text="city-model")
    before = evaluate_ensemble(study, "design", "validation", design="d").estimate.value
    in_panel(found, "rule", region="left", text="indoor-model")
    after = evaluate_ensemble(study, "design", "validation", design="d").estimate.value
    edit = specs[-1].edit
    assert edit is not None
    assert edit.what == "rule of left: indoor-model"
    assert edit.difference is not None
    assert edit.difference.value == pytest.approx(after - before)
    in_panel(found, "rename", region="left", text="west")
    assert specs[-1].edit == Compared("renamed left", None, "no answer changed")
    in_panel(found, "undo")
    in_panel(found, "undo")
    edit = specs[-1].edit
    assert edit is not None
    assert edit.what == "undid “rule of left: indoor-model”"
    assert edit.difference is not None
    assert edit.difference.value == pytest.approx(before - after)


def test_an_edit_sends_little(study: Workspace, specs: list[PanelSpec]) -> None:
    named = open_design(study, "d")
    regions = tuple(region(f"a region of some name {n}", LEFT, one_model("hsv")) for n in range(10))
    save_step(study, named, replace(named.design, regions=regions), "many")
    in_panel(page(), "choose", region="a region of some name 3")
    assert len(json.dumps(specs[-1].message())) < 4_000


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        (one_model("hsv"), "hsv"),
        (BEST, "*best"),
        (CREDIBILITY, "*credibility"),
        (vote_of(MEMBERS), "*vote"),
        (vote_of(("hsv", "city-model")), "*own-vote"),
        (uniform_mean_of(MEMBERS), "*mean"),
        (Rule("weights", (("hsv", 2.0),)), "*weights"),
    ],
)
def test_every_rule_has_an_option_and_back(rule: Rule, key: str) -> None:
    assert key_of(rule, MEMBERS) == key
    assert rule_of(key, rule, MODELS, MEMBERS) == rule


@pytest.mark.parametrize("now", [one_model("hsv"), BEST, vote_of(MEMBERS), uniform_mean_of(MEMBERS)])
@pytest.mark.parametrize("key", ["*weights", "*own-vote"])
def test_rules_of_ones_own_begin_as_what_they_are(now: Rule, key: str) -> None:
    assert key_of(rule_of(key, now, MODELS, MEMBERS), MEMBERS) == key
    with pytest.raises(InputError, match="'nobody' is no rule here; choose a model"):
        rule_of("nobody", now, MODELS, MEMBERS)


def test_differences_say_what_they_are() -> None:
    def message(low: float, value: float, high: float) -> dict[str, object]:
        return difference_message(Difference(value, low, high, None, 100, 10))

    assert message(0.01, 0.02, 0.03) == {"said": "+2.0 points [1.0, 3.0]", "direction": "up"}
    assert message(-0.03, -0.02, -0.01) == {"said": "−2.0 points [−3.0, −1.0]", "direction": "down"}
    assert message(-0.01, 0.02, 0.05) == {"said": "+2.0 points [−1.0, 5.0]", "direction": "same"}
    assert message(0, 0, 0) == {"said": "no change", "direction": "same"}


@pytest.mark.parametrize(("inside", "torn"), [(0.499, "49.9 %"), (0.5, None), (math.nan, None)])
def test_a_region_that_the_map_tore_apart_says_so(inside: float, torn: str | None) -> None:
    estimate = Estimate(0.75, 0.7, 0.8, 90, 30)
    figures = RegionFigures("r", "r", BEST, "city-model", 30, 100, estimate, {})
    said = PanelRow(figures, "#112233", "*best", inside).message()
    assert said.get("torn") == torn
    assert said["accuracy"] == "75.0 % [70.0, 80.0]"
    assert said["holds"] == "100 triples, 30 references"
    assert "few" not in said


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
KINDS = ("choose", "rename", "recolour", "move", "delete", "rule", "weights", "voters", "note", "against", "undo")


@given(
    st.fixed_dictionaries(
        {"seq": st.integers(1, 9), "nonce": st.just("n"), "kind": st.sampled_from(KINDS) | ANYTHING},
        optional={key: ANYTHING | st.just("r") for key in ("region", "text", "place", "weights", "session")},
    )
    | ANYTHING
)
def test_reading_events_never_raises(payload: object) -> None:
    event = parse_event(payload)
    if event is not None:
        assert event.kind in KINDS or event.region is not None
        assert all(0 <= weight < math.inf for _, weight in event.weights)


def test_events_as_the_browser_sends_them() -> None:
    number = {"seq": 1, "nonce": "n", "session": None}
    assert parse_event(number | {"kind": "move", "region": "r", "place": 2}) == PanelEvent("move", "r", "", 2)
    assert parse_event(number | {"kind": "choose", "region": None}) == PanelEvent("choose", None, "", None)
    assert parse_event(number | {"kind": "undo"}) == PanelEvent("undo", None, "", None)
    weights = (("a", 1.0), ("b", 0.5))
    given = {"kind": "weights", "region": "r", "weights": [["a", 1], ["b", 0.5]]}
    assert parse_event(number | given) == PanelEvent("weights", "r", "", None, weights)
    for broken in (
        {"kind": "move", "region": "r"},
        {"kind": "rename", "text": "x"},
        {"kind": "rename", "region": "r", "text": "x" * 3_000},
        {"kind": "weights", "region": "r", "weights": [["a", -1]]},
        {"kind": "weights", "region": "r", "weights": [["a", float("nan")]]},
        {"kind": "explode", "region": "r"},
    ):
        assert parse_event(number | broken) is None


def sources() -> dict[str, str]:
    entries = [*component.SOURCES.iterdir(), *files("simlab.dashboard.component").iterdir()]
    return {entry.name: entry.read_text(encoding="utf-8") for entry in entries if entry.name.endswith(".js")}


def test_the_javascript_is_whole() -> None:
    names = {name.removesuffix(".js") for name in sources()} - {"loader"}
    assert set(component.MODULES) <= names
    own = {entry.name.removesuffix(".js") for entry in component.SOURCES.iterdir() if entry.name.endswith(".js")}
    assert own - {"loader"} <= set(component.MODULES)
    module = component.panel_module().decode()
    assert not re.search(r"^import\b", module, re.MULTILINE)
    assert re.findall(r"^export .*", module, re.MULTILINE) == ["export function mount(root, data, setStateValue) {"]
    declared = re.findall(r"^(?:async )?(?:export )?(?:function|class|const|let) (\w+)", module, re.MULTILINE)
    assert sorted(declared) == sorted(set(declared))
    order = {name: position for position, name in enumerate(component.MODULES)}
    for name in component.MODULES:
        for _, _, imported in IMPORT.findall(sources()[f"{name}.js"]):
            assert order[imported] < order[name], f"{name} imports {imported}"
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", sources()[f"{name}.js"])
