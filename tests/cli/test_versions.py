"""`simlab design versions`, `save-version`, `restore`, `duplicate`, `archive`, `compare`: as a person types them."""

import json
from dataclasses import replace

import pytest

from simlab.ensembles import one_model
from simlab.maps import fit_map
from simlab.studies.designs import versions
from simlab.studies.designs.named import create_design, open_design, save_step
from simlab.studies.designs.suggestions import design_from_credibility
from simlab.studies.designs.version_comparison import compare_versions


@pytest.fixture
def study(toy_workspace):
    workspace = toy_workspace(references={"validation": 200, "test": 16, "train": 12})
    reference_map = fit_map(workspace, "look", "pca")
    create_design(workspace, "d", reference_map, design_from_credibility(workspace, reference_map))
    return workspace


@pytest.fixture
def edited(simlab, study):
    """Version v1, then a region less and another fallback."""
    assert simlab("design", "save-version", study.path, "--design", "d", "--name", "v1", "--author", "ann").status == 0
    named = open_design(study, "d")
    region = named.design.regions[0]
    save_step(study, named, named.design.without(region.id), f"removed {region.name}")
    return region


def test_saving_and_listing(simlab, study, monkeypatch):
    monkeypatch.setattr(versions.getpass, "getuser", lambda: "system-ann")
    ran = simlab("design", "save-version", study.path, "--design", "d", "--name", "v1", "--comment", "as drawn")
    assert ran.status == 0
    assert "Version v1 of design d: step 0, saved by system-ann at 20" in ran.said
    found = simlab("design", "versions", study.path, "--design", "d", "--json").json
    (row,) = found["versions"]
    assert (row["version"], row["step"], row["author"], row["comment"]) == ("v1", 0, "system-ann", "as drawn")
    assert row["fingerprint"] == open_design(study, "d").design.fingerprint
    table = simlab("design", "versions", study.path, "--design", "d").out
    assert "Versions of d" in table
    assert "system-ann" in table
    again = simlab("design", "save-version", study.path, "--design", "d", "--name", "v1")
    assert again.status == 1
    assert "Versions are never overwritten: choose another name." in again.said


def test_restoring_and_duplicating(simlab, study, edited):
    ran = simlab("design", "restore", study.path, "--design", "d", "--version", "v1")
    assert (ran.status, ran.said) == (0, "Design d is at step 2: restored version v1.")
    restored = open_design(study, "d")
    assert edited in restored.design.regions
    ran = simlab("design", "duplicate", study.path, "--design", "d", "--name", "e", "--version", "v1")
    assert ran.said == f"Design e: duplicate of d, version v1; {len(restored.design.regions)} regions."
    assert open_design(study, "e").design == restored.design


def test_the_archive(simlab, study):
    assert simlab("design", "archive", study.path).said == "Designs in the archive: none."
    assert simlab("design", "archive", study.path, "--design", "d").said == "Designs in the archive: d."
    assert simlab("design", "archive", study.path, "--json").json == {"archived": ["d"]}
    assert not any(row["key"] == "design:d" for row in simlab("scoreboard", study.path, "--json").json["rows"])
    assert simlab("ensemble", study.path, "--strategy", "design", "--design", "d").status == 0
    ran = simlab("design", "archive", study.path, "--design", "d", "--back")
    assert ran.said == "Designs in the archive: none."
    ran = simlab("design", "archive", study.path, "--back")
    assert (ran.status, ran.said) == (
        1,
        "simlab: --back needs the name of a design (--design DESIGN).",
    )


def test_comparison_as_json_is_that_of_python(simlab, study, edited):
    printed = simlab("design", "compare", study.path, "--design", "d", "--first", "v1", "--json").json
    assert printed == json.loads(json.dumps(compare_versions(study, "d", "v1").to_json()))
    assert printed["n_moved"] > 0
    removed = [region for region in printed["regions"] if region["changes"] == ["removed"]]
    assert [region["id"] for region in removed] == [edited.id]


def test_comparison_for_people(simlab, study, edited):
    named = open_design(study, "d")
    save_step(study, named, replace(named.design, fallback=one_model("plain")), "x")
    ran = simlab("design", "compare", study.path, "--design", "d", "--first", "v1", "--second", "v1")
    assert "0 of 200 references (0.0 %) change region or fallback." in ran.said
    ran = simlab("design", "compare", study.path, "--design", "d", "--first", "v1")
    assert "d: from v1 to current on map pca-look" in ran.out
    assert "d, validation split (SYNTHETIC)" in ran.out
    assert "removed" in ran.out
    assert "→ plain" in " ".join(ran.out.split())
    assert "in-sample drawing" in ran.out
    assert "current − v1: −" in ran.said


def test_what_is_not_there_is_said(simlab, study):
    for command in (("restore", "--version", "v9"), ("compare", "--first", "v9")):
        ran = simlab("design", command[0], study.path, "--design", "d", *command[1:])
        assert ran.status == 1
        assert "Design 'd' has no version 'v9'. Its versions: none yet." in ran.said
    assert simlab("design", "versions", study.path, "--design", "none").status == 1
    assert simlab("design", "save-version", study.path, "--design", "d").status == 2
