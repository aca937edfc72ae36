"""`simlab report`: as a person types it."""

import pytest

from simlab.maps import fit_map
from simlab.studies.designs.named import create_design
from simlab.studies.designs.versions import save_version
from simlab.workspace.check_set import CheckSet, keep_check_set


@pytest.fixture
def study(toy_workspace):
    workspace = toy_workspace()
    save_version(workspace, create_design(workspace, "d", fit_map(workspace, "look", "pca")), "v1", author="ann")
    return workspace


def test_it_writes_one_file_and_says_so(simlab, study, home):
    ran = simlab("report", study.path, "--design", "d", "--out", home / "report.html")
    assert ran.status == 0
    assert ran.out == ""
    assert "Wrote" in ran.said
    assert "the report on design d" in ran.said
    assert (home / "report.html").read_bytes().lstrip().startswith(b"<!DOCTYPE html>")
    assert sorted(path.name for path in home.glob("*report*")) == ["report.html"]


def test_versions_and_the_check_set(simlab, study, home):
    out = home / "report.html"
    out.write_text("older")
    ran = simlab("report", study.path, "--design", "d", "--version", "v1", "--out", out)
    assert "the report on version v1 of design d" in ran.said
    assert "saved by ann" in out.read_text(encoding="utf-8")
    ran = simlab("report", study.path, "--design", "d", "--check", "--out", out)
    assert ran.status == 1
    assert "keeps no check set" in ran.said
    keep_check_set(study, CheckSet())
    assert simlab("report", study.path, "--design", "d", "--check", "--out", out).status == 0
    assert "On it the design reaches" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--design", "x", "--out", "r.html"), "There is no design 'x' in this workspace. Its designs: d."),
        (("--design", "d", "--version", "v2", "--out", "r.html"), "Design 'd' has no version 'v2'."),
        (("--design", "d", "--out", "nowhere/r.html"), "there is no folder nowhere. Make it first."),
    ],
)
def test_refusals(simlab, study, home, options, words):
    ran = simlab("report", study.path, *options)
    assert ran.status == 1
    assert words in ran.said
    assert not (home / "r.html").exists()


def test_no_reason_opens_the_test_split(simlab, study, home):
    assert simlab("report", study.path, "--design", "d", "--reveal", "x", "--out", home / "r.html").status == 2
    assert study.store.reveals() == []
