"""`embed`, `contexts`, `train`, `map`: what they leave in the workspace and what they say."""

import json

import numpy as np
import pytest

from simlab.maps import load_map
from simlab.studies.model_evaluation import evaluate_models
from simlab.workspace import Workspace

SMALL = {"train": 6, "validation": 8, "test": 2}
QUICK = ("--set", "epochs=1", "--set", "size=32", "--set", "batch=16", "--set", "dimensions=null")


def test_embed_registers_scores_and_does_nothing_twice(simlab, toy_workspace):
    workspace = toy_workspace(references=SMALL, files=True)
    ran = simlab("embed", workspace.path, "--encoder", "histogram:hsv", "--batch", 50)
    assert (ran.status, ran.out) == (0, "")
    assert f"Model histogram-hsv: {len(workspace.images):,} images embedded." in ran.said
    assert "embedding with histogram:hsv" in ran.err
    ran = simlab("embed", workspace.path, "--encoder", "histogram:hsv", "--batch", 50)
    assert "Nothing had changed since the last time." in ran.said
    found = simlab("evaluate", workspace.path, "--models", "histogram-hsv", "--json").json["models"][0]
    python = evaluate_models(Workspace.open(workspace.path), "validation", models=("histogram-hsv",)).rows[0]
    assert (found["kind"], found["accuracy"]) == ("baseline", python.estimate.value)


def test_embed_refuses_an_unknown_encoder(simlab, toy_workspace):
    workspace = toy_workspace(references=SMALL, files=True)
    before = workspace.manifest
    ran = simlab("embed", workspace.path, "--encoder", "unheard:of")
    assert ran.status == 1
    assert "names no known encoder. Known specs: hash:perceptual|average|difference|wavelet, histogram:hsv" in ran.said
    assert Workspace.open(workspace.path).manifest == before


def test_embed_stores_half_precision_when_asked(simlab, toy_workspace):
    workspace = toy_workspace(references=SMALL, files=True)
    command = ("embed", workspace.path, "--encoder", "histogram:hsv")
    assert simlab(*command, "--store", "fp16").status == 0
    assert Workspace.open(workspace.path).embedding("histogram-hsv").vectors.dtype == np.float16
    half = simlab("evaluate", workspace.path, "--models", "histogram-hsv", "--json").json["models"][0]
    python = evaluate_models(Workspace.open(workspace.path), "validation", models=("histogram-hsv",)).rows[0]
    assert half["accuracy"] == python.estimate.value
    assert simlab(*command).status == 0
    assert Workspace.open(workspace.path).embedding("histogram-hsv").vectors.dtype == np.float32
    assert simlab(*command, "--store", "fp8").status == 2


def test_features_are_not_scored(simlab, toy_workspace):
    workspace = toy_workspace(references=SMALL)
    names = [row["model"] for row in simlab("evaluate", workspace.path, "--json").json["models"]]
    assert "look" not in names
    ran = simlab("evaluate", workspace.path, "--models", "look", "--json")
    assert (ran.status, ran.out) == (1, "")
    assert "serves features only and is not scored" in ran.said


def test_contexts_by_clusters(simlab, toy_workspace):
    workspace = toy_workspace()
    command = ("contexts", workspace.path, "--features", "look", "--k", 2, "--seed", 1)
    ran = simlab(*command)
    assert ran.status == 1
    assert "has contexts already (west, east; 72 training triples)" in ran.said
    assert "--replace" in ran.said
    assert simlab(*command, "--replace").status == 0
    opened = Workspace.open(workspace.path)
    assert opened.manifest.contexts == ("cluster-1", "cluster-2")
    # `look` has the west and the east far apart, so that the clusters are these two.
    references = opened.triples["reference"].unique()
    contexts = opened.images["context"].to_numpy()[references]
    for half in (0, 1):
        assert len(set(contexts[references % 2 == half])) == 1


@pytest.mark.parametrize("k", ["1", "0", "many"])
def test_contexts_want_a_number_of_two_or_more(simlab, toy_workspace, k):
    assert simlab("contexts", toy_workspace(references=SMALL).path, "--features", "look", "--k", k).status == 2


