"""Strategies by name: what their settings change, which are refused, what they say of one reference."""

import json
from dataclasses import replace

import numpy as np
import pytest

from simlab.ensembles import StackingStrategy
from simlab.ensembles.credibility import CredibilityStrategy, NeighbourStrategy
from simlab.ensembles.gates import CalibratedGate, MLPGate
from simlab.ensembles.published import PublishedStrategy
from simlab.errors import InputError, NotFoundError
from simlab.studies.designs.named import create_design
from simlab.studies.ensemble_evaluation import evaluate_ensemble, questions_for, reveal_state
from simlab.studies.explanations.strategy_explanation import explain_strategy
from simlab.studies.strategies import cluster_anchors, default_features, named_strategy
from simlab.studies.strategy_settings import STRATEGY_NAMES, StrategySettings
from simlab.workspace import ModelEntry

MEMBERS = ("west-model", "east-model", "third-model")
LEARNED = ("credibility", "neighbours", "mlp", "gate", "stacking")
LOOKING = ("credibility", "neighbours", "mlp", "gate")


@pytest.mark.parametrize("name", LEARNED)
def test_figures_of_what_learns_are_shown_cross_fitted(workspace, name):
    result = evaluate_ensemble(workspace, name, "validation")
    assert result.in_sample
    assert result.cross_fitted is not None
    assert result.cross_fitted.n_triples == result.estimate.n_triples
    assert result.members == MEMBERS
    content = result.to_json()
    json.dumps(content, allow_nan=False)
    assert content["cross_fitted"]["accuracy"] == result.cross_fitted.value
    assert set(content["differences"]) == {"best", "vote", "mean"}
    table = result.predictions(workspace)
    weights = table[[f"weight_{member}" for member in MEMBERS]]
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    assert (weights.groupby(table["reference"]).nunique() == 1).all(axis=None)  # one set of weights a reference


@pytest.mark.parametrize(
    ("name", "wished", "expected"),
    [
        ("credibility", {}, {"mode": "max", "threshold": 0.75, "cells": None, "reach": 2}),
        (
            "credibility",
            {"mode": "thres", "threshold": 0.6, "grid": 7, "window": 0},
            {"mode": "thres", "threshold": 0.6, "cells": 7, "reach": 0},
        ),
        ("neighbours", {}, {"mode": "max", "neighbours": 30, "metric": "euclidean"}),
        ("neighbours", {"mode": "avg", "neighbours": 4}, {"mode": "avg", "neighbours": 4}),
        ("neighbours", {"features": "plain"}, {"metric": "cosine"}),
        ("neighbours", {"mode": "thres", "threshold": 0.0}, {"mode": "thres", "threshold": 0.0}),
        ("mlp", {}, {"components": 64, "seed": 0}),
        ("mlp", {"dims": 2}, {"components": 2}),
        ("credibility", {"dims": 3}, {"axes": 3}),
        ("credibility", {"paper_compatible": True, "dims": 3}, {"components": 3}),
        ("gate", {"dims": 1}, {"components": 1}),
        ("stacking", {}, {"penalty": 1.0}),
        ("credibility", {"paper_compatible": True}, {"mode": "max", "cells": 200, "window": 5, "threshold": 0.75}),
        ("credibility", {"paper_compatible": True, "mode": "avg", "grid": 20, "window": 2}, {"cells": 20, "window": 2}),
        ("mlp", {"paper_compatible": True, "dims": 2}, {"mode": "mlp", "components": 2}),
    ],
)
def test_settings_reach_the_strategy(workspace, name, wished, expected):
    named = named_strategy(workspace, name, settings=StrategySettings(**wished))
    kinds = {
        "credibility": CredibilityStrategy,
        "neighbours": NeighbourStrategy,
        "mlp": MLPGate,
        "gate": CalibratedGate,
        "stacking": StackingStrategy,
    }
    kind = PublishedStrategy if wished.get("paper_compatible") else kinds[name]
    assert isinstance(named.strategy, kind)
    assert {field: getattr(named.strategy, field) for field in expected} == expected
    assert named.strategy.name == name
    assert named.published_only == wished.get("paper_compatible", False)
    assert named.features == (None if name == "stacking" else wished.get("features", "look"))
    paper = " (paper-compatible)" if wished.get("paper_compatible") else ""
    assert named.subject == f"strategy {name}{paper}"


