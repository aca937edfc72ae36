"""The dialogs of the design bar: steps, versions, comparison, archive, link, import; and two tabs in conflict."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from simlab.ensembles import Region, one_model
from simlab.maps import load_map
from simlab.studies.designs.looks import marks_of
from simlab.studies.designs.named import create_design, open_design, save_step, undo
from simlab.studies.designs.versions import list_versions, open_version, save_version
from simlab.workspace import Workspace
from tests.dashboard.panel_driver import in_panel

APP = Path(__file__).resolve().parents[3] / "app.py"
Make = Callable[..., Workspace]
BOX = ((-9.0, -9.0), (0.0, -9.0), (0.0, 9.0), (-9.0, 9.0))


def regions(address: dict[str, str] | None = None, **session: object) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in session.items():
        page.session_state[key] = value
    for name, value in (address or {}).items():
        page.query_params[name] = value
    page.switch_page("pages/regions.py").run()
    assert not page.exception
    return page


@pytest.fixture
def study(make_workspace: Make) -> Workspace:
    """A design `d` with one region."""
    workspace = make_workspace(pictures=False)
    named = create_design(workspace, "d", load_map(workspace, "pca-hsv"))
    drawn = replace(named.design, regions=(Region("one", BOX, one_model("hsv"), "#cc6677", id="one"),))
    save_step(workspace, named, drawn, "drew one")
    return workspace


def texts(page: AppTest) -> str:
    return "\n".join(str(part.value) for part in (*page.markdown, *page.caption, *page.info))


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def part_of(workspace: Workspace, where: str, name: str) -> AppTest:
    """One part of a dialog by itself: in Streamlit's test runner a dialog is closed by what is pressed in it."""
    script = (
        f"from simlab.dashboard.regions.{where} import {name}\n"
        "from simlab.dashboard.regions import editing\n"
        "from simlab.workspace import Workspace\n"
        f"workspace = Workspace.open({str(workspace.path)!r})\n"
        f"{name}(workspace, editing.show_design(workspace, editing.chosen_design(workspace)))\n"
    )
    page = AppTest.from_string(script, default_timeout=60)
    page.session_state["design"] = "d"
    return page.run()


def rename_elsewhere(workspace: Workspace) -> None:
    named = open_design(workspace, "d")
    changed = named.design.changed("one", lambda region: replace(region, name="theirs"))
    save_step(workspace, named, changed, "renamed one to theirs")


def test_any_step_is_one_choice_away(study: Workspace) -> None:
    page = part_of(study, "history.steps", "show_steps")
    radio = page.radio(key="history.step")
    assert [option.split(" · ")[:2] for option in radio.options] == [["1", "drew one"], ["0", "created"]]
    assert page.button(key="history.go").disabled
    radio.set_value(0).run()
    press(page, "history.go")
    assert (open_design(study, "d").step, open_design(study, "d").last_step) == (0, 1)
    assert "Saved · step 0 of 1 · created" in texts(regions())


def test_a_version_is_saved_by_its_author_and_said_in_the_bar(study: Workspace) -> None:
    assert "no version yet" in texts(regions())
    page = part_of(study, "history.versions", "show_versions")
    assert page.text_input(key="history.name").value == "v1"
    page.text_input(key="history.by").set_value("ann")
    page.text_input(key="history.comment").set_value("before the meeting")
    next(button for button in page.button if button.label == "Save version").click().run()
    version = open_version(study, "d", "v1")
    assert (version.author, version.comment, version.step) == ("ann", "before the meeting", 1)
    assert page.session_state["history.author"] == "ann"
    page = regions()
    assert "version v1" in texts(page)
    in_panel(page, "rename", region="one", text="other")
    assert "edited since v1" in texts(page)


def test_a_version_is_restored_and_duplicated(study: Workspace) -> None:
    save_version(study, open_design(study, "d"), "v1", author="ann")
    rename_elsewhere(study)
    page = press(part_of(study, "history.versions", "show_versions"), "history.restore")
    assert open_design(study, "d").action == "restored version v1"
    press(page, "history.duplicate")
    assert open_design(study, "d-v1").design == open_version(study, "d", "v1").design
    assert page.query_params["design"] == "d-v1"


