"""`simlab differences`: one JSON object, the numbers of Python, a CSV file, the closed test split."""

import json

import pandas as pd
import pytest

from simlab.studies.differences import differences
from simlab.workspace import Workspace


@pytest.fixture
def study(toy_workspace) -> Workspace:
    return toy_workspace(references={"validation": 16, "test": 8, "train": 6}, per_reference=4)


def test_the_json_is_what_python_says(simlab, study):
    found = simlab("differences", study.path, "--row", "mean", "--against", "plain", "--top", "4", "--json").json
    python = differences(study, "validation", "mean", "plain")
    assert found == json.loads(json.dumps(python.to_json(study, 4)))
    assert len(found["triples"]) == 4


def test_people_read_where_they_differ(simlab, study, tmp_path):
    out = tmp_path / "differences.csv"
    ran = simlab("differences", study.path, "--row", "mean", "--against", "plain", "--top", "2", "--out", out)
    python = differences(study, "validation", "mean", "plain")
    assert "toy, validation split (SYNTHETIC): where mean and plain differ most" in ran.out
    assert f"Only mean is right on {python.count('row')} triples, only plain on {python.count('against')}." in ran.said
    assert "mean minus plain: " in ran.said
    assert pd.read_csv(out)["id"].tolist() == python.triple_table(study, python.listed())["id"].tolist()


def test_refusals_say_what_to_do(simlab, study, tmp_path):
    missing = simlab(
        "differences", study.path, "--row", "mean", "--against", "plain", "--out", tmp_path / "no" / "x.csv"
    )
    assert (missing.status, "Make it first." in missing.said) == (1, True)
    closed = simlab("differences", study.path, "--row", "mean", "--against", "plain", "--split", "test", "--json")
    assert (closed.status, closed.out) == (1, "")
    assert "is closed for scoreboard" in closed.said
    opened = simlab(
        "differences", study.path, "--row", "mean", "--against", "plain", "--split", "test", "--reveal", "end", "--json"
    ).json
    assert opened["split"] == "test"
