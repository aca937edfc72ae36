"""Local and context accuracy beside that on all triples, as `simlab evaluate` has them, and accuracy by context."""

from dataclasses import replace

import numpy as np
import pytest

from simlab.evaluation import accuracy_estimate, margins, score, triple_distances
from simlab.studies.model_evaluation import evaluate_models
from simlab.studies.scoreboard import standings
from simlab.studies.scoreboard.lineup import line_up
from simlab.workspace import ModelEntry
from tests.toy_study import CONTEXTS, make


def west(study):
    return standings(study, line_up(study), "validation", rows=("west-model",)).row("west-model")


@pytest.mark.parametrize("scope", ["local", "context"])
def test_cs_models_have_the_figures_of_evaluate(board, study, scope):
    rows = evaluate_models(study, "validation", scope=scope).rows
    assert len(rows) == 3
    for found in rows:
        assert getattr(board.row(found.model.name).scopes, scope) == found.estimate


def test_what_was_fine_tuned_on_no_cluster_has_neither(board):
    for key in ("plain", "vote", "credibility", "design:two", "oracle", "ceiling"):
        scopes = board.row(key).scopes
        assert (scopes.local, scopes.context) == (None, None)
        assert tuple(scopes.contexts) == CONTEXTS


def test_every_row_has_every_context_and_they_make_up_the_whole(board):
    for row in board.scored:
        parts = row.scopes.contexts.values()
        assert sum(part.n_triples for part in parts) == row.estimate.n_triples
        right = sum(part.value * part.n_triples for part in parts)
        assert right == pytest.approx(row.estimate.value * row.estimate.n_triples, abs=1e-9)
    assert board.contexts == CONTEXTS


def test_a_global_model_is_local_in_all_clusters(own_study):
    vectors = own_study.embedding("plain")
    own_study.write_embedding(
        ModelEntry("everything", "global"), np.asarray(vectors.vectors), np.arange(len(vectors.rows))
    )
    scopes = standings(own_study, line_up(own_study), "validation", rows=("everything",)).row("everything").scopes
    train = own_study.triples[(own_study.triples["split"] == "train") & own_study.triples["held_out"]]
    scores = score(margins(triple_distances(own_study.embedding("everything"), train)), train["choice"])
    assert scopes.local == accuracy_estimate(scores, train["reference"].to_numpy(), train["row"].to_numpy())
    assert scopes.context is None


def test_where_contexts_are_not_known_there_is_no_column(tmp_path):
    study = make(tmp_path / "toy", references={"validation": 12, "train": 4}, per_reference=3)
    study.replace_tables(study.images.assign(context=None), study.triples)
    row = west(study)
    assert row.scopes.context is None
    assert row.scopes.contexts == {}
    assert row.scopes.local is not None, "clusters are known all the same"
    study.replace_tables(study.images, study.triples.assign(held_out=False))
    assert west(study).scopes.local is None


def test_files_and_json_have_them(board):
    row = board.row("west-model")
    content = row.to_json()
    assert content["local"]["accuracy"] == row.scopes.local.value
    assert content["contexts"]["east"]["n_triples"] == row.scopes.contexts["east"].n_triples
    line = board.table().set_index("row").loc["west-model"]
    assert line["context_accuracy"] == row.scopes.context.value
    assert (line["accuracy_east"], line["low_east"]) == (
        row.scopes.contexts["east"].value,
        row.scopes.contexts["east"].low,
    )


def test_some_rows_alone_stand_on_the_triples_of_all(own_study, board):
    lineup = line_up(own_study)
    some = standings(own_study, lineup, "validation", rows=("vote", "ceiling"))
    assert [row.key for row in some.rows] == ["vote", "ceiling"]
    assert some.row("vote").estimate == board.row("vote").estimate
    assert replace(some, rows=()).asked.triples["id"].tolist() == board.asked.triples["id"].tolist()
