"""`ensemble` with strategies that learn: their options, what is refused, and `--explain`."""

import json

import pandas as pd
import pytest

from simlab.maps import fit_map
from simlab.studies.designs.named import create_design
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.explanations.strategy_explanation import explain_strategy
from simlab.studies.strategy_settings import StrategySettings

MEMBERS = ["west-model", "east-model", "third-model"]


@pytest.fixture
def study(toy_workspace):
    return toy_workspace(references={"validation": 24, "test": 8, "train": 12})


@pytest.mark.parametrize(
    ("strategy", "options", "settings"),
    [
        ("credibility", (), {}),
        (
            "credibility",
            ("--mode", "thres", "--threshold", 0.6, "--grid", 5, "--window", 0, "--features", "plain"),
            {"mode": "thres", "threshold": 0.6, "grid": 5, "window": 0, "features": "plain"},
        ),
        (
            "credibility",
            ("--paper-compatible", "--mode", "avg", "--grid", 8, "--window", 3),
            {"paper_compatible": True, "mode": "avg", "grid": 8, "window": 3},
        ),
        ("credibility", ("--dims", 3), {"dims": 3}),
        ("credibility", ("--paper-compatible", "--dims", 3), {"paper_compatible": True, "dims": 3}),
        ("neighbours", ("--mode", "avg", "--neighbours", 7), {"mode": "avg", "neighbours": 7}),
        ("mlp", ("--dims", 2), {"dims": 2}),
        ("mlp", ("--paper-compatible", "--dims", 2), {"paper_compatible": True, "dims": 2}),
        ("gate", ("--dims", 2, "--features", "plain"), {"dims": 2, "features": "plain"}),
        ("stacking", (), {}),
    ],
)
def test_options_are_the_settings_of_python(simlab, study, tmp_path, strategy, options, settings):
    out = tmp_path / "answers.parquet"
    found = simlab("ensemble", study.path, "--strategy", strategy, *options, "--json", "--out", out).json
    python = evaluate_ensemble(study, strategy, "validation", settings=StrategySettings(**settings))
    assert found == json.loads(json.dumps(python.to_json()))
    assert (found["strategy"], found["members"], found["in_sample"]) == (strategy, MEMBERS, True)
    assert found["cross_fitted"]["accuracy"] == python.cross_fitted.value
    pd.testing.assert_frame_equal(pd.read_parquet(out), python.predictions(study), check_dtype=False)


def test_figures_that_were_learned_are_marked(simlab, study):
    shown = simlab("ensemble", study.path, "--strategy", "stacking").out
    assert "ensemble: stacking (in-sample)" in shown
    assert "ensemble: stacking (cross-fitted)" in shown
    for name in ("against best", "against vote", "against mean", *MEMBERS):
        assert name in shown


