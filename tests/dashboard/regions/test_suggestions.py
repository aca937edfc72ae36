"""Suggestions on the Regions page: asked for, outlined, made a region in one click, taken back by undo."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from simlab.dashboard.regions import suggestions
from simlab.dashboard.regions.suggestion_list import described
from simlab.dashboard.regions.suggestions import Ghost, with_proposal
from simlab.ensembles import Design, Region, one_model
from simlab.ensembles.suggestions import Proposal
from simlab.evaluation import Difference
from simlab.maps import fit_map, load_map
from simlab.studies.designs.named import create_design, open_design, save_step
from simlab.studies.designs.suggestions import design_from_credibility, design_suggestions
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.workspace import Workspace

APP = Path(__file__).resolve().parents[3] / "app.py"
TRIANGLE = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))


@pytest.fixture
def study(toy_workspace: Callable[..., Workspace], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Two countries that ask for a model each, and an empty design `d`."""
    monkeypatch.setenv("SIMLAB_HOME", str(tmp_path))
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", tmp_path / "none")
    workspace = toy_workspace("workspaces/study", references={"validation": 200, "test": 16, "train": 12})
    create_design(workspace, "d", fit_map(workspace, "look", "pca"))
    return workspace


@pytest.fixture
def outlines(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The hints that the map was drawn with, run by run."""
    drawn: list[tuple[Any, ...]] = []
    show_map = suggestions.suggested_outlines

    def listen(*arguments: Any) -> Any:
        found = show_map(*arguments)
        drawn.append(found)
        return found

    monkeypatch.setattr("simlab.dashboard.regions.page.suggested_outlines", listen)
    return drawn


def regions() -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.switch_page("pages/regions.py").run()
    assert not page.exception
    return page


def press(page: AppTest, name: str) -> AppTest:
    page.button(key=f"regions.{name}").click().run()
    assert not page.exception
    return page


def texts(page: AppTest) -> str:
    parts = [part.value for kind in (page.markdown, page.caption) for part in kind]
    return "\n".join([*parts, *(block.proto.body for block in page.get("html"))])


def in_hand(page: AppTest) -> object:
    return page.session_state["regions.region-in-hand"]


def buttons(page: AppTest) -> list[str]:
    return [button.key for button in page.button if button.key and "add-suggestion" in button.key]


def test_nothing_is_looked_for_until_somebody_asks(study: Workspace, outlines: list[tuple[Any, ...]]) -> None:
    page = regions()
    assert page.button(key="regions.suggest").label == "Where is another model better?"
    assert buttons(page) == []
    assert outlines[-1] == ()


def test_a_suggestion_becomes_a_region_and_is_taken_back(study: Workspace, outlines: list[tuple[Any, ...]]) -> None:
    page = press(regions(), "suggest")
    found = design_suggestions(study, "d").found
    assert len(buttons(page)) == len(found.proposals) == 2
    assert [(hint.name, hint.polygon, hint.hint) for hint in outlines[-1]] == [
        (f"{number} · {proposal.model}", proposal.points, True)
        for number, proposal in enumerate(found.proposals, start=1)
    ]
    assert found.account in texts(page)
    first = found.proposals[0]
    assert f">1 · {first.model}</b>" in texts(page)

    before = open_design(study, "d").design
    press(page, "add-suggestion-1")
    added = open_design(study, "d")
    assert [(region.name, region.points, region.rule) for region in added.design.regions] == [
        (f"{first.model} 1", first.points, one_model(first.model))
    ]
    assert added.action == f"added suggestion {first.model}"
    assert in_hand(page) == added.design.regions[0].id
    assert [hint.name for hint in outlines[-1]] == [f"2 · {found.proposals[1].model}"]
    assert buttons(page) == ["regions.add-suggestion-2"]
    assert "Judged before your last edit" in texts(page)
    gained = evaluate_ensemble(study, "design", "validation", design="d")
    assert gained.differences["mean"].value > 0

    press(page, "undo")
    assert open_design(study, "d").design == before
    assert len(buttons(page)) == 2
    assert "Judged before your last edit" not in texts(page)
    press(page, "suggest")
    assert buttons(page) == []
    assert outlines[-1] == ()


def test_the_whole_way_ends_in_abstention(study: Workspace) -> None:
    page = press(press(press(regions(), "suggest"), "add-suggestion-1"), "add-suggestion-2")
    assert buttons(page) == []
    assert "All 2 were added or dismissed." in texts(page)
    assert len(open_design(study, "d").design.regions) == 2
    press(page, "suggest-again")
    assert buttons(page) == []
    assert "No place where another model is distinguishably better: looked at 3 models" in texts(page)
    assert "regions.suggest-again" not in {button.key for button in page.button}


def test_what_is_dismissed_stays_away_until_asked_again(study: Workspace, outlines: list[tuple[Any, ...]]) -> None:
    page = press(press(regions(), "suggest"), "dismiss-suggestion-1")
    assert buttons(page) == ["regions.add-suggestion-2"]
    assert [hint.name[0] for hint in outlines[-1]] == ["2"]
    press(press(page, "add-suggestion-2"), "undo")
    assert buttons(page) == ["regions.add-suggestion-2"]
    assert len(buttons(press(page, "suggest-again"))) == 2


def test_others_stay_where_they_were_found_while_the_design_changes(
    study: Workspace, outlines: list[tuple[Any, ...]]
) -> None:
    page = press(regions(), "suggest")
    before = outlines[-1]
    named = open_design(study, "d")
    save_step(study, named, replace(named.design, fallback=one_model("west-model")), "elsewhere")
    page.run()
    assert outlines[-1] == before
    assert "Judged before your last edit" in texts(page)
    press(page, "add-suggestion-1")
    (region,) = open_design(study, "d").design.regions
    assert region.note.endswith("; judged before other changes of the design")


def test_an_added_suggestion_that_is_reshaped_does_not_come_again(
    study: Workspace, outlines: list[tuple[Any, ...]]
) -> None:
    page = press(press(regions(), "suggest"), "add-suggestion-1")
    named = open_design(study, "d")
    region = named.design.regions[0]
    save_step(study, named, named.design.changed(region.id, lambda r: replace(r, points=TRIANGLE)), "reshaped")
    page.run()
    assert [hint.name[0] for hint in outlines[-1]] == ["2"]


def test_the_map_accepts_and_dismisses_by_the_ids_of_the_outlines(
    study: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    session: dict[str, object] = {}
    monkeypatch.setattr(suggestions.st, "session_state", session)
    found = design_suggestions(study, "d").found
    session[suggestions._SEARCH] = suggestions.Search((str(study.path), "d"), "", "", found)
    design = open_design(study, "d").design
    first, second = session[suggestions._SEARCH].ghosts(design)
    suggestions.accept_suggestion(study, "d", "suggestion-unknown")
    suggestions.accept_suggestion(study, "another", first.id)
    assert open_design(study, "d").design.regions == ()
    suggestions.accept_suggestion(study, "d", first.id)
    (region,) = open_design(study, "d").design.regions
    assert first.id == suggestions.GHOST + region.id
    suggestions.accept_suggestion(study, "d", first.id)
    assert len(open_design(study, "d").design.regions) == 1
    suggestions.dismiss_suggestion(second.id)
    assert session[suggestions._SEARCH].ghosts(open_design(study, "d").design) == ()


def test_suggestions_belong_to_their_design(study: Workspace) -> None:
    create_design(study, "e", load_map(study, "pca-look"))
    page = regions()
    page.selectbox(key="regions.picked").select("d").run()
    press(page, "suggest")
    page.selectbox(key="regions.picked").select("e").run()
    assert buttons(page) == []
    page.selectbox(key="regions.picked").select("d").run()
    assert len(buttons(page)) == 2


def test_too_small_a_study_is_a_message_and_the_map_stays(
    make_workspace: Callable[..., Workspace], outlines: list[tuple[Any, ...]]
) -> None:
    workspace = make_workspace(pictures=False)
    create_design(workspace, "d", load_map(workspace, "pca-hsv"))
    page = press(regions(), "suggest")
    assert [error.value.partition(";")[0] for error in page.error] == [
        "12 validation references have a place on this map and an answer that can be scored"
    ]
    assert outlines[-1] == ()
    assert "The map: trustworthiness" in texts(page)


def test_names_in_cards_are_text(study: Workspace) -> None:
    gain = Difference(0.1, 0.05, 0.15, 0.012, 300, 40)
    proposal = Proposal("<b>x</b>", TRIANGLE, gain, 0.8, 0.7, 90, 700, 0.1)
    said = described(Ghost("r", "1 · <b>x</b>", proposal), "#112233").replace("\u00a0", " ")
    assert ">1 · &lt;b&gt;x&lt;/b&gt;</b>" in said
    assert "ensemble +1.0 points [0.5, 1.5]" in said
    assert "in it 80.0 % instead of 70.0 %:<br>+10.0 points [5.0, 15.0], p = 0.012<br>" in said
    assert "300 triples, 40 of 90 references" in said
    tiny = replace(proposal, gain=replace(gain, p_value=0.0001))
    assert "p &lt; 0.001" in described(Ghost("r", "1 · x", tiny), "#112233").replace("\u00a0", " ")


def test_a_suggestion_answers_before_the_regions_that_are_there() -> None:
    gain = Difference(0.1, 0.05, 0.15, 0.012, 300, 40)
    there = Region("m1 1", TRIANGLE, one_model("m2"), "#e6550d")
    design = Design("map", "fingerprint", one_model("m2"), (there,))
    change = with_proposal(Ghost("r", "1 · m1", Proposal("m1", TRIANGLE, gain, 0.8, 0.7, 90, 700, 0.1)))
    first, second = change(design).regions
    assert (first.id, first.name, first.rule, first.points) == ("r", "m1 2", one_model("m1"), TRIANGLE)
    assert first.color != there.color
    assert first.note == "suggested for +10.0 points [5.0, 15.0], corrected, on references that had no part in it"
    assert second == there


def test_a_design_begins_with_the_regions_of_the_credibility_map(study: Workspace) -> None:
    page = regions()
    page.session_state["regions.new-design"] = True
    page.run()
    page.text_input(key="regions.new-name").set_value("credible")
    page.selectbox(key="regions.new-begin").select("Regions of the credibility map")
    next(button for button in page.button if button.label == "Start drawing").click().run()
    assert not page.exception
    made = open_design(study, "credible")
    expected = design_from_credibility(study, load_map(study, "pca-look"))
    assert made.design.fingerprint == expected.fingerprint
    assert page.selectbox(key="regions.picked").value == "credible"


def test_a_map_without_a_winner_makes_no_design(make_workspace: Callable[..., Workspace]) -> None:
    workspace = make_workspace(pictures=False)
    page = regions()
    page.selectbox(key="regions.new-begin").select("Regions of the credibility map")
    next(button for button in page.button if button.label == "Start drawing").click().run()
    assert "can be told apart from all others" in page.error[0].value
    assert workspace.store.design_names() == []


def test_a_design_changed_elsewhere_is_not_overwritten(study: Workspace) -> None:
    page = press(regions(), "suggest")
    named = open_design(study, "d")
    save_step(study, named, replace(named.design, fallback=one_model("west-model")), "elsewhere")
    press(page, "add-suggestion-1")
    assert "was changed in another tab in the meantime (elsewhere)" in page.error[0].value
    assert open_design(study, "d").design.regions == ()
