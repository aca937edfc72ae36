"""`evaluate` and `ensemble`: the contract's keys, and the numbers of Python to the last digit."""

import json

import numpy as np
import pandas as pd
import pytest

from simlab.ensembles import Design, Region, one_model
from simlab.maps import fit_map, load_map
from simlab.studies.designs.named import create_design
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.model_evaluation import evaluate_models
from simlab.workspace import ModelEntry, Workspace

MODEL_KEYS = {"model", "kind", "context", "accuracy", "low", "high", "n_triples", "n_references", "n_ties"}
OVERALL_KEYS = {"accuracy", "low", "high", "n_triples", "n_references", "n_ties"}
ENSEMBLE_KEYS = {"strategy", "split", "members", "synthetic", "per_model"} | OVERALL_KEYS
STRATEGIES = ("best", "vote", "mean", "design")
MEMBERS = ["west-model", "east-model", "third-model"]


@pytest.fixture
def study(toy_workspace) -> Workspace:
    """With a design: the west-model in the west half of a map, the east-model elsewhere."""
    workspace = toy_workspace()
    fit_map(workspace, "look", "pca")
    found = load_map(workspace, "pca-look")
    x, y = found.fitted_coordinates.T
    middle = float((x.min() + x.max()) / 2)
    corners = ((x.min(), y.min()), (middle, y.min()), (middle, y.max()), (x.min(), y.max()))
    region = Region("half", tuple((float(a), float(b)) for a, b in corners), one_model("west-model"), "#cc6677")
    design = Design(found.id, found.fingerprint, one_model("east-model"), (region,))
    create_design(workspace, "halves", found, design)
    return workspace


def test_evaluate_keeps_the_contract_and_agrees_with_python(simlab, study):
    found = simlab("evaluate", study.path, "--json").json
    assert {"split", "synthetic", "models"} <= set(found)
    assert (found["split"], found["synthetic"]) == ("validation", True)
    assert all(set(row) >= MODEL_KEYS for row in found["models"])
    python = evaluate_models(study, "validation")
    assert found == json.loads(json.dumps(python.to_json()))
    for shown, row in zip(found["models"], python.rows, strict=True):
        assert (shown["model"], shown["kind"], shown["context"]) == (row.model.name, row.model.kind, row.model.context)
        assert (shown["accuracy"], shown["low"], shown["high"]) == (
            row.estimate.value,
            row.estimate.low,
            row.estimate.high,
        )
        assert (shown["n_triples"], shown["n_ties"]) == (row.estimate.n_triples, row.n_ties)


@pytest.mark.parametrize("scope", ["local", "context"])
def test_evaluate_by_scope_shows_cs_models_only(simlab, study, scope):
    found = simlab("evaluate", study.path, "--scope", scope, "--models", "west-model, plain", "--json").json
    assert [row["model"] for row in found["models"]] == ["west-model"]
    python = evaluate_models(study, "validation", models=("west-model",), scope=scope)
    assert found["models"][0]["accuracy"] == python.rows[0].estimate.value


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_ensemble_keeps_the_contract_and_agrees_with_python(simlab, study, strategy):
    design = ("--design", "halves") if strategy == "design" else ()
    found = simlab("ensemble", study.path, "--strategy", strategy, *design, "--json").json
    assert set(found) >= ENSEMBLE_KEYS
    assert found["members"] == MEMBERS
    assert all(set(row) >= MODEL_KEYS for row in found["per_model"])
    python = evaluate_ensemble(study, strategy, "validation", design="halves" if design else None)
    marks = {"edited_after_reveal": False} if design else {}
    assert found == json.loads(json.dumps(python.to_json())) | marks
    assert found["accuracy"] == python.estimate.value
    assert [row["accuracy"] for row in found["per_model"]] == [estimate.value for _, estimate in python.per_model]


