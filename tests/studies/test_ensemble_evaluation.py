import json
from collections import Counter

import numpy as np
import pytest

from simlab.ensembles import BEST, one_model, vote_of
from simlab.errors import InputError, NotFoundError
from simlab.studies.designs.named import create_design
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.model_evaluation import evaluate_models
from simlab.workspace import ModelEntry
from simlab.workspace.check_set import CheckSet, keep_check_set

MEMBERS = ("west-model", "east-model", "third-model")
MODEL_KEYS = {"model", "kind", "context", "accuracy", "low", "high", "n_triples", "n_references", "n_ties"}
KEYS = {"strategy", "split", "members", "synthetic", "accuracy", "low", "high", "n_triples", "n_references"} | {
    "n_ties",
    "per_model",
}


@pytest.mark.parametrize("strategy", ["best", "vote", "mean", "design"])
def test_json_has_the_keys_of_the_contract(workspace, reference_map, drawn, strategy):
    create_design(workspace, "two", reference_map, drawn(reference_map))
    name = "two" if strategy == "design" else None
    content = evaluate_ensemble(workspace, strategy, "validation", design=name).to_json()
    json.dumps(content, allow_nan=False)
    assert set(content) >= KEYS
    assert content["members"] == list(MEMBERS)
    assert (content["strategy"], content["split"], content["synthetic"]) == (strategy, "validation", True)
    assert [model["model"] for model in content["per_model"]] == list(MEMBERS)
    assert all(set(model) >= MODEL_KEYS for model in content["per_model"])
    assert content["n_triples"] + content["n_ties"] == len(workspace.split("validation"))


def test_the_drawn_design_beats_what_needs_no_drawing(workspace, reference_map, drawn):
    create_design(workspace, "two", reference_map, drawn(reference_map))
    design = evaluate_ensemble(workspace, "design", "validation", design="two")
    assert design.estimate.value > 0.85
    assert design.in_sample
    assert design.cross_fitted is None  # no rule learns
    assert all(difference.low > 0 for difference in (design.differences["best"], design.differences["mean"]))
    for name in ("best", "vote", "mean"):
        other = evaluate_ensemble(workspace, name, "validation")
        assert design.differences[name].value == pytest.approx(design.estimate.value - other.estimate.value)


def test_best_is_the_figure_of_that_single_model(workspace):
    best = evaluate_ensemble(workspace, "best", "validation")
    rows = {row.model.name: row.estimate for row in evaluate_models(workspace, "validation").rows}
    assert best.estimate == rows["west-model"] == max((rows[name] for name in MEMBERS), key=lambda e: e.value)
    assert {entry.name: estimate for entry, estimate in best.per_model} == {name: rows[name] for name in MEMBERS}
    assert best.in_sample
    assert best.cross_fitted is not None
    assert not evaluate_ensemble(workspace, "mean", "validation").in_sample


def test_predictions_are_the_answers_behind_the_figure(workspace, reference_map, drawn):
    create_design(workspace, "two", reference_map, drawn(reference_map, west=vote_of(MEMBERS)))
    result = evaluate_ensemble(workspace, "design", "validation", design="two")
    table = result.predictions(workspace)
    triples = workspace.split("validation")
    weights = [f"weight_{name}" for name in MEMBERS]
    assert list(table) == ["triple_id", "reference", "a", "b", "prediction", "margin", "region", *weights]
    assert table["triple_id"].tolist() == triples["id"].tolist()
    for column in ("reference", "a", "b"):
        assert table[column].tolist() == [f"pool/{row}" for row in triples[column]]
    assert table["prediction"].tolist() == ["A" if m > 0 else "B" if m < 0 else "tie" for m in table["margin"]]
    answered = (triples["choice"] != "tie").to_numpy()
    right = np.where(table["prediction"] == "tie", 0.5, table["prediction"] == triples["choice"])[answered].astype(
        float
    )
    assert result.estimate.value == pytest.approx(right.mean())
    western = triples["reference"].to_numpy() % 2 == 0
    assert Counter(table["region"]) == {"west": western.sum(), "east": (~western).sum()}
    np.testing.assert_allclose(table.loc[western, weights], 1 / 3)
    assert (table.loc[~western, weights] == [0, 1, 0]).all(axis=None)


