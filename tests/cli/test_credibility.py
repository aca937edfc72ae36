"""`simlab map credibility`: one file that needs nothing else, and what it is refused for."""

import re

import pytest

from simlab.maps import fit_map, load_map
from simlab.studies.credibility_layer import layer_on_map
from simlab.studies.split_questions import split_questions
from simlab.workspace import Workspace


@pytest.fixture
def mapped(toy_workspace):
    workspace = toy_workspace(references={"validation": 60, "test": 4, "train": 4})
    fit_map(workspace, "look", "pca")
    return workspace


def test_it_writes_a_figure_that_needs_no_network(simlab, mapped, tmp_path):
    out = tmp_path / "credibility.html"
    ran = simlab("map", "credibility", mapped.path, "pca-look", "--out", out)
    assert (ran.status, ran.out) == (0, "")
    text = out.read_text(encoding="utf-8")
    assert "plotly.js v" in text
    assert not re.search(r"<(script|link)[^>]*(src|href)=", text)
    opened = Workspace.open(mapped.path)
    members = ("west-model", "east-model", "third-model")
    layer = layer_on_map(split_questions(opened, "validation", members), load_map(opened, "pca-look"), members)
    counted = f"{layer.n_triples:,} triples, 60 references of the validation split, windows of"
    assert f"Wrote {out}: {counted} {100 * layer.window_share:.0f} % of the map's width. " in ran.said
    assert f"{100 * layer.decided_share:.1f} % of the windows with references have a winner." in ran.said
    assert counted in text
    assert "(SYNTHETIC), map pca-look" in text
    for name in members:
        assert name in text
    assert "plain" not in re.findall(r'"name":"([^"]*)"', text)


def test_members_can_be_chosen(simlab, mapped, tmp_path):
    out = tmp_path / "two.html"
    ran = simlab("map", "credibility", mapped.path, "pca-look", "--out", out, "--members", "plain, east-model")
    assert ran.status == 0
    names = re.findall(r'"name":"([^"]*)"', out.read_text(encoding="utf-8"))
    assert {"plain", "east-model"} <= set(names)
    assert "west-model" not in names


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("gone", "--out", "x.html"), "gone"),
        (("pca-look", "--out", "nowhere/x.html"), "there is no folder"),
        (("pca-look", "--out", "x.html", "--members", "look"), "serves features only"),
    ],
)
def test_what_cannot_be_drawn_is_refused(simlab, mapped, tmp_path, monkeypatch, arguments, text):
    monkeypatch.chdir(tmp_path)
    ran = simlab("map", "credibility", mapped.path, *arguments)
    assert ran.status == 1
    assert text in ran.said
    assert not (tmp_path / "x.html").exists()