def test_a_good_drawing_beats_its_members(simlab, study):
    found = simlab("ensemble", study.path, "--strategy", "design", "--design", "halves", "--json").json
    assert found["accuracy"] > 0.85 > max(row["accuracy"] for row in found["per_model"])
    assert found["differences"]["best"]["low"] > 0
    assert found["in_sample"] is True


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_file_of_answers_agrees_with_the_json(simlab, study, tmp_path, strategy):
    out = tmp_path / "answers.parquet"
    design = ("--design", "halves") if strategy == "design" else ()
    ran = simlab("ensemble", study.path, "--strategy", strategy, *design, "--json", "--out", out)
    found, table = ran.json, pd.read_parquet(out)
    assert f"Wrote {len(table):,} answers to {out}." in ran.said
    weights = [f"weight_{name}" for name in found["members"]]
    assert list(table) == ["triple_id", "reference", "a", "b", "prediction", "margin", "region", *weights]
    assert set(table["prediction"]) <= {"A", "B", "tie"}
    assert (table["prediction"] == np.select([table["margin"] > 0, table["margin"] < 0], ["A", "B"], "tie")).all()
    assert not table.isna().any().any()

    asked = table.merge(study.triples, left_on="triple_id", right_on="id", suffixes=("", "_row"))
    assert len(asked) == len(table) == found["n_triples"] + found["n_ties"]
    decided = asked[asked["choice"] != "tie"]
    right = np.where(decided["prediction"] == "tie", 0.5, decided["prediction"] == decided["choice"])
    assert right.mean() == pytest.approx(found["accuracy"], abs=1e-12)
    assert decided["reference"].nunique() == found["n_references"]
    assert study.ids(asked["reference_row"]) == table["reference"].tolist()
    if strategy == "design":
        assert set(table["region"]) == {"half", "fallback"}
        assert (table.loc[table["region"] == "half", "weight_west-model"] > 0).all()
        assert (table.loc[table["region"] == "fallback", "weight_west-model"] == 0).all()
    if strategy == "vote":
        assert set(table["margin"].abs()) <= {1.0, 1 / 3}


def test_the_file_needs_a_folder_before_anything_is_revealed(simlab, study, tmp_path):
    out = tmp_path / "none" / "answers.parquet"
    ran = simlab("ensemble", study.path, "--strategy", "best", "--split", "test", "--reveal", "now", "--out", out)
    assert ran.status == 1
    assert ran.err == f"simlab: --out {out}: there is no folder {out.parent}. Make it first.\n"
    assert study.store.reveals() == []


def test_members_are_chosen_by_name(simlab, study):
    found = simlab("ensemble", study.path, "--strategy", "vote", "--members", "plain,west-model", "--json").json
    assert sorted(found["members"]) == ["plain", "west-model"]
    ran = simlab("ensemble", study.path, "--strategy", "vote", "--members", "plain,nobody")
    assert (ran.status, ran.out) == (1, "")
    assert "has no model 'nobody'" in ran.said


def test_what_has_no_value_is_null_in_json(simlab, toy_workspace):
    """Human ties alone: no accuracy, no interval, no difference, and still valid JSON."""
    workspace = toy_workspace(ties=1.0)
    row = simlab("evaluate", workspace.path, "--json").json["models"][0]
    assert (row["accuracy"], row["low"], row["high"], row["n_triples"]) == (None, None, None, 0)
    assert row["n_ties"] == 240
    found = simlab("ensemble", workspace.path, "--strategy", "mean", "--json").json
    assert found["accuracy"] is None
    assert found["differences"]["vote"]["value"] is None


def test_triples_without_a_vector_are_left_out_and_counted(simlab, toy_workspace):
    workspace = toy_workspace()
    candidates = workspace.split("validation")["a"].to_numpy()[:10]
    rows = np.setdiff1d(np.arange(len(workspace.images)), candidates)
    vectors = np.random.default_rng(0).normal(size=(len(rows), 3))
    workspace.write_embedding(ModelEntry("partial", "baseline"), vectors, rows)
    shown = {row["model"]: row for row in simlab("evaluate", workspace.path, "--json").json["models"]}
    assert (shown["partial"]["n_missing"], shown["plain"]["n_missing"]) == (10, 0)
    found = simlab("ensemble", workspace.path, "--strategy", "vote", "--members", "partial,plain", "--json").json
    assert found["n_missing"] == 10
    assert found["n_triples"] + found["n_ties"] == 230


def test_tables_for_people_say_how_many_and_what_of(simlab, study):
    ran = simlab("evaluate", study.path)
    assert "toy, validation split (SYNTHETIC)" in ran.out
    estimate = evaluate_models(study, "validation").rows[0].estimate
    text = f"{100 * estimate.value:.1f} % [{100 * estimate.low:.1f}, {100 * estimate.high:.1f}]"
    assert text in ran.out
    assert "213 triples, 40 references" in ran.out
    ran = simlab("ensemble", study.path, "--strategy", "design", "--design", "halves")
    assert "ensemble: halves (in-sample drawing)" in ran.out
    assert "213 triples, 40 references; 27 human ties and 0 triples without a vector left out." in ran.said
    assert "ensemble: best (in-sample)" in simlab("ensemble", study.path, "--strategy", "best").out


def test_a_design_needs_its_name(simlab, study):
    ran = simlab("ensemble", study.path, "--strategy", "design")
    assert ran.status == 1
    assert "needs the name of a design (--design NAME)" in ran.said
    assert "Designs of this workspace: halves." in ran.said
    ran = simlab("ensemble", study.path, "--strategy", "design", "--design", "quarters")
    assert ran.status == 1
    assert "There is no design 'quarters'" in ran.said