@pytest.mark.parametrize(
    ("options", "status", "text"),
    [
        (("--strategy", "median"), 2, "'median' is not one of"),
        (("--strategy", "credibility", "--mode", "median"), 2, "'median' is not one of 'avg', 'max', 'thres'"),
        (("--strategy", "mlp", "--dims", "many"), 2, "Invalid value for '--dims'"),
        (("--strategy", "vote", "--mode", "avg"), 1, "Strategy 'vote' takes no --mode; it takes no settings."),
        (("--strategy", "stacking", "--features", "look"), 1, "Strategy 'stacking' takes no --features"),
        (("--strategy", "gate", "--paper-compatible"), 1, "Strategy 'gate' takes no --paper-compatible; it takes"),
        (("--strategy", "neighbours", "--window", 0), 1, "Strategy 'neighbours' takes no --window"),
        (("--strategy", "credibility", "--threshold", 0.8), 1, "belongs to mode 'thres'; give --mode thres with it."),
        (("--strategy", "neighbours", "--mode", "thres", "--threshold", 80), 1, "A threshold of 80 is no accuracy"),
        (("--strategy", "credibility", "--grid", 0), 1, "--grid 0 is too small; give 1 or more."),
        (("--strategy", "mlp", "--dims", 0), 1, "--dims 0 is too small; give 1 or more."),
        (("--strategy", "gate", "--features", "nobody"), 1, "has no model 'nobody'"),
        (("--strategy", "credibility", "--design", "two"), 1, "no other strategy takes one"),
        (("--strategy", "gate", "--split", "test"), 1, "is closed for strategy gate"),
        (("--strategy", "gate", "--explain", "pool/x"), 1, "has no image 'pool/x'"),
        (("--strategy", "gate", "--explain", "pool/3", "--split", "test"), 1, "it takes no --split, --rendition,"),
        (("--strategy", "gate", "--explain", "pool/3", "--reveal", "now"), 1, "Leave them out, or leave --explain out"),
        (
            ("--strategy", "gate", "--explain", "pool/3", "--rendition", "night"),
            1,
            "--explain tells the weights before",
        ),
        (("--strategy", "gate", "--explain", "pool/3", "--out", "x.parquet"), 1, "--explain tells the weights before"),
    ],
)
def test_wrong_combinations_are_refused(simlab, study, options, status, text):
    ran = simlab("ensemble", study.path, *options, "--json")
    assert (ran.status, ran.out) == (status, "")
    assert text in ran.said
    assert study.store.reveals() == []


@pytest.mark.parametrize("strategy", ["vote", "credibility", "neighbours", "mlp", "gate", "stacking"])
def test_explanations_agree_with_python(simlab, study, strategy):
    found = simlab("ensemble", study.path, "--strategy", strategy, "--explain", "pool/30", "--json").json
    assert found == json.loads(json.dumps(explain_strategy(study, strategy, "pool/30").to_json()))
    assert [entry["model"] for entry in found["models"]] == MEMBERS
    assert sum(entry["weight"] for entry in found["models"]) == pytest.approx(1)
    assert study.store.reveals() == []  # a test image, of which no answer was looked at


def test_explanations_for_people(simlab, study):
    ran = simlab("ensemble", study.path, "--strategy", "neighbours", "--neighbours", 6, "--explain", "pool/3")
    found = explain_strategy(study, "neighbours", "pool/3", settings=StrategySettings(neighbours=6))
    assert "neighbours before pool/3" in ran.out
    for column in ("seen", "believed", "weight"):
        assert column in ran.out
    for number, model in enumerate(MEMBERS):
        row = next(line for line in ran.out.splitlines() if model in line)
        assert f"{100 * found.grounds.seen[number]:.1f} %" in row
        assert f"{100 * found.grounds.believed[number]:.1f} %" in row
        assert f"{found.weights[number]:.3f}" in row
    assert "the 6 nearest validation references by euclidean distance" in ran.said
    n_triples, n_references = found.grounds.n_triples, found.grounds.n_references
    assert f"counted there: {n_triples} triples, {n_references} references of the validation split" in ran.said
    ran = simlab("ensemble", study.path, "--strategy", "mean", "--explain", "pool/3")
    assert "0.333" in ran.out
    assert "seen" not in ran.out
    assert ran.said == "region: everywhere"


def test_a_design_and_the_published_map_explain_themselves(simlab, study):
    create_design(study, "empty", fit_map(study, "look", "pca"))
    found = simlab(
        "ensemble", study.path, "--strategy", "design", "--design", "empty", "--explain", "pool/3", "--json"
    ).json
    assert found["place"] == "region: fallback"
    options = ("--strategy", "credibility", "--paper-compatible", "--explain", "pool/3", "--json")
    found = simlab("ensemble", study.path, *options).json
    assert "of 200 × 200 (PC 2, PC 1), window of 5 cells back and 4 ahead" in found["place"]
    assert found["n_references"] >= 1
    ran = simlab("ensemble", study.path, *options[:-1])
    assert "counted there:" in ran.said
