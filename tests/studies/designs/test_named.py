from dataclasses import replace

import pytest

from simlab.ensembles import BEST, uniform_mean_of
from simlab.errors import ConflictError, FingerprintError, InputError, NotFoundError
from simlab.maps import delete_map, fit_map
from simlab.studies.designs.named import create_design, map_of, open_design, redo, require_map, save_step, undo
from simlab.workspace import Workspace

MEMBERS = ("west-model", "east-model", "third-model")


def test_a_new_design_is_the_mean_of_the_members(workspace, reference_map):
    named = create_design(workspace, "night", reference_map)
    assert named.design.fallback == uniform_mean_of(MEMBERS)
    assert (named.design.regions, named.step, named.action) == ((), 0, "created")
    assert (named.can_undo, named.can_redo) == (False, False)
    with pytest.raises(
        ConflictError, match=r"A design named 'night' exists already\. Choose another name, or open it\."
    ):
        create_design(workspace, "night", reference_map)
    with pytest.raises(InputError, match="'night/day' cannot be the name of a design"):
        create_design(workspace, "night/day", reference_map)


def test_steps_are_there_after_a_reload(workspace, reference_map, drawn):
    named = create_design(workspace, "two", reference_map, drawn(reference_map))
    edited = replace(named.design, fallback=BEST)
    named = save_step(workspace, named, edited, "fallback: best")
    again = open_design(Workspace.open(workspace.path), "two")
    assert again == named
    assert again.design == edited
    back = undo(workspace, again)
    assert (back.design, back.can_undo, back.can_redo) == (drawn(reference_map), False, True)
    with pytest.raises(InputError, match=r"There is nothing to undo in design 'two'\."):
        undo(workspace, back)
    forward = redo(workspace, back)
    assert forward.design == edited
    with pytest.raises(InputError, match=r"There is nothing to redo in design 'two'\."):
        redo(workspace, forward)


def test_two_tabs(workspace, reference_map, drawn):
    one = other = create_design(workspace, "two", reference_map, drawn(reference_map))
    one = save_step(workspace, one, one.design.without("west"), "removed west")
    text = (
        r"Design 'two' was changed elsewhere in the meantime \(it is at step 1: removed west; your change was made "
        r"from step 0\)\. Reload to see it, then make your change again\."
    )
    for change in (
        lambda: save_step(workspace, other, other.design.without("east"), "removed east"),
        lambda: undo(workspace, other),
        lambda: redo(workspace, other),
    ):
        with pytest.raises(ConflictError, match=text):
            change()
    assert open_design(workspace, "two") == one


def test_a_tab_whose_step_was_undone_and_redone_differently(workspace, reference_map, drawn):
    start = create_design(workspace, "two", reference_map, drawn(reference_map))
    mine = save_step(workspace, start, start.design.without("west"), "removed west")
    theirs = undo(workspace, mine)
    theirs = save_step(workspace, theirs, start.design.without("east"), "removed east")
    with pytest.raises(ConflictError, match=r"was changed elsewhere in the meantime .*: removed east"):
        save_step(workspace, mine, mine.design, "again")
    assert open_design(workspace, "two").design == theirs.design
    assert undo(workspace, theirs).design == start.design


def test_designs_belong_to_their_map(workspace, reference_map, drawn):
    other = fit_map(workspace, "plain", "pca")
    text = (
        rf"drawn on map 'pca-look' with fingerprint {reference_map.fingerprint}; map '{other.id}' has "
        rf"{other.fingerprint}\. Its coordinates mean nothing there\. Open the design on its own map, or draw "
        r"it again on this one\."
    )
    with pytest.raises(FingerprintError, match=text):
        create_design(workspace, "two", other, drawn(reference_map))
    named = create_design(workspace, "two", reference_map, drawn(reference_map))
    elsewhere = replace(named.design, map_id=other.id, map_fingerprint=other.fingerprint)
    with pytest.raises(
        FingerprintError, match=r"Design 'two' belongs to map 'pca-look' .* Save it as a design of its own"
    ):
        save_step(workspace, named, elsewhere, "moved")
    require_map(named.design, reference_map)
    assert map_of(workspace, named.design).fingerprint == reference_map.fingerprint
    delete_map(workspace, "pca-look")
    with pytest.raises(NotFoundError, match="There is no map 'pca-look'"):
        map_of(workspace, named.design)


def test_designs_that_are_not_there(workspace, reference_map):
    create_design(workspace, "one", reference_map)
    with pytest.raises(NotFoundError, match=r"There is no design 'two' in this workspace\. Its designs: one\."):
        open_design(workspace, "two")
