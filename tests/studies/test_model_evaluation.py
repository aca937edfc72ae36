import numpy as np
import pandas as pd
import pytest

from simlab.errors import InputError, NotFoundError
from simlab.evaluation import accuracy_estimate, margins, score, triple_distances
from simlab.studies.model_evaluation import evaluate_models
from simlab.workspace import ModelEntry
from simlab.workspace.atomic import write_parquet

KEYS = ["model", "kind", "context", "accuracy", "low", "high", "n_triples", "n_references", "n_ties"]
MODELS = ["west-model", "east-model", "third-model", "plain"]


def literal(workspace, name, triples) -> float:
    right = []
    for row in triples.itertuples():
        vectors = workspace.embedding(name).take(np.array([row.reference, row.a, row.b])).astype(np.float64)
        unit = vectors / np.linalg.norm(vectors, axis=1)[:, None]
        closer = "A" if unit[0] @ unit[1] > unit[0] @ unit[2] else "B"
        if row.choice != "tie":
            right.append(closer == row.choice)
    return float(np.mean(right))


def test_every_scored_model_on_validation(workspace):
    evaluation = evaluate_models(workspace, "validation")
    triples = workspace.split("validation")
    assert [row.model.name for row in evaluation.rows] == MODELS  # `look` serves features and is not scored
    for row in evaluation.rows:
        assert row.estimate.value == pytest.approx(literal(workspace, row.model.name, triples))
        distances = triple_distances(workspace.embedding(row.model.name), triples)
        scores = score(margins(distances), triples["choice"])
        assert row.estimate == accuracy_estimate(scores, triples["reference"].to_numpy(), triples["row"].to_numpy())
        assert row.n_ties == (triples["choice"] == "tie").sum() > 0
        assert row.n_missing == 0


def test_json_has_the_keys_of_the_contract(workspace):
    content = evaluate_models(workspace, "validation").to_json()
    assert {"split": "validation", "synthetic": True}.items() <= content.items()
    assert all(list(model)[:3] == KEYS[:3] and set(KEYS) <= set(model) for model in content["models"])
    assert [model["context"] for model in content["models"]] == ["west", "east", "west", None]


def test_local_accuracy_is_on_held_out_rows_of_the_own_cluster(workspace):
    rows = evaluate_models(workspace, "validation", scope="local").rows
    train = workspace.split("train")
    assert [row.model.name for row in rows] == MODELS[:3]
    for row in rows:
        own = train[(train["cluster"] == row.model.context) & train["held_out"]]
        assert row.estimate.n_triples + row.n_ties == len(own) > 0
        assert row.estimate.value == pytest.approx(literal(workspace, row.model.name, own))


def test_context_accuracy_is_on_references_of_the_own_context(workspace):
    rows = evaluate_models(workspace, "validation", scope="context").rows
    for row, parity in zip(rows, (0, 1, 0), strict=True):
        own = workspace.split("validation").query(f"reference % 2 == {parity}")
        assert row.estimate.n_references == 20
        assert row.estimate.value == pytest.approx(literal(workspace, row.model.name, own))
    assert rows[0].estimate.value > 0.85


def test_every_model_is_scored_on_the_references_of_one_context(workspace):
    own = {row.model.context: row for row in evaluate_models(workspace, "validation", scope="context").rows}
    for context, row in own.items():
        result = evaluate_models(workspace, "validation", context=context)
        assert [found.model for found in result.rows] == workspace.scored_models()
        same = next(found for found in result.rows if found.model == row.model)
        assert same.estimate == row.estimate
        assert result.to_json()["context"] == context
    with pytest.raises(NotFoundError, match="No triple here has a reference of context 'nowhere'"):
        evaluate_models(workspace, "validation", context="nowhere")


def test_references_without_a_context_are_in_none(workspace):
    images = workspace.images.copy()
    images.loc[:19, "context"] = pd.NA
    write_parquet(workspace.path / "images.parquet", images)
    rows = evaluate_models(type(workspace)(workspace.path), "validation", scope="context").rows
    assert [row.estimate.n_references for row in rows] == [10, 10, 10]


def test_scopes_need_models_of_a_context(workspace):
    with pytest.raises(
        NotFoundError, match="None of these models is a CS-model of a known context, so there is no local"
    ):
        evaluate_models(workspace, "validation", models=["plain"], scope="local")


def test_missing_vectors_are_counted_and_left_out(workspace):
    triples = workspace.split("validation")
    rows = np.setdiff1d(np.arange(len(workspace.images), dtype=np.int32), triples["a"].iloc[:7])
    vectors = workspace.embedding("plain").take(rows)
    workspace.write_embedding(ModelEntry("plain", "baseline"), vectors, rows)
    plain = evaluate_models(workspace, "validation", models=["plain"]).rows[0]
    answered = triples.iloc[7:]
    assert plain.n_missing == 7
    assert plain.n_ties == (answered["choice"] == "tie").sum()
    assert plain.estimate.n_triples == (answered["choice"] != "tie").sum()
    assert plain.estimate.value == pytest.approx(literal(workspace, "plain", answered))


def test_another_rendition(toy_workspace):
    workspace = toy_workspace(renditions=True)
    day, night = (evaluate_models(workspace, "validation", rendition=name).rows for name in ("day", "night"))
    assert [row.n_missing for row in day] == [0] * 4
    assert [row.n_missing for row in night] == [6] * 4  # the candidates of reference 0 have no night picture
    assert [row.estimate.value for row in day] == [
        row.estimate.value for row in evaluate_models(workspace, "validation").rows
    ]
    with pytest.raises(NotFoundError, match=r"has no rendition 'dusk'\. Its renditions: day, night\."):
        evaluate_models(workspace, "validation", rendition="dusk")


def test_models_that_only_serve_features_are_refused(workspace):
    with pytest.raises(InputError, match=r"Model 'look' serves features only and is not scored\."):
        evaluate_models(workspace, "validation", models=["look"])


def test_no_models_at_all(toy_workspace):
    with pytest.raises(NotFoundError, match=r"'bare' has no model to score\. Run `simlab embed`"):
        evaluate_models(toy_workspace("bare", skills={}, baselines={}), "validation")


def test_the_count_of_what_is_listed_first(workspace):
    row = evaluate_models(workspace, "validation", models=["plain"]).rows[0]
    triples = workspace.split("validation")
    margin = margins(triple_distances(workspace.embedding("plain"), triples))
    wanted = np.where(triples["choice"] == "B", margin < 0, margin > 0)  # ties list A first
    assert row.listed_first_accuracy == pytest.approx(wanted.mean())
    triples = workspace.triples.assign(listed_first=pd.Series(pd.NA, index=workspace.triples.index, dtype="string"))
    write_parquet(workspace.path / "triples.parquet", triples)
    assert evaluate_models(type(workspace)(workspace.path), "validation").rows[0].listed_first_accuracy is None