def test_train_cs_ends_with_a_scored_model(simlab, toy_workspace):
    workspace = toy_workspace(references=SMALL, files=True)
    ran = simlab("train", "cs", workspace.path, "--context", "west", *QUICK)
    assert (ran.status, ran.out) == (0, "")
    assert "Model cs-west:" in ran.said
    assert "best of 1 epochs is 1" in ran.said
    entry = Workspace.open(workspace.path).model("cs-west")
    assert (entry.kind, entry.context) == ("cs", "west")
    assert (workspace.path / "models" / "cs-west" / "weights.safetensors").is_file()
    found = simlab("evaluate", workspace.path, "--models", "cs-west", "--json").json["models"][0]
    python = evaluate_models(Workspace.open(workspace.path), "validation", models=("cs-west",)).rows[0]
    assert found["accuracy"] == python.estimate.value

    # Another recipe under the same name is refused, and --no-resume is the remedy that the refusal names.
    other = ("train", "cs", workspace.path, "--context", "west", *QUICK, "--set", "seed=5")
    ran = simlab(*other)
    assert ran.status == 1
    assert "--no-resume" in ran.said
    before = Workspace.open(workspace.path).embedding("cs-west").sidecar.fingerprint
    assert simlab(*other, "--no-resume").status == 0
    assert Workspace.open(workspace.path).embedding("cs-west").sidecar.fingerprint != before


def test_train_contrastive_gives_a_scored_baseline_and_others_start_from_it(simlab, toy_workspace):
    workspace = toy_workspace(references=SMALL, files=True)
    ran = simlab("train", "contrastive", workspace.path, *QUICK, "--store", "fp16")
    assert (ran.status, ran.out) == (0, "")
    assert "Model contrastive: 74 images, best of 1 epochs is 1 (view_retrieval " in ran.said
    assert "74 images to learn from, 4 to measure on" in ran.said
    assert Workspace.open(workspace.path).model("contrastive").kind == "baseline"
    assert Workspace.open(workspace.path).embedding("contrastive").vectors.dtype == np.float16
    assert len(simlab("evaluate", workspace.path, "--models", "contrastive", "--json").json["models"]) == 1

    for command in (("cs", workspace.path, "--context", "west"), ("global", workspace.path)):
        ran = simlab("train", *command, *QUICK, "--from", "contrastive", "--store", "fp16")
        assert ran.status == 0
        name = "global" if command[0] == "global" else "cs-west"
        run = json.loads((workspace.path / "runs" / name / "run.json").read_text(encoding="utf-8"))
        assert run["recipe"]["start_from"] == "contrastive"
        assert len(run["start_weights"]) == 16
        assert Workspace.open(workspace.path).embedding(name).vectors.dtype == np.float16
    ran = simlab("train", "global", workspace.path, *QUICK, "--from", "contrastive", "--set", "size=16", "--name", "x")
    assert ran.status == 1
    assert "has backbone 'test_resnet' at 32 × 32 pixels; this recipe has 'test_resnet' at 16 × 16" in ran.said


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("--kind", "cs"), 2, "'cs' is not one of 'baseline', 'features'"),
        (("--set", "batch=1"), 1, "batch is 1; it must be 2 or more"),
        (("--set", "ranking_weight=1"), 1, "1 setting(s) are unknown (ranking_weight)."),
        ((), 1, "0 image(s) of workspace 'toy' can be learned from without answers; at least 4 are needed."),
    ],
)
def test_train_contrastive_refuses_before_it_works(simlab, toy_workspace, arguments, status, message):
    workspace = toy_workspace(references=SMALL)
    ran = simlab("train", "contrastive", workspace.path, *arguments)
    assert (ran.status, ran.out) == (status, "")
    assert message in ran.said
    assert not (workspace.path / "runs").exists()


