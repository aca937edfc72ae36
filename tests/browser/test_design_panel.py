"""The design panel in a real browser, by mouse and by keyboard."""

from typing import Any

import pytest

from tests.browser.test_regions import start_design

pytestmark = pytest.mark.browser
COLUMNS = (0.05, 0.37, 0.69)


def rows(reader: Any) -> list[str]:
    return [str(name) for name in reader.page.locator("li.sdp-row .sdp-name").all_inner_texts()]


def focused(reader: Any) -> str:
    return str(reader.page.evaluate("document.activeElement.getAttribute('aria-label')"))


def press(reader: Any, *keys: str) -> None:
    for key in keys:
        reader.page.keyboard.press(key)
    reader.settle_panel()


def three_regions(reader: Any, name: str) -> None:
    start_design(reader, name)
    for number, left in enumerate(COLUMNS, start=1):
        reader.drag_lasso((left, 0.1), (left + 0.26, 0.1), (left + 0.26, 0.9), (left, 0.9))
        reader.rule_button(f"region {number}").wait_for()
        reader.settle()
    assert rows(reader) == ["region 1", "region 2", "region 3", "Everything else"]


def test_reorder_rename_copy_delete_undo_by_keyboard(reader: Any) -> None:
    three_regions(reader, "rows-by-keys")
    row = reader.page.locator("li.sdp-row")
    row.first.focus()
    press(reader, "Alt+ArrowDown")
    assert rows(reader)[:3] == ["region 2", "region 1", "region 3"]
    assert focused(reader) == "2, region 1", "the row keeps the focus"
    press(reader, "F2")
    reader.page.keyboard.type("<b>night</b>")
    press(reader, "Enter")
    assert rows(reader)[:3] == ["region 2", "<b>night</b>", "region 3"]
    press(reader, "Control+d")
    assert rows(reader)[:4] == ["region 2", "<b>night</b>", "<b>night</b> 1", "region 3"]
    press(reader, "ArrowDown", "Delete")
    assert rows(reader)[:3] == ["region 2", "<b>night</b>", "region 3"]
    assert focused(reader) == "3, region 3"
    press(reader, "Control+z", "Control+z")
    assert rows(reader)[:3] == ["region 2", "<b>night</b>", "region 3"]
    press(reader, "Control+y")
    assert "<b>night</b> 1" in rows(reader)
    press(reader, "End", "Delete")
    assert rows(reader)[-1] == "Everything else", "the fallback stays"


def test_drag_a_row_and_recolour_by_mouse(reader: Any) -> None:
    three_regions(reader, "rows-by-mouse")
    grip = reader.page.locator("li.sdp-row .sdp-grip").nth(2).bounding_box()
    first = reader.page.locator("li.sdp-row").first.bounding_box()
    assert grip is not None
    assert first is not None
    reader.page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    reader.page.mouse.down()
    reader.page.mouse.move(grip["x"] + 8, grip["y"] - 20, steps=3)
    reader.page.mouse.move(first["x"] + 20, first["y"] + 4, steps=3)
    assert reader.page.locator(".sdp-marker").count() == 1
    reader.page.mouse.up()
    assert rows(reader)[:3] == ["region 3", "region 1", "region 2"], "at once, before Python has answered"
    reader.settle_panel()
    assert rows(reader)[:3] == ["region 3", "region 1", "region 2"]
    reader.page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    reader.page.mouse.down()
    reader.page.mouse.move(first["x"] + 20, first["y"] + 4, steps=3)
    reader.page.keyboard.press("Escape")
    reader.page.mouse.up()
    assert rows(reader)[:3] == ["region 3", "region 1", "region 2"], "Escape gives a drag up"

    reader.page.locator("li.sdp-row .sdp-colour").first.fill("#123456")
    reader.settle_panel()
    outline = reader.page.locator("[data-simlab-canvas] .slc-region").first
    outline.wait_for(state="attached")
    reader.page.wait_for_function(
        "[...document.querySelectorAll('[data-simlab-canvas] .slc-region')]"
        ".some((path) => path.style.getPropertyValue('--region') === '#123456')"
    )
    name = reader.page.locator("li.sdp-row .sdp-name").nth(1)
    name.dblclick()
    reader.page.keyboard.type("dusk")
    press(reader, "Enter")
    assert rows(reader)[1] == "dusk"


