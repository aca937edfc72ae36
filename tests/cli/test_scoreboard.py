"""`simlab scoreboard`: one JSON object, the numbers of Python to the last digit, a CSV file, the closed test split."""

import json

import pandas as pd
import pytest

from simlab.studies.scoreboard import scoreboard
from simlab.workspace import Workspace

ROW_KEYS = {"key", "label", "kind", "basis", "accuracy", "low", "high", "n_triples", "n_references", "note"} | {
    "in_sample",
    "local",
    "context",
    "contexts",
    "difference",
    "problem",
}


@pytest.fixture
def study(toy_workspace) -> Workspace:
    return toy_workspace(references={"validation": 20, "test": 10, "train": 8}, per_reference=4)


def test_the_json_is_what_python_says(simlab, study):
    found = simlab("scoreboard", study.path, "--compare-to", "vote", "--json").json
    python = scoreboard(study, "validation", compare_to="vote")
    assert found == json.loads(json.dumps(python.to_json()))
    assert {"split", "synthetic", "members", "rows", "compared_with", "n_compared", "n_triples", "n_references"} <= set(
        found
    )
    assert (found["split"], found["synthetic"], found["compared_with"]) == ("validation", True, "vote")
    assert all(set(row) == ROW_KEYS for row in found["rows"])
    by_key = {row["key"]: row for row in found["rows"]}
    assert by_key["vote"]["difference"] is None
    assert by_key["published:mlp"]["accuracy"] is None
    assert "components" in by_key["published:mlp"]["problem"]
    assert {"value", "low", "high", "p_value", "corrected_p", "verdict"} <= set(by_key["best"]["difference"])


def test_the_file_has_every_row_unrounded(simlab, study, tmp_path):
    out = tmp_path / "board.csv"
    ran = simlab("scoreboard", study.path, "--out", out, "--members", "west-model,east-model")
    table = pd.read_csv(out)
    python = scoreboard(study, "validation", members=("west-model", "east-model")).table()
    assert f"Wrote {len(table)} rows to {out}." in ran.said
    assert table["row"].tolist() == python["row"].tolist()
    assert table["accuracy"].dropna().tolist() == python["accuracy"].dropna().tolist()
    assert table["corrected_p"].dropna().tolist() == python["corrected_p"].dropna().tolist()


def test_people_read_what_it_stands_on(simlab, study):
    ran = simlab("scoreboard", study.path)
    assert "toy, validation split (SYNTHETIC)" in ran.out
    assert "cross-fitted, in-sample" in ran.out
    assert "20 references, the same for every row" in ran.said
    assert "P-values are corrected for 14 comparisons (Holm)." in ran.said
    assert "published:mlp: The published projection has 64 components" in ran.said


def test_the_test_split_needs_one_reason(simlab, study, tmp_path):
    closed = simlab("scoreboard", study.path, "--split", "test", "--json")
    assert (closed.status, closed.out) == (1, "")
    assert "is closed for scoreboard" in closed.said
    missing = simlab("scoreboard", study.path, "--split", "test", "--reveal", "now", "--out", tmp_path / "no" / "x.csv")
    assert "Make it first." in missing.said
    assert study.store.reveals() == []
    opened = simlab("scoreboard", study.path, "--split", "test", "--reveal", "the end", "--json").json
    assert opened["split"] == "test"
    assert simlab("scoreboard", study.path, "--split", "test", "--json").json == opened
    recorded = simlab("reveals", study.path, "--json").json["reveals"]
    assert [(reveal["subject"], reveal["reason"]) for reveal in recorded] == [("scoreboard", "the end")]


def test_an_unknown_row_is_refused_with_the_rows_there_are(simlab, study):
    ran = simlab("scoreboard", study.path, "--compare-to", "clip")
    assert (ran.status, ran.out) == (1, "")
    assert "'clip' is no row of the scoreboard. Its rows: west-model," in ran.said