def test_members_and_models_that_rules_name(workspace, reference_map, drawn):
    create_design(workspace, "plain", reference_map, drawn(reference_map, west=one_model("plain"), east=BEST))
    result = evaluate_ensemble(workspace, "design", "validation", design="plain", members=("third-model", "west-model"))
    assert result.members == ("west-model", "third-model")
    assert [entry.name for entry, _ in result.per_model] == ["west-model", "east-model", "third-model", "plain"]
    assert set(result.predictions(workspace).query("region == 'east'")["weight_east-model"]) == {0.0}


def test_common_triples_only(workspace):
    triples = workspace.split("validation")
    rows = np.setdiff1d(np.arange(len(workspace.images), dtype=np.int32), triples["b"].iloc[3:8])
    entry = ModelEntry("east-model", "cs", "east")
    workspace.write_embedding(entry, workspace.embedding("east-model").take(rows), rows)
    result = evaluate_ensemble(workspace, "vote", "validation")
    assert result.asked.n_missing == 5
    assert len({estimate.n_triples for _, estimate in result.per_model} | {result.estimate.n_triples}) == 1


def test_few_references_have_no_cross_fitted_figure(toy_workspace):
    tiny = toy_workspace("tiny", references={"validation": 3})
    result = evaluate_ensemble(tiny, "best", "validation")
    assert result.cross_fitted is None
    assert result.estimate.note == "too few references"


def test_another_rendition_of_the_drawn_answers_is_still_in_sample(toy_workspace):
    workspace = toy_workspace(renditions=True)
    result = evaluate_ensemble(workspace, "best", "validation", rendition="night")
    assert result.in_sample
    assert result.cross_fitted is None
    assert result.asked.n_missing == 6


def test_the_check_set_is_answered_by_a_fit_that_has_not_seen_it(workspace):
    keep_check_set(workspace, CheckSet(seed=4))
    check = evaluate_ensemble(workspace, "best", "check")
    drawing = evaluate_ensemble(workspace, "best", "validation")
    assert (check.estimate.n_references, drawing.estimate.n_references) == (12, 28)
    assert not check.in_sample
    assert check.cross_fitted is None


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        ({"strategy": "sum"}, InputError, r"'sum' is no strategy; the strategies are best, vote, mean, credibility, "),
        ({"strategy": "design"}, InputError, r"needs the name of a design \(--design NAME\).* Designs .*: none\."),
        ({"strategy": "vote", "design": "two"}, InputError, "no other strategy takes one"),
        (
            {"strategy": "design", "design": "two"},
            NotFoundError,
            r"no design 'two' in this workspace\. Its designs: none",
        ),
        ({"strategy": "vote", "members": ("look",)}, InputError, "'look' serves features only .* cannot be a member"),
        ({"strategy": "vote", "members": ("x",)}, NotFoundError, r"no model 'x'\. Its models: west-model, east-model"),
        ({"strategy": "vote", "split": "check"}, NotFoundError, r"keeps no check set\. Switch it on before drawing"),
    ],
)
def test_what_is_asked_wrongly(workspace, call, error, text):
    options = {"split": "validation", **call}
    with pytest.raises(error, match=text):
        evaluate_ensemble(workspace, options.pop("strategy"), options.pop("split"), **options)


def test_rules_cannot_name_what_only_serves_features(workspace, reference_map, drawn):
    create_design(workspace, "odd", reference_map, drawn(reference_map, west=one_model("look")))
    with pytest.raises(InputError, match=r"names look, which serves features only and is not scored\. Choose another"):
        evaluate_ensemble(workspace, "design", "validation", design="odd")
