import json

import numpy as np
import pytest

from simlab.ensembles import ConstantStrategy
from simlab.errors import InputError, NotFoundError
from simlab.evaluation import accuracy_estimate, distance_table, holm, paired_difference
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.model_evaluation import evaluate_models
from simlab.studies.model_relations import model_relations
from simlab.studies.split_questions import split_questions
from simlab.workspace import ModelEntry
from simlab.workspace.check_set import CheckSet, keep_check_set

MODELS = ("west-model", "east-model", "third-model", "plain")


def scores_of(workspace, split="validation", models=MODELS):
    table = distance_table(workspace, workspace.split(split), models)
    return table.scores, table.triples["reference"].to_numpy()


def test_accuracies_and_the_mean_are_those_of_the_other_commands(workspace):
    found = model_relations(workspace, "validation")
    assert found.names == MODELS
    assert [m.accuracy for m in found.models] == [row.estimate for row in evaluate_models(workspace, "validation").rows]
    assert found.mean == evaluate_ensemble(workspace, "mean", "validation", members=MODELS).estimate
    assert found.synthetic
    assert found.n_ties == (workspace.split("validation")["choice"] == "tie").sum()
    assert found.slices == ()


def test_agreement_oracle_and_what_each_adds_equal_the_literal_loop(workspace):
    found = model_relations(workspace, "validation")
    scores, references = scores_of(workspace)
    decided = ~np.isnan(scores[0])
    for pair in found.pairs:
        equal = [float(scores[pair.first, t] == scores[pair.second, t]) for t in np.flatnonzero(decided)]
        assert pair.equal == accuracy_estimate(np.array(equal), references[decided])
    best = [max(scores[m, t] for m in range(4)) for t in range(len(references))]
    assert found.oracle == accuracy_estimate(np.array(best), references)
    for number, related in enumerate(found.models):
        without = [max(scores[m, t] for m in range(4) if m != number) for t in range(len(references))]
        assert related.added_to_oracle.value == pytest.approx(np.nanmean(np.array(best) - without))
        assert (related.added_to_oracle.low, related.added_to_oracle.high) != (None, None)


def test_what_each_brings_to_the_mean_is_the_paired_difference_of_two_ensembles(workspace):
    found = model_relations(workspace, "validation")
    questions = split_questions(workspace, "validation", MODELS).questions
    references = questions.references[questions.positions]

    def mean_of(members):
        return questions.scores(ConstantStrategy("mean", members).fit(questions).predict(questions).margin)

    for related in found.models:
        others = tuple(name for name in MODELS if name != related.model.name)
        assert related.added_to_mean == paired_difference(mean_of(MODELS), mean_of(others), references)
    p_values = np.array([related.added_to_mean.p_value for related in found.models])
    assert [related.corrected_p for related in found.models] == holm(p_values).tolist()


def test_a_copy_adds_nothing(workspace):
    rows = workspace.embedding("west-model").rows.nonzero()[0]
    workspace.write_embedding(ModelEntry("copy", "baseline"), workspace.embedding("west-model").take(rows), rows)
    found = model_relations(workspace, "validation", models=("west-model", "copy", "east-model"))
    west, east, copy = found.models
    assert (west.model.name, copy.model.name) == ("west-model", "copy")
    assert west.added_to_oracle.value == copy.added_to_oracle.value == 0
    assert east.added_to_oracle.value > 0.1
    alike = next(pair for pair in found.pairs if (pair.first, pair.second) == (0, 2))
    assert (alike.equal.value, alike.consistency.value) == (1, 1)


def test_the_vote_weighted_score_counts_voters_and_ties(workspace):
    found = model_relations(workspace, "validation")
    triples = workspace.split("validation")
    table = distance_table(workspace, triples, MODELS)
    for number, related in enumerate(found.models):
        agreed = []
        for t, triple in enumerate(triples.itertuples()):
            votes = triple.votes_a if table.margins[number, t] > 0 else triple.votes_b
            agreed.append(votes / (triple.votes_a + triple.votes_b))
        assert related.vote_score.value == pytest.approx(np.mean(agreed))
        assert related.vote_score.n_triples == len(triples)
        assert related.vote_score.low < related.vote_score.value < related.vote_score.high
    most = [max(t.votes_a, t.votes_b) / (t.votes_a + t.votes_b) for t in triples.itertuples()]
    assert found.most_agreed.value == pytest.approx(np.mean(most))


def test_without_votes_there_is_no_vote_weighted_score(workspace):
    workspace.replace_tables(workspace.images, workspace.triples.assign(votes_a=None, votes_b=None))
    found = model_relations(workspace, "validation")
    assert found.most_agreed is None
    assert [related.vote_score for related in found.models] == [None] * 4
    assert found.to_json()["models"][0]["vote_score"] is None


