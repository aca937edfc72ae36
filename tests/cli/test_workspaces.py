"""`workspaces` and `health`: what there is, whole or damaged."""

import pytest

from simlab.studies.workspace_health import workspace_health


@pytest.fixture
def known(toy_workspace, home, tmp_path, monkeypatch):
    """The folder that SIMLAB_WORKSPACES names, with one workspace in it."""
    toy_workspace("toy", references={"train": 4, "validation": 6, "test": 2})
    monkeypatch.setenv("SIMLAB_WORKSPACES", str(tmp_path))
    return tmp_path


def test_known_by_name(simlab, known):
    ran = simlab("workspaces")
    assert ran.status == 0
    assert str(known / "toy") in "".join(line.strip("│ ") for line in ran.out.splitlines())
    assert simlab("evaluate", "toy", "--json").json == simlab("evaluate", known / "toy", "--json").json


def test_a_damaged_one_does_not_hide_the_others(simlab, known):
    (known / "broken").mkdir()
    (known / "broken" / "workspace.json").write_text("{", encoding="utf-8")
    (known / "newer").mkdir()
    (known / "newer" / "workspace.json").write_text('{"format_version": 999}', encoding="utf-8")
    ran = simlab("workspaces")
    assert ran.status == 0
    shown = " ".join(" ".join(line.split("│")[2] for line in ran.out.splitlines() if line.count("│") > 3).split())
    assert "is damaged" in shown
    assert "has format version 999; this SimLab knows versions up to" in shown
    assert "toy" in ran.out
    ran = simlab("evaluate", "newer", "--json")
    assert (ran.status, ran.out) == (1, "")
    assert "Update SimLab to open it." in ran.said
    ran = simlab("health", "broken")
    assert ran.status == 1
    assert "Restore it from a backup, or import again." in ran.said


@pytest.mark.parametrize("table", ["images.parquet", "triples.parquet"])
def test_a_damaged_table_is_named(simlab, known, table):
    path = known / "toy" / table
    path.write_bytes(path.read_bytes()[:200])
    ran = simlab("evaluate", "toy", "--json")
    assert (ran.status, ran.out) == (1, "")
    assert table in ran.said


def test_health_says_what_python_says(simlab, toy_workspace):
    workspace = toy_workspace(references={"train": 4, "validation": 6})
    found = simlab("health", workspace.path, "--json").json
    assert found["workspace"] == "toy"
    assert found["rows"] == [vars(row) for row in workspace_health(workspace)]
    assert {"what": "validation triples", "value": "36 of 6 references", "advice": ""} in found["rows"]
    advice = {row["what"]: row["advice"] for row in found["rows"]}
    assert advice["test triples"] == "nothing can be measured without it"
    assert "nothing can be measured without it" in simlab("health", workspace.path).out


def test_a_name_is_shown_as_it_is(simlab, tmp_path):
    """Square brackets are the terminal's own markup, and must not be taken for it."""
    rows = [f"r{n % 10},x{n},y{n},{'AB'[n % 2]}" for n in range(60)]
    (tmp_path / "t.csv").write_text("\n".join(["reference,a,b,choice", *rows]), encoding="utf-8")
    name = "[/b] study [red]"
    ran = simlab("import", "table", tmp_path / "t.csv", "--out", tmp_path / "ws", "--name", name)
    assert ran.status == 0
    assert name in simlab("health", tmp_path / "ws").out
    assert simlab("health", tmp_path / "ws", "--json").json["workspace"] == name