def test_a_rule_by_keyboard_is_worth_what_was_promised(reader: Any) -> None:
    three_regions(reader, "promised")
    before = reader.ensemble_accuracy()
    reader.page.locator("li.sdp-row").first.focus()
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Tab")
    assert focused(reader) == "Rule of region 1"
    reader.page.keyboard.press("Enter")
    preview = reader.page.locator(".sdp-preview-value")
    reader.page.wait_for_function("/%/.test(document.querySelector('.sdp-preview-value')?.textContent)")
    assert preview.inner_text() == f"{100 * before:.1f} %", "the rule that it has changes nothing"
    reader.page.keyboard.press("Home")
    promised = preview.inner_text()
    change = reader.page.locator(".sdp-preview .sdp-change").inner_text()
    press(reader, "Enter")
    assert f"{100 * reader.ensemble_accuracy():.1f} %" == promised
    assert focused(reader) == "Rule of region 1"
    assert reader.page.locator(".sdp-edit .sdp-change").inner_text() == change
    assert reader.page.locator("li.sdp-chosen .sdp-name").inner_text() == "region 1"
    after = reader.ensemble_accuracy()

    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("End")
    press(reader, "Escape")
    assert reader.page.locator(".sdp-menu").is_hidden()
    assert reader.ensemble_accuracy() == after, "looking is no step"


def test_hover_weights_voters_and_a_note_by_mouse(reader: Any) -> None:
    three_regions(reader, "own-rules")
    reader.rule_button("region 2").click()
    reader.page.wait_for_function("/%/.test(document.querySelector('.sdp-preview-value')?.textContent)")
    for label in ("histogram", "hash"):
        reader.page.locator(f".sdp-option[aria-label='{label}']").hover()
        assert label in reader.page.locator(".sdp-preview-what").inner_text()
    reader.page.locator("[data-testid=ensemble-accuracy]").first.click()
    assert reader.page.locator(".sdp-menu").is_hidden(), "a click elsewhere closes it"
    reader.settle_panel()

    reader.choose_rule("region 2", "Own weights")
    slider = reader.page.get_by_label("Weight of hash in region 2")
    slider.focus()
    press(reader, "End")
    assert "10 ·" in reader.page.locator(".sdp-weight", has=slider).inner_text()
    reader.choose_rule("region 2", "Vote of chosen models")
    voters = reader.page.locator(".sdp-checkbox:checked")
    assert voters.count() == 1
    reader.page.locator(".sdp-checkbox:not(:checked)").first.check()
    reader.settle_panel()
    note = reader.page.get_by_label("Note on region 2")
    note.fill("dark, many lights")
    note.blur()
    reader.settle_panel()
    reader.page.reload()
    reader.settle()
    reader.wait_for_canvas()
    reader.page.locator("li.sdp-row .sdp-name").nth(1).click()
    reader.settle_panel()
    assert reader.page.get_by_label("Note on region 2").input_value() == "dark, many lights"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_off_at_1280_pixels(new_reader: Any, scheme: str) -> None:
    reader = new_reader(scheme=scheme, width=1280, height=800)
    three_regions(reader, f"narrow-{scheme}")
    reader.rule_button("region 1").click()
    reader.settle_panel()
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 1280
    wide = reader.page.evaluate(
        "[...document.querySelectorAll('.sdp, .sdp-row, .sdp-menu')]"
        ".filter((part) => part.scrollWidth > part.clientWidth + 1).length"
    )
    assert wide == 0
    assert reader.page.locator(".sdp").get_attribute("data-theme") == scheme