def test_slices_find_the_planted_countries(workspace):
    found = model_relations(workspace, "validation", by=("context",), against="east-model")
    scores, references = scores_of(workspace)
    assert [(one.column, one.label, one.n_references) for one in found.slices] == [
        ("context", "west", 20),
        ("context", "east", 20),
    ]
    p_values = []
    for country, one in enumerate(found.slices):
        there = references % 2 == country
        for number, compared in enumerate(one.models):
            assert compared.accuracy == accuracy_estimate(scores[number][there], references[there])
            if number == 1:
                assert compared.difference is None
                continue
            expected = paired_difference(scores[number][there], scores[1][there], references[there])
            assert compared.difference == expected
            p_values.append(expected.p_value)
    corrected = [c.corrected_p for one in found.slices for c in one.models if c.difference]
    assert corrected == holm(np.array(p_values)).tolist()
    assert found.n_comparisons == 6
    west, east = (one.models[0] for one in found.slices)
    assert (west.distinguishable, west.difference.value > 0.2) == (True, True)
    assert (east.distinguishable, east.difference.value < -0.2) == (True, True)


def test_slices_compare_with_the_best_single_model_unless_told(workspace):
    accuracies = {row.model.name: row.estimate.value for row in evaluate_models(workspace, "validation").rows}
    cs_models = MODELS[:3]
    assert model_relations(workspace, "validation").against == max(cs_models, key=accuracies.__getitem__)
    assert model_relations(workspace, "validation", models=("plain", "third-model")).against == "third-model"


def test_the_best_single_model_of_a_test_figure_is_chosen_on_validation(workspace):
    best = model_relations(workspace, "validation").against
    flipped = workspace.triples["choice"].replace({"A": "B", "B": "A"})
    triples = workspace.triples.assign(votes_a=None, votes_b=None)
    triples["choice"] = np.where(triples["split"] == "test", flipped, triples["choice"])
    workspace.replace_tables(workspace.images, triples)
    assert model_relations(workspace, "test", reveal="a test").against == best


def test_triples_that_a_model_lacks_are_left_out_for_all(workspace):
    rows = np.setdiff1d(workspace.embedding("plain").rows.nonzero()[0], [0, 2])
    workspace.write_embedding(ModelEntry("plain", "baseline"), workspace.embedding("plain").take(rows), rows)
    found = model_relations(workspace, "validation")
    assert found.n_missing == 12
    assert {m.accuracy.n_references for m in found.models} == {38}
    assert {pair.equal.n_references for pair in found.pairs} == {38}


def test_what_does_not_fit_is_refused(workspace):
    with pytest.raises(
        InputError, match=r"Relations are between at least two models, and there is 1 \(plain\)\. Name more, embed"
    ):
        model_relations(workspace, "validation", models=("plain", "plain"))
    with pytest.raises(InputError, match=r"Model 'look' serves features only and is not scored\."):
        model_relations(workspace, "validation", models=("plain", "look"))
    with pytest.raises(
        InputError, match=r"--against plain: slices compare with one of the models .* west-model, east-model\. Name"
    ):
        model_relations(workspace, "validation", models=("west-model", "east-model"), against="plain")
    with pytest.raises(NotFoundError, match="nobody"):
        model_relations(workspace, "validation", models=("plain", "nobody"))
    with pytest.raises(NotFoundError, match="keeps no check set"):
        model_relations(workspace, "check")
    with pytest.raises(NotFoundError, match="has no column 'nothing'"):
        model_relations(workspace, "test", by=("nothing",), reveal="a reason that must not be recorded")
    assert workspace.store.reveals() == []


def test_the_test_split_needs_a_reason_for_exactly_this(workspace):
    closed = r"The test split of 'toy' is closed for {}\. Test data only reports"
    with pytest.raises(InputError, match=closed.format("model relations")):
        model_relations(workspace, "test")
    first = model_relations(workspace, "test", reveal="for the paper")
    assert first.models[0].accuracy.n_references == 16
    assert model_relations(workspace, "test") == first
    for more in ({"by": ("context",)}, {"models": MODELS[:2]}, {"against": "plain"}):
        with pytest.raises(InputError, match=r"is closed for model relations( by context)?\."):
            model_relations(workspace, "test", **more)
    model_relations(workspace, "test", by=("context",), reveal="for its table")
    model_relations(workspace, "test", by=("context",))
    assert [(r.subject, r.reason) for r in workspace.store.reveals()] == [
        ("model relations", "for the paper"),
        ("model relations by context", "for its table"),
    ]
    swapped = workspace.images["context"].mask(workspace.images.index == 50, "east")
    workspace.replace_tables(workspace.images.assign(context=swapped), workspace.triples)
    model_relations(workspace, "test")
    with pytest.raises(InputError, match=closed.format("model relations by context")):
        model_relations(workspace, "test", by=("context",))
    keep_check_set(workspace, CheckSet())
    with pytest.raises(InputError, match=closed.format("model relations")):
        model_relations(workspace, "test")


def test_the_check_set_is_a_part_of_its_own(workspace):
    keep_check_set(workspace, CheckSet())
    assert model_relations(workspace, "check").models[0].accuracy.n_references == 12
    assert model_relations(workspace, "validation").models[0].accuracy.n_references == 28


def test_json_holds_no_nan(workspace):
    found = model_relations(workspace, "validation", by=("context",)).to_json()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert len(found["pairs"]) == 6
    assert found["pairs"][0]["models"] == ["west-model", "east-model"]
    assert found["slices"][0]["models"][0].keys() >= {"model", "accuracy", "difference", "corrected_p"}