def test_two_states_are_compared(study: Workspace) -> None:
    page = part_of(study, "history.comparing", "show_comparison")
    assert "Save a version first" in page.info[0].value
    save_version(study, open_design(study, "d"), "v1", author="ann")
    rename_elsewhere(study)
    page = part_of(study, "history.comparing", "show_comparison")
    assert not page.error
    assert "**v1**" in texts(page)
    assert "0 of 12 references (0.0 %) change region or fallback." in texts(page)
    assert list(page.dataframe[0].value["changed"]) == ["name", "–"]


def test_an_archived_design_is_found_again(study: Workspace) -> None:
    create_design(study, "e", load_map(study, "pca-hsv"))
    page = press(part_of(study, "history.archive", "show_archive"), "history.archive")
    assert study.store.archived_design_names() == ["d"]
    assert regions().selectbox(key="regions.picked").options == ["e"]
    assert page.selectbox(key="history.archived").options == ["d"]
    press(page, "history.unarchive")
    assert study.store.design_names() == ["d", "e"]
    assert page.session_state["design"] == "d"


def test_an_archived_design_opens_by_its_name(study: Workspace) -> None:
    create_design(study, "e", load_map(study, "pca-hsv"))
    study.store.archive_design("d")
    assert "in the archive" in texts(regions(design="d"))


def test_a_link_to_a_version_shows_it_without_editing(study: Workspace) -> None:
    save_version(study, open_design(study, "d"), "v1", author="ann")
    rename_elsewhere(study)
    page = regions({"design": "d", "version": "v1", "view": "nonsense", "region": "one"})
    assert not page.error
    assert "**Version v1** of design d, saved by ann" in page.info[0].value
    assert list(page.dataframe[0].value["region"]) == ["one", "fallback"]
    assert not [button for button in page.button if button.key == "regions.undo"]
    press(page, "version.newest")
    assert "version" not in page.query_params
    assert page.button(key="regions.undo")
    assert open_design(study, "d").design.regions[0].name == "theirs"


def test_a_link_to_a_version_that_is_not_there_is_a_message(study: Workspace) -> None:
    page = regions({"design": "d", "version": "v9"})
    assert "has no version 'v9'" in page.error[0].value
    press(page, "version.newest")
    assert not page.error


def test_the_link_says_what_is_looked_at(study: Workspace) -> None:
    save_version(study, open_design(study, "d"), "v1", author="ann")
    page = regions({"design": "d", "colour": "accuracy of hsv", "region": "one"})
    assert "colour" not in page.query_params
    press(page, "regions.share")
    link = page.code[0].value
    for part in ("workspace=study", "design=d", "region=one", "colour=accuracy+of+hsv", "view=One+map"):
        assert part in link
    assert "version=" not in link
    page = part_of(study, "sharing.link", "show_link")
    page.selectbox(key="share.version").select("v1").run()
    assert "version=v1" in page.code[0].value


def test_every_part_of_the_dialogs_is_drawn(study: Workspace) -> None:
    for dialog, parts in (("history", ("Steps", "Versions", "Compare", "Archive")), ("share", ("Files", "Import"))):
        for part in parts:
            page = press(regions(**{f"{dialog}.part": part}), f"regions.{dialog}")
            assert not page.error


@pytest.mark.parametrize("way", ["make-again", "keep-mine", "drop-mine"])
def test_a_refused_change_is_not_lost(study: Workspace, way: str) -> None:
    page = regions()
    rename_elsewhere(study)
    in_panel(page, "rule", region="one", text="city-model")
    assert "was changed in another tab in the meantime (renamed one to theirs)" in page.error[0].value
    assert "Your change: rule of one: city-model." in page.error[0].value
    press(page, f"regions.{way}")
    assert not page.error
    theirs = open_design(study, "d").design.regions[0]
    made = way == "make-again"
    assert (theirs.name, theirs.rule) == ("theirs", one_model("city-model" if made else "hsv"))
    if way == "keep-mine":
        mine = open_design(study, "d-mine").design.regions[0]
        assert (mine.name, mine.rule) == ("one", one_model("city-model"))
        assert page.query_params["design"] == "d-mine"
    else:
        assert study.store.design_names() == ["d"]


