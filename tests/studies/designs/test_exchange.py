"""Designs between workspaces: the very same one, or a refusal that says what differs."""

from dataclasses import replace

import numpy as np
import pytest

from simlab.ensembles import BEST, Membership, one_model
from simlab.ensembles.design_file import read_design_file
from simlab.ensembles.design_seen import SeenBefore
from simlab.errors import ConflictError, FingerprintError, NotFoundError
from simlab.maps import delete_map, fit_map
from simlab.studies.designs.exchange import design_file, import_design, model_fingerprint, read_file
from simlab.studies.designs.looks import marks_of
from simlab.studies.designs.named import create_design, open_design, save_step
from simlab.studies.designs.remapping import import_on_map
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.workspace import ModelEntry
from simlab.workspace.check_set import CheckSet, keep_check_set


@pytest.fixture
def drawn_design(workspace, reference_map, drawn):
    return create_design(workspace, "two", reference_map, drawn(reference_map)).design


def exported(workspace):
    return read_design_file(design_file(workspace, "two").to_bytes(), "two.json")


def other_vectors(workspace, model: str) -> None:
    embedding = workspace.embedding(model)
    rows = np.flatnonzero(embedding.rows >= 0).astype(np.int32)
    workspace.write_embedding(workspace.model(model), np.array(embedding.take(rows)) + np.float32(0.5), rows)


def test_another_copy_of_the_study_gets_the_very_design(workspace, drawn_design, toy_workspace):
    file = exported(workspace)
    copy = toy_workspace("copy")
    fit_map(copy, "look", "pca", name="elsewhere")  # the same places under another id
    made = import_design(copy, file)
    assert made.design == replace(drawn_design, map_id="elsewhere")
    assert made.design.fingerprint == drawn_design.fingerprint
    assert (made.name, made.step, made.action) == ("two", 0, "imported two")
    here, there = (evaluate_ensemble(study, "design", "validation", design="two") for study in (workspace, copy))
    assert there.estimate == here.estimate


def test_members_are_the_validation_references_in_each_polygon(workspace, reference_map, drawn_design):
    file = design_file(workspace, "two")
    inside = Membership(reference_map.fitted_coordinates)
    for region, members in zip(drawn_design.regions, file.members, strict=True):
        literal = [name for name, at in zip(reference_map.fitted_ids, inside.inside(region), strict=True) if at]
        assert list(members) == literal
    western = set(workspace.ids(reference_map.fitted_rows[reference_map.fitted_rows % 2 == 0]))
    assert set(file.members[0]) == western
    test = workspace.ids(workspace.split("test")["reference"].to_numpy())
    assert not {*file.members[0], *file.members[1]} & set(test)


def test_a_round_trip_makes_nothing_unseen(workspace, drawn_design, reference_map):
    assert exported(workspace).seen == SeenBefore()
    keep_check_set(workspace, CheckSet())
    evaluate_ensemble(workspace, "design", "check", design="two")
    evaluate_ensemble(workspace, "design", "test", design="two", reveal="finished")
    evaluate_ensemble(workspace, "design", "test", design="two", reveal="again")
    assert exported(workspace).seen == SeenBefore(1, 2)
    same = import_design(workspace, exported(workspace), "same")
    marks = marks_of(workspace, "same", same.design)
    assert (marks.check_elsewhere, marks.test, marks.edited_after_reveal) == (1, 2, False)
    assert [look.reason for look in workspace.store.looks.of("same") if look.part == "test"] == [
        "imported; 2 reveals before"
    ] * 2
    edited = save_step(workspace, same, same.design.without("west"), "removed west")
    assert marks_of(workspace, "same", edited.design).edited_after_reveal
    file = design_file(workspace, "same")
    assert file.seen == SeenBefore(1, 2, True)
    again = import_design(workspace, read_design_file(file.to_bytes(), "same.json"), "again")
    assert marks_of(workspace, "again", again.design).edited_after_reveal
    assert design_file(workspace, "again").seen == file.seen