@pytest.mark.parametrize(
    ("name", "wished", "text"),
    [
        ("vote", {"mode": "max"}, r"'vote' takes no --mode; it takes no settings\."),
        ("stacking", {"features": "look"}, r"'stacking' takes no --features; it takes no settings\."),
        ("best", {"paper_compatible": True}, "'best' takes no --paper-compatible"),
        ("mlp", {"mode": "avg", "grid": 9}, r"'mlp' takes no --mode, --grid; it takes --paper-compatible, --features,"),
        ("gate", {"paper_compatible": True}, r"'gate' takes no --paper-compatible; it takes --features, --dims\."),
        ("neighbours", {"grid": 9}, "'neighbours' takes no --grid; it takes --mode, --features, --threshold"),
        ("neighbours", {"window": 0}, "'neighbours' takes no --window"),
        ("mlp", {"mode": None, "threshold": 0.0}, "'mlp' takes no --threshold"),
        ("credibility", {"dims": 5}, r"spans 4 principal components at most; --dims 5 is too many\."),
        ("credibility", {"paper_compatible": True, "dims": 1}, r"2 principal components; --dims 1 gives fewer\."),
        ("credibility", {"dims": 3, "neighbours": 4}, "'credibility' takes no --neighbours"),
        ("credibility", {"mode": "median"}, r"'median' is no mode; the modes are avg, max, thres\."),
        ("credibility", {"threshold": 0.8}, r"--threshold 0.8 belongs to mode 'thres'; give --mode thres with it\."),
        ("neighbours", {"mode": "avg", "threshold": 0.8}, "belongs to mode 'thres'"),
        ("neighbours", {"mode": "thres", "threshold": 75}, r"threshold of 75 is no accuracy; give one from 0 to 1\."),
        ("credibility", {"mode": "thres", "threshold": -0.1}, r"threshold of -0\.1 is no accuracy"),
        ("credibility", {"mode": "thres", "threshold": float("nan")}, "threshold of nan is no accuracy"),
        ("credibility", {"grid": 0}, r"--grid 0 is too small; give 1 or more\."),
        ("credibility", {"grid": 2_001}, r"--grid 2001 is too large; give 2000 or less\."),
        ("credibility", {"window": -1}, r"--window -1 is too small; give 0 or more\."),
        ("credibility", {"window": 0, "paper_compatible": True}, r"--window 0 is too small; give 1 or more\."),
        ("mlp", {"dims": 0}, r"--dims 0 is too small; give 1 or more\."),
        ("neighbours", {"neighbours": 0}, r"--neighbours 0 is too small; give 1 or more\."),
    ],
)
def test_what_a_strategy_does_not_take_is_refused(workspace, name, wished, text):
    with pytest.raises(InputError, match=text):
        named_strategy(workspace, name, settings=StrategySettings(**wished))


def test_a_setting_that_is_not_given_is_no_setting(workspace):
    for name in STRATEGY_NAMES:
        StrategySettings().require_fit_for(name)


def test_features_are_those_named_or_the_first_that_describe(workspace, toy_workspace):
    assert default_features(workspace) == "look"
    assert named_strategy(workspace, "gate", settings=StrategySettings(features="plain")).features == "plain"
    with pytest.raises(NotFoundError, match="no model 'nobody'"):
        named_strategy(workspace, "gate", settings=StrategySettings(features="nobody"))
    other = toy_workspace("other")
    other.change_manifest(
        lambda manifest: replace(manifest, models=tuple(m for m in manifest.models if m.name != "look"))
    )
    assert default_features(other) == "plain"
    entry = other.model("third-model")
    other.change_manifest(lambda manifest: manifest.with_model(replace(entry, kind="global", context=None)))
    assert default_features(other) == "third-model"
    other.change_manifest(
        lambda manifest: replace(manifest, models=tuple(m for m in manifest.models if m.kind == "cs"))
    )
    with pytest.raises(NotFoundError, match="has neither a features model, nor a global model, nor a baseline"):
        default_features(other)