def news(page: AppTest) -> list[str]:
    return [str(part.value) for part in page.warning]


def test_what_another_tab_did_is_said_when_it_is_first_shown(study: Workspace) -> None:
    page = regions()
    assert news(page.run()) == []
    rename_elsewhere(study)
    told = "Changed in another tab meanwhile: renamed one to theirs. Shown as it is there now; undo takes it back."
    assert news(press(page, "regions.history")) == [told]
    assert not page.error
    press(page, "regions.undo")
    assert open_design(study, "d").design.regions[0].name == "one"
    assert news(page) == []
    press(page, "regions.redo")
    in_panel(page, "rename", region="one", text="mine")
    assert news(page.run()) == [], "what this session does itself is no news"


def test_an_undo_in_another_tab_is_news_too(study: Workspace) -> None:
    page = regions()
    undo(study, open_design(study, "d"))
    told = "Changed in another tab meanwhile: taken back to step 0, created. Shown as it is there now; redo brings"
    assert news(page.run())[0].startswith(told)
    press(page, "regions.redo")
    assert news(page) == []
    assert open_design(study, "d").step == 1


def test_a_design_made_anew_under_the_name_is_news(study: Workspace) -> None:
    undo(study, open_design(study, "d"))
    page = regions()
    study.store.delete_design("d")
    other = create_design(study, "other", load_map(study, "pca-hsv"))
    create_design(study, "d", load_map(study, "pca-hsv"), replace(other.design, fallback=one_model("hsv")))
    page.session_state["design"] = "d"
    assert "meanwhile: created" in news(page.run())[0]


@pytest.mark.parametrize(("key", "lost"), [("undo", "Your undo was not made"), ("redo", "Your redo was not made")])
def test_a_refused_undo_is_explained_and_can_be_made_from_what_is_shown(study: Workspace, key: str, lost: str) -> None:
    if key == "redo":
        named = open_design(study, "d")
        undo(study, save_step(study, named, named.design.without("one"), "deleted one"))
    page = regions()
    rename_elsewhere(study)
    press(page, f"regions.{key}")
    assert "was changed in another tab in the meantime (renamed one to theirs)" in page.error[0].value
    assert lost in page.error[0].value
    assert news(page) == [], "said once"
    assert open_design(study, "d").design.regions[0].name == "theirs"
    press(page, "regions.undo")
    assert not page.error
    assert open_design(study, "d").design.regions[0].name == "one"


def test_restoring_a_version_is_the_sessions_own_step(study: Workspace) -> None:
    save_version(study, open_design(study, "d"), "v1", author="ann")
    page = regions()
    in_panel(page, "rename", region="one", text="mine")
    page.query_params["version"] = "v1"
    page.run()
    press(page, "version.restore")
    assert open_design(study, "d").action == "restored version v1"
    assert news(page) == []


def test_a_look_at_the_check_figure_is_counted_once_a_state(study: Workspace) -> None:
    page = press(regions(**{"regions.check": True}), "regions.keep-check")
    named = open_design(study, "d")
    page.toggle(key="regions.show-check").set_value(True).run()
    page.run()
    assert marks_of(study, "d", named.design).check == 1
    page.toggle(key="regions.show-check").set_value(False).run()
    page.toggle(key="regions.show-check").set_value(True).run()
    assert marks_of(study, "d", named.design).check == 2
    assert "Seen 2 times, of 1 state of this design." in texts(page.run())


def test_a_reveal_marks_a_version_and_every_later_figure(study: Workspace) -> None:
    triples = study.triples.assign(split=["test" if row % 48 >= 24 else "validation" for row in study.triples["row"]])
    study.replace_tables(study.images, triples)
    page = regions(**{"regions.test": True, "history.author": "ann"})
    page.text_input(key="regions.reason").set_value("finished")
    next(button for button in page.button if button.label == "Reveal the test figure").click().run()
    assert [(version.name, version.author) for version in list_versions(study, "d")] == [("test-1", "ann")]
    assert "version test-1" in texts(page)
    in_panel(page, "rule", region="fallback", text="hsv")
    shown = texts(regions())
    assert "EDITED AFTER A TEST REVEAL" in shown
    assert "edited since test-1" in shown
