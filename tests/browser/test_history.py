"""The past of a design by mouse: versions, the archive, links, two tabs at once, and files out and in again."""

from collections.abc import Callable
from typing import Any

import pytest

from simlab.maps import list_map_ids, load_map
from simlab.studies.designs.named import create_design, open_design
from simlab.studies.designs.versions import open_version
from simlab.workspace import Workspace
from tests.browser.designer import Designer

pytestmark = pytest.mark.browser
LEFT = ((0.05, 0.05), (0.45, 0.05), (0.45, 0.95), (0.05, 0.95))


@pytest.fixture
def new_designer(new_reader: Callable[..., Any], dashboard: Any) -> Callable[[str], Designer]:
    """Makes a reader with a design of that name open; the first asks for a new one."""
    folder = dashboard.home / "workspaces" / "material"

    def make(name: str) -> Designer:
        workspace = Workspace.open(folder)
        if name not in workspace.store.design_names():
            create_design(workspace, name, load_map(workspace, list_map_ids(workspace)[0]))
        designer = Designer(new_reader(), folder, name)
        designer.open()
        return designer

    return make


def draw(designer: Designer) -> None:
    step = designer.kept().step
    designer.reader.drag_lasso(*LEFT)
    designer.wait_for_step(step + 1)


def open_part(designer: Designer, dialog: str, part: str) -> Any:
    """A part of a dialog of the design bar."""
    found = designer.page.get_by_role("dialog")
    designer.reader.open_by(designer.page.locator(f".st-key-regions-{dialog} button").first, found)
    found.get_by_text(part, exact=True).first.click()
    designer.reader.settle()
    return found


def press(designer: Designer, key: str) -> None:
    designer.page.locator(f".st-key-{key} button").first.click()
    designer.page.wait_for_timeout(300)
    designer.reader.settle()


def test_save_edit_compare_restore_archive(new_designer: Callable[[str], Designer]) -> None:
    designer = new_designer("kept")
    draw(designer)
    dialog = open_part(designer, "history", "Versions")
    dialog.get_by_label("Comment").fill("one region")
    dialog.get_by_role("button", name="Save version").click()
    designer.page.wait_for_selector("text=version v1")
    kept = open_version(Workspace.open(designer.workspace), "kept", "v1")
    assert (kept.design, kept.comment) == (designer.design, "one region")

    designer.reader.wait_for_canvas()
    designer.choose_rule("region 1", "histogram")
    designer.page.wait_for_selector("text=edited since v1")
    dialog = open_part(designer, "history", "Compare")
    dialog.get_by_text("change region or fallback").wait_for()
    assert dialog.locator("img").count() == 2
    designer.page.keyboard.press("Escape")

    open_part(designer, "history", "Versions")
    press(designer, "history-restore")
    designer.page.wait_for_selector("text=restored version v1")
    assert designer.design == kept.design

    dialog = open_part(designer, "history", "Steps")
    dialog.get_by_text("0 · created").click()
    designer.page.get_by_role("button", name="Go to step 0").click()
    designer.wait_for_step(0)
    assert designer.design.regions == ()
    designer.press_redo()
    designer.wait_for_step(1)

    open_part(designer, "history", "Archive")
    press(designer, "history-archive")
    store = Workspace.open(designer.workspace).store
    for _ in range(100):
        if "kept" in store.archived_design_names():
            break
        designer.page.wait_for_timeout(50)
    assert "kept" in store.archived_design_names()
    store.unarchive_design("kept")
    assert open_version(Workspace.open(designer.workspace), "kept", "v1") == kept


def test_a_link_opens_the_same_in_a_fresh_browser(
    new_designer: Callable[[str], Designer], new_reader: Callable[..., Any], dashboard: Any
) -> None:
    designer = new_designer("linked")
    draw(designer)
    dialog = open_part(designer, "history", "Versions")
    dialog.get_by_role("button", name="Save version").click()
    designer.page.wait_for_selector("text=version v1")
    designer.reader.wait_for_canvas()
    designer.reader.choose("Colour by", "accuracy of hash")
    dialog = open_part(designer, "share", "Link")
    link = dialog.locator("code").first.inner_text().replace("\n", "")
    assert link.startswith(f"{dashboard.url}/regions?")

    other = new_reader()
    other.open(link.removeprefix(dashboard.url))
    other.wait_for_canvas()
    assert other.page.get_by_label("Colour by", exact=True).first.input_value() == "accuracy of hash"
    assert other.page.locator(".sdp-rule[aria-label='Rule of region 1']").count() == 1
    assert other.ensemble_accuracy() == designer.reader.ensemble_accuracy()

    designer.page.keyboard.press("Escape")
    designer.choose_rule("region 1", "histogram")
    third = new_reader()
    third.open(f"{link.removeprefix(dashboard.url)}&version=v1")
    third.page.wait_for_selector("text=saved by")
    third.wait_for_canvas()
    assert third.ensemble_accuracy() == other.ensemble_accuracy() != designer.reader.ensemble_accuracy()
    assert third.page.locator(".st-key-regions-undo").count() == 0


def test_two_tabs_in_conflict_lose_nothing(new_designer: Callable[[str], Designer]) -> None:
    first = new_designer("both")
    draw(first)
    second = new_designer("both")
    pick = first.open_rules("region 1", "histogram")
    second.choose_rule("fallback", "hash")
    pick()
    first.page.wait_for_selector("text=was changed in another tab")

    theirs = first.design
    press(first, "regions-keep-mine")
    first.page.wait_for_url("**design=both-mine**")
    first.page.wait_for_selector("text=rule of region 1: histogram")
    mine = open_design(Workspace.open(first.workspace), "both-mine").design
    assert mine.regions[0].rule.text == "histogram"
    assert mine.fallback != theirs.fallback
    assert first.design == theirs, "the other tab's design is as it was left there"


def test_the_refused_change_is_made_on_top(new_designer: Callable[[str], Designer]) -> None:
    first = new_designer("on-top")
    draw(first)
    second = new_designer("on-top")
    pick = first.open_rules("region 1", "histogram")
    second.choose_rule("fallback", "hash")
    pick()
    first.page.wait_for_selector("text=was changed in another tab")
    press(first, "regions-make-again")
    first.wait_for_step(3)
    assert (first.design.fallback.text, first.design.regions[0].rule.text) == ("hash", "histogram")


def test_a_design_goes_out_as_a_file_and_comes_in_again(new_designer: Callable[[str], Designer], tmp_path: Any) -> None:
    designer = new_designer("sent")
    draw(designer)
    sent = designer.design
    open_part(designer, "share", "Files")
    with designer.page.expect_download() as caught:
        designer.page.locator(".st-key-share-export button").first.click()
    assert caught.value.suggested_filename == "sent.simlab-design.json"
    file = tmp_path / "sent.simlab-design.json"
    caught.value.save_as(file)

    dialog = designer.page.get_by_role("dialog")
    dialog.get_by_text("Import", exact=True).first.click()
    dialog.locator("input[type=file]").set_input_files(file)
    dialog.get_by_label("Name here").wait_for()
    assert dialog.get_by_label("Name here").input_value() == "sent-2"
    press(designer, "share-import")
    designer.page.wait_for_selector("text=imported sent")
    assert open_design(Workspace.open(designer.workspace), "sent-2").design == sent

    file.write_text("{}")
    dialog = open_part(designer, "share", "Import")
    dialog.locator("input[type=file]").set_input_files(file)
    dialog.get_by_text("It is no design of SimLab").wait_for()