def test_a_recipe_from_a_file_and_from_the_line(simlab, toy_workspace, tmp_path):
    workspace = toy_workspace(references=SMALL)
    recipe = tmp_path / "recipe.json"
    recipe.write_text(json.dumps({"epochs": 9, "batch": 8}), encoding="utf-8")
    ran = simlab("train", "ordinal", workspace.path, "--recipe", recipe, "--set", "epochs=2", "--name", "free")
    assert ran.status == 0
    assert "Model free:" in ran.said
    assert "of 2 epochs" in ran.said
    run = json.loads(next((workspace.path / "runs" / "free").glob("run.json")).read_text(encoding="utf-8"))
    assert (run["recipe"]["epochs"], run["recipe"]["batch"]) == (2, 8)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Name one context (--context NAME) or all (--each-context). Contexts here: west, east."),
        (("--context", "west", "--each-context"), "Name one context (--context NAME) or all (--each-context)."),
        (("--each-context", "--name", "x"), "with --each-context the models are named after their contexts"),
        (("--context", "north"), "has no training triples in context 'north'. Its context clusters: west, east."),
        (("--context", "west", "--set", "epochs"), "--set takes NAME=VALUE; found 'epochs'."),
        (("--context", "west", "--set", "epoch=1"), "1 setting(s) are unknown (epoch)."),
        (("--context", "west", "--set", "epochs=0"), "epochs is 0; it must be 1 or more."),
        (("--context", "west", "--set", "epochs=many"), "epochs is 'many'; it must be a whole number."),
        (("--context", "west", "--set", "size=16.5"), "size is 16.5; it must be a whole number or null."),
        (("--context", "west", "--set", "dimensions=x"), "dimensions is 'x'; it must be a whole number or null."),
        (
            ("--context", "west", "--set", "crop_scale=[0.5]"),
            "it must be a list of 2 values, each a number.",
        ),
        (("--context", "west", "--set", "backbone=3"), "backbone is 3; it must be text."),
        (("--context", "west", "--set", "learning_rate=NaN"), "learning_rate is nan; it must be above 0."),
        (("--context", "west", "--recipe", "none.json"), "The recipe none.json cannot be read"),
    ],
)
def test_train_refuses_before_it_works(simlab, toy_workspace, arguments, message):
    workspace = toy_workspace(references=SMALL)
    ran = simlab("train", "cs", workspace.path, *arguments)
    assert (ran.status, ran.out) == (1, "")
    assert message in ran.said
    assert not (workspace.path / "runs").exists()


def test_every_parameter_of_a_map_can_be_chosen(simlab, toy_workspace):
    workspace = toy_workspace()
    chosen = ("--method", "tsne", "--perplexity", "5", "--iterations", "20", "--exaggeration", "2")
    ran = simlab("map", "fit", workspace.path, "--features", "look", *chosen, "--metric", "euclidean", "--name", "mine")
    assert ran.status == 0
    parameters = load_map(workspace, "mine").parameters
    found = (parameters.perplexity, parameters.iterations, parameters.exaggeration, parameters.metric)
    assert found == (5.0, 20, 2.0, "euclidean")
    refused = simlab("map", "fit", workspace.path, "--features", "look", "--metric", "cosine")
    assert refused.status == 1
    assert "pca has no parameter 'metric'" in refused.said


def test_maps_come_and_go(simlab, toy_workspace):
    workspace = toy_workspace()
    ran = simlab("map", "fit", workspace.path, "--features", "look", "--name", "mine")
    assert (ran.status, ran.out) == (0, "")
    assert "Map mine: 40 validation references fitted, 28 others placed; trustworthiness 0." in ran.said
    assert "mine" in simlab("map", "list", workspace.path).out
    assert simlab("map", "delete", workspace.path, "mine").status == 0
    ran = simlab("map", "delete", workspace.path, "mine")
    assert ran.status == 1
    assert "There is no map 'mine'" in ran.said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--features", "nobody"), "has no model 'nobody'"),
        (("--features", "look", "--method", "tsne", "--perplexity", "-3"), "perplexity is -3.0"),
        (("--features", "look", "--method", "pca", "--perplexity", "5"), "perplexity"),
        (("--features", "look", "--name", "../mine"), "'../mine' cannot be the name of a map"),
    ],
)
def test_a_map_is_refused_before_it_is_fitted(simlab, toy_workspace, arguments, message):
    workspace = toy_workspace()
    ran = simlab("map", "fit", workspace.path, *arguments)
    assert ran.status == 1
    assert message in ran.said
    assert not list((workspace.path / "maps").glob("*")) if (workspace.path / "maps").exists() else True


def test_vectors_of_your_own(simlab, toy_workspace, tmp_path):
    workspace = toy_workspace(references=SMALL)
    n = len(workspace.images)
    np.save(tmp_path / "good.npy", np.random.default_rng(0).normal(size=(n, 4)))
    command = ("import", "embeddings", workspace.path, "--model", "mine", "--kind", "baseline", "--pool", "pool")
    ran = simlab(*command, "--file", tmp_path / "good.npy")
    assert ran.status == 0
    found = simlab("evaluate", workspace.path, "--models", "mine", "--json").json["models"][0]
    python = evaluate_models(Workspace.open(workspace.path), "validation", models=("mine",)).rows[0]
    assert found["accuracy"] == python.estimate.value