def test_a_reveal_is_for_these_settings_and_these_vectors(workspace):
    def state(name, **wished):
        return reveal_state(workspace, named_strategy(workspace, name, settings=StrategySettings(**wished)))

    seen = [
        state("credibility"),
        state("credibility", mode="avg"),
        state("credibility", grid=9),
        state("credibility", window=1),
        state("credibility", paper_compatible=True),
        state("credibility", features="plain"),
        state("neighbours"),
        state("neighbours", neighbours=9),
        state("mlp"),
        state("mlp", dims=3),
        state("gate"),
        state("stacking"),
    ]
    assert len(set(seen)) == len(seen)
    before = {name: state(name) for name in ("gate", "stacking")}
    rng = np.random.default_rng(0)
    n = len(workspace.images)
    workspace.write_embedding(
        ModelEntry("look", "features"), rng.normal(size=(n, 3)), np.arange(n), distance="euclidean"
    )
    assert state("gate") != before["gate"]
    assert state("stacking") == before["stacking"]


@pytest.mark.parametrize("name", LEARNED)
def test_the_test_split_is_closed_to_what_learns_too(workspace, name):
    with pytest.raises(InputError, match=f"The test split of 'toy' is closed for strategy {name}"):
        evaluate_ensemble(workspace, name, "test")
    revealed = evaluate_ensemble(workspace, name, "test", reveal="the study is finished")
    assert not revealed.in_sample
    assert revealed.cross_fitted is None
    assert evaluate_ensemble(workspace, name, "test").estimate == revealed.estimate
    assert [reveal.subject for reveal in workspace.store.reveals()] == [f"strategy {name}"]


@pytest.mark.parametrize("name", LOOKING)
def test_references_that_nothing_describes_are_left_out_and_counted(workspace, name):
    references = workspace.split("validation")["reference"].unique()[:3]
    rows = np.setdiff1d(np.arange(len(workspace.images), dtype=np.int32), references)
    vectors = workspace.embedding("look").take(rows)
    workspace.write_embedding(ModelEntry("look", "features"), vectors, rows, distance="euclidean")
    result = evaluate_ensemble(workspace, name, "validation")
    assert result.asked.n_missing == 18
    assert result.estimate.n_references == 37
    with pytest.raises(
        InputError, match="'pool/0' has no vector in 'look', so the strategy cannot tell what it is like"
    ):
        explain_strategy(workspace, name, "pool/0")


@pytest.mark.parametrize("reference", ["pool/3", "pool/41"])
@pytest.mark.parametrize("name", [name for name in STRATEGY_NAMES if name != "design"])
def test_an_explanation_gives_the_weights_that_are_used(workspace, name, reference):
    """Of a validation reference and of one of the test split, whose answers stay closed."""
    found = explain_strategy(workspace, name, reference)
    named = named_strategy(workspace, name)
    fitted = named.strategy.fit(questions_for(workspace, named, "validation").questions)
    row = workspace.row(reference)
    np.testing.assert_array_equal(found.weights, fitted.assign(np.array([row])).weights[0])
    assert found.models == MEMBERS
    assert found.vote == (name == "vote")
    content = found.to_json()
    json.dumps(content, allow_nan=False)
    assert (content["strategy"], content["reference"], content["vote"]) == (name, reference, name == "vote")
    assert [entry["weight"] for entry in content["models"]] == found.weights.tolist()
    counted = name in ("credibility", "neighbours")
    assert (content["n_references"] is not None) == (content["n_triples"] is not None) == counted
    assert all((entry["seen"] is not None) == counted for entry in content["models"])
    assert all((entry["believed"] is not None) == (name in LOOKING) for entry in content["models"])
    assert content["place"] == ("region: everywhere" if name not in LOOKING else found.grounds.place)
    assert workspace.store.reveals() == []


