"""The planted countries keep their references when a design goes to another map."""

from dataclasses import replace

import pytest

from simlab.ensembles import Design, points_inside, region_shape
from simlab.errors import FingerprintError, InputError
from simlab.maps import fit_map
from simlab.studies.designs.exchange import design_file
from simlab.studies.designs.named import create_design
from simlab.studies.designs.remapping import import_on_map, remap_design


@pytest.fixture
def study(toy_workspace):
    return toy_workspace(references={"validation": 120, "test": 16, "train": 12})


@pytest.fixture
def old_map(study):
    return fit_map(study, "look", "pca")


@pytest.fixture
def file(study, old_map, drawn):
    design = drawn(old_map)
    noted = design.changed("west", lambda region: replace(region, note="the dark one"))
    create_design(study, "two", old_map, noted)
    return design_file(study, "two")


def test_the_countries_stay_whole_on_a_map_of_the_same_space(study, old_map, file):
    target = fit_map(study, "look", "tsne")
    remapped = remap_design(file, target)
    for region, report, old, members in zip(
        remapped.design.regions, remapped.regions, file.design.regions, file.members, strict=True
    ):
        inside = points_inside(region_shape(region.points), target.fitted_coordinates)
        found = {name for name, at in zip(target.fitted_ids, inside, strict=True) if at}
        assert (report.n_members, report.n_placed) == (60, 60)
        assert report.n_kept == len(found & set(members)) >= 57
        assert report.n_added == len(found - set(members)) == 0
        assert (region.name, region.rule, region.color, region.id) == (old.name, old.rule, old.color, old.id)
        said = f"Approximate: hull of the region's members on map pca-look. It keeps {report.n_kept} of 60 and adds 0"
        assert region.note.startswith(said)
        assert region.note.endswith(f"others. {old.note}".rstrip())
    assert (remapped.design.map_id, remapped.design.map_fingerprint) == (target.id, target.fingerprint)


def test_imported_on_another_map_or_just_as_it_is_on_its_own(study, old_map, file):
    target = fit_map(study, "plain", "pca")
    made, reports = import_on_map(study, file, target, "there")
    assert made.design == remap_design(file, target).design
    assert reports == remap_design(file, target).regions
    assert made.action == "imported two, re-mapped from map pca-look (approximate)"
    same, reports = import_on_map(study, file, old_map, "same")
    assert (same.design, reports) == (file.design, ())


def test_regions_without_members_are_left_out_and_said(study, old_map, file):
    target = fit_map(study, "plain", "pca")
    partly = replace(file, members=(("gone/1", "gone/2"), (*file.members[1][:2], "gone/3")))
    remapped = remap_design(partly, target)
    assert [region.name for region in remapped.design.regions] == ["east"]
    assert [(report.n_members, report.n_placed) for report in remapped.regions] == [(2, 0), (3, 2)]
    assert remapped.regions[1].n_kept == 2
    text = r"None of the 2 regions of design 'two' has a member among the 120 validation references of map 'pca-plain'"
    with pytest.raises(InputError, match=text):
        remap_design(replace(file, members=((), ("gone/1",))), target)
    empty = Design(old_map.id, old_map.fingerprint, file.design.fallback)
    assert remap_design(replace(file, design=empty, members=()), target).regions == ()


def test_models_that_differ_are_refused_there_too(study, file):
    target = fit_map(study, "plain", "pca")
    wrong = replace(file, models={**file.models, "west-model": "0"})
    with pytest.raises(FingerprintError, match=r"1 thing of it differs .* model 'west-model' has other vectors"):
        import_on_map(study, wrong, target, "there")
    assert study.store.design_names() == ["two"]
