"""What was seen of a design on check and test marks its versions, its edits and its copies."""

import pytest

from simlab.studies.designs.looks import marked_versions, marks_of, note_check_look
from simlab.studies.designs.named import create_design, free_design_name, go_to_step, open_design, save_step
from simlab.studies.designs.versions import duplicate_design, list_versions, restore_version, save_version, system_user
from simlab.studies.ensemble_evaluation import evaluate_ensemble


@pytest.fixture
def named(workspace, reference_map, drawn):
    return create_design(workspace, "two", reference_map, drawn(reference_map))


def reveal(workspace, reason="finished"):
    return evaluate_ensemble(workspace, "design", "test", design="two", reveal=reason)


def look(workspace, named):
    note_check_look(workspace, named.name, named.design, step=named.step)


def test_a_reveal_saves_and_marks_a_version(workspace, named):
    reveal(workspace)
    (version,) = list_versions(workspace, "two")
    assert (version.name, version.comment, version.design) == ("test-1", "Test revealed: finished", named.design)
    marks = marks_of(workspace, "two", named.design)
    assert (marks.test, marks.test_elsewhere, marks.edited_after_reveal) == (1, 0, False)
    assert marks.text == "test revealed once"
    reveal(workspace, "again")
    assert len(list_versions(workspace, "two")) == 1
    assert marks_of(workspace, "two", named.design).test == 2


def test_a_saved_version_is_marked_and_no_other_made(workspace, named):
    save_version(workspace, named, "v1", author="ann")
    reveal(workspace)
    assert [(version.name, marks.test) for version, marks in marked_versions(workspace, "two")] == [("v1", 1)]


def test_an_edit_after_a_reveal_says_so_until_it_is_taken_back(workspace, named):
    reveal(workspace)
    edited = save_step(workspace, named, named.design.without("west"), "removed west")
    assert marks_of(workspace, "two", edited.design).edited_after_reveal
    save_version(workspace, edited, "later", author="ann")
    assert [marks.text for _, marks in marked_versions(workspace, "two")] == [
        "test revealed once",
        "edited after a test reveal",
    ]
    back = restore_version(workspace, edited, "test-1")
    assert not marks_of(workspace, "two", back.design).edited_after_reveal
    reveal(workspace)
    assert len(list_versions(workspace, "two")) == 2


def test_a_reveal_after_a_reveal_is_no_first_look(workspace, named):
    reveal(workspace)
    edited = save_step(workspace, named, named.design.without("west"), "removed west")
    evaluate_ensemble(workspace, "design", "test", design="two", reveal="once more", author="ann")
    marks = marks_of(workspace, "two", edited.design)
    assert (marks.test, marks.test_elsewhere) == (1, 1)
    assert marks.text == "test revealed once · edited after a test reveal"
    assert not marks_of(workspace, "two", named.design).edited_after_reveal
    first, second = list_versions(workspace, "two")
    assert (second.name, second.author) == ("test-2", "ann")
    assert first.author == system_user()


def test_a_duplicate_is_no_fresh_start(workspace, named):
    reveal(workspace)
    copy = duplicate_design(workspace, "two", "copy")
    assert marks_of(workspace, "copy", copy.design).test == 1
    edited = save_step(workspace, copy, copy.design.without("west"), "removed west")
    assert marks_of(workspace, "copy", edited.design).edited_after_reveal


def test_names_and_colours_change_no_state(workspace, named):
    reveal(workspace)
    renamed = named.design.changed("west", lambda region: type(region)(**{**vars(region), "name": "wild west"}))
    after = save_step(workspace, named, renamed, "renamed west")
    assert not marks_of(workspace, "two", after.design).edited_after_reveal


def test_reveals_from_before_looks_were_kept_count(workspace, named):
    workspace.store.add_reveal("design two", "0123456789abcdef", "long ago")
    assert marks_of(workspace, "two", named.design).edited_after_reveal


def test_check_looks_are_counted_by_state(workspace, named):
    look(workspace, named)
    look(workspace, named)
    edited = save_step(workspace, named, named.design.without("west"), "removed west")
    look(workspace, edited)
    marks = marks_of(workspace, "two", named.design)
    assert (marks.check, marks.check_elsewhere, marks.text) == (2, 1, "check seen 2 times")


def test_steps_by_number_and_free_names(workspace, named):
    edited = save_step(workspace, named, named.design.without("west"), "removed west")
    assert go_to_step(workspace, edited, 0).design == named.design
    assert open_design(workspace, "two").step == 0
    workspace.store.archive_design("two")
    assert free_design_name(workspace, "two") == "two-2"
    assert free_design_name(workspace, "three") == "three"