def test_what_is_counted_near_a_reference_is_there(workspace):
    found = explain_strategy(workspace, "neighbours", "pool/3", settings=StrategySettings(neighbours=5))
    places = workspace.embedding("look").take(np.arange(40)).astype(float)
    members = np.argsort(np.linalg.norm(places - places[3], axis=1))[:5]
    assert 3 in members
    triples = workspace.split("validation")
    asked = triples[triples["reference"].isin(members) & (triples["choice"] != "tie")]
    assert found.grounds.place == "the 5 nearest validation references by euclidean distance"
    assert (found.grounds.n_references, found.grounds.n_triples) == (asked["reference"].nunique(), len(asked))
    alone = evaluate_ensemble(workspace, "best", "validation", members=("east-model",)).predictions(workspace)
    said = alone.set_index("triple_id")["prediction"].loc[asked["id"]].to_numpy()
    assert found.grounds.seen[1] == pytest.approx((said == asked["choice"].to_numpy()).mean())


def test_a_design_explains_itself_by_its_region(workspace, reference_map, drawn):
    create_design(workspace, "two", reference_map, drawn(reference_map))
    west, east = (explain_strategy(workspace, "design", f"pool/{row}", design="two") for row in (4, 5))
    assert (west.where, east.where) == ("region: west", "region: east")
    assert west.weights.tolist() == [1, 0, 0]
    assert east.weights.tolist() == [0, 1, 0]
    assert west.grounds is None


def test_the_answers_of_other_splits_change_no_explanation(workspace):
    before = [explain_strategy(workspace, name, "pool/41").to_json() for name in LEARNED]
    turned = {"A": "B", "B": "A", "tie": "tie"}
    triples = workspace.triples.copy()
    other = triples["split"] != "validation"
    triples.loc[other, "choice"] = triples.loc[other, "choice"].map(turned)
    triples.loc[other, ["votes_a", "votes_b"]] = triples.loc[other, ["votes_b", "votes_a"]].to_numpy()
    workspace.replace_tables(workspace.images, triples)
    assert [explain_strategy(workspace, name, "pool/41").to_json() for name in LEARNED] == before


def test_nobody_of_that_name(workspace):
    with pytest.raises(NotFoundError, match=r"has no image 'pool/x' among its .*; ids look like 'pool/0'"):
        explain_strategy(workspace, "gate", "pool/x")


def test_one_reference_stands_for_each_training_cluster(workspace):
    train = workspace.split("train")
    anchors = cluster_anchors(workspace)
    assert len(anchors) == 2
    for anchor, context in zip(anchors, ("west", "east"), strict=True):
        own = train[train["cluster"] == context]["reference"]
        assert anchor == own.min()  # all have as many triples


@pytest.mark.parametrize("name", LOOKING)
def test_answers_that_teach_nothing_are_refused(toy_workspace, name):
    with pytest.raises(InputError, match="0 of 40 validation references have triples that can be scored"):
        evaluate_ensemble(toy_workspace(ties=1.0), name, "validation")
    one = toy_workspace("one", references={"validation": 1})
    with pytest.raises(InputError, match="1 of 1 validation references have triples that can be scored"):
        evaluate_ensemble(one, name, "validation")


def test_a_plane_needs_two_dimensions(workspace):
    n = len(workspace.images)
    line = np.random.default_rng(0).normal(size=(n, 1))
    workspace.write_embedding(ModelEntry("line", "features"), line, np.arange(n), distance="euclidean")
    settings = StrategySettings(features="line")
    with pytest.raises(InputError, match=r"spans 2 principal components; 40 references .* of 1 dimensions do not"):
        evaluate_ensemble(workspace, "credibility", "validation", settings=settings)
    for name in ("neighbours", "mlp", "gate"):
        assert evaluate_ensemble(workspace, name, "validation", settings=settings).estimate.value > 0.5