def test_what_was_seen_goes_along_to_another_map(workspace, drawn_design):
    evaluate_ensemble(workspace, "design", "test", design="two", reveal="finished")
    target = fit_map(workspace, "plain", "pca")
    made, _ = import_on_map(workspace, exported(workspace), target, "there")
    marks = marks_of(workspace, "there", made.design)
    assert (marks.test, marks.test_elsewhere, marks.edited_after_reveal) == (0, 1, True)


def test_names_can_be_chosen_and_are_never_overwritten(workspace, drawn_design):
    file = exported(workspace)
    with pytest.raises(ConflictError, match="A design named 'two' exists already"):
        import_design(workspace, file)
    assert import_design(workspace, file, "again").design == drawn_design
    assert open_design(workspace, "two").step == 0


def test_a_map_that_differs_is_refused_with_what_differs(workspace, drawn_design, toy_workspace):
    file = exported(workspace)
    delete_map(workspace, "pca-look")
    other = fit_map(workspace, "plain", "pca", name="pca-look")
    text = (
        r"Design 'two' is not imported: 1 thing of it differs in workspace 'toy'\. map 'pca-look' \(pca of look, "
        rf"fingerprint {drawn_design.map_fingerprint}\) has fingerprint {other.fingerprint} here \(features look in "
        r"the file, plain here; fingerprint of the features \w+ in the file, \w+ here\)\. The same members can be "
        r"drawn on another map, as hulls marked approximate \(`simlab design import … --remap MAP`\)\. Maps here: "
        r"pca-look\."
    )
    with pytest.raises(FingerprintError, match=text):
        import_design(workspace, file, "again")
    delete_map(workspace, "pca-look")
    with pytest.raises(FingerprintError, match=r"is not there, nor a map of another id .* Maps here: none yet\."):
        import_design(workspace, file, "again")
    assert workspace.store.design_names() == ["two"]


def test_models_that_differ_are_all_told(workspace, reference_map, drawn):
    create_design(workspace, "two", reference_map, drawn(reference_map, west=one_model("plain"), fallback=BEST))
    file = exported(workspace)
    strange = replace(
        file,
        models={"none": "0", "look": "0"},
        design=drawn(reference_map, west=one_model("none"), east=one_model("look"), fallback=BEST),
    )
    text = (
        r"2 things of it differ in workspace 'toy'\. model 'none', which a rule names, is not there; model 'look', "
        r"which a rule names, only serves features here\. Import it where the models are the same"
    )
    with pytest.raises(FingerprintError, match=text):
        import_design(workspace, strange, "again")
    before = model_fingerprint(workspace, "plain")
    other_vectors(workspace, "plain")
    after = model_fingerprint(workspace, "plain")
    text = rf"model 'plain' has other vectors of the validation references \(fingerprint {after} here, {before} there\)"
    with pytest.raises(FingerprintError, match=text):
        import_design(workspace, file, "again")


def test_vectors_of_other_images_do_not_make_another_model(workspace):
    before = model_fingerprint(workspace, "plain")
    embedding = workspace.embedding("plain")
    asked = np.unique(workspace.split("validation")[["reference", "a", "b"]].to_numpy()).astype(np.int32)
    workspace.write_embedding(ModelEntry("plain", "baseline"), np.array(embedding.take(asked)), asked)
    assert model_fingerprint(workspace, "plain") == before
    references = np.unique(workspace.split("validation")["reference"].to_numpy(np.int32))
    fewer = np.setdiff1d(asked, references[:1])
    workspace.write_embedding(ModelEntry("plain", "baseline"), np.array(embedding.take(fewer)), fewer)
    assert model_fingerprint(workspace, "plain") != before


def test_files_that_are_not_there(tmp_path):
    for path in (tmp_path, tmp_path / "none.json"):
        with pytest.raises(NotFoundError, match="There is no file"):
            read_file(path)
