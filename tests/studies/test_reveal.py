from dataclasses import replace

import pytest

from simlab.ensembles import BEST, one_model
from simlab.errors import InputError, NotFoundError
from simlab.studies.designs.named import create_design, save_step, undo
from simlab.studies.ensemble_evaluation import evaluate_ensemble
from simlab.studies.model_evaluation import evaluate_models
from simlab.workspace import ModelEntry
from simlab.workspace.check_set import CheckSet, keep_check_set

CLOSED = (
    r"The test split of 'toy' is closed for {}\. Test data only reports: choose on validation, then look once\. "
    r'To open it, give the reason: --reveal "REASON"\. The reveal is recorded\.'
)


def reasons(workspace) -> list[tuple[str, str]]:
    return [(reveal.subject, reveal.reason) for reveal in workspace.store.reveals()]


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_without_a_reason_it_stays_closed(workspace, reason):
    with pytest.raises(InputError, match=CLOSED.format("single models")):
        evaluate_models(workspace, "test", reveal=reason)
    with pytest.raises(InputError, match=CLOSED.format("single models")):
        evaluate_models(workspace, "test", scope="context", reveal=reason)
    with pytest.raises(InputError, match=CLOSED.format("strategy vote")):
        evaluate_ensemble(workspace, "vote", "test", reveal=reason)
    assert reasons(workspace) == []


def test_what_was_seen_needs_no_second_reason(workspace):
    first = evaluate_models(workspace, "test", reveal=" for the paper ")
    assert reasons(workspace) == [("single models", "for the paper")]
    again = evaluate_models(workspace, "test")
    assert [row.estimate for row in again.rows] == [row.estimate for row in first.rows]
    assert len(reasons(workspace)) == 1
    assert first.rows[0].estimate.n_references == 16


def test_new_vectors_are_a_new_state(workspace):
    evaluate_ensemble(workspace, "vote", "test", reveal="first look")
    rows = workspace.embedding("plain").rows.nonzero()[0]
    workspace.write_embedding(ModelEntry("plain", "baseline"), workspace.embedding("plain").take(rows) * 2, rows)
    evaluate_ensemble(workspace, "vote", "test")  # `plain` is no member
    rows = workspace.embedding("west-model").rows.nonzero()[0]
    vectors = workspace.embedding("west-model").take(rows) * 2
    workspace.write_embedding(ModelEntry("west-model", "cs", "west"), vectors, rows)
    with pytest.raises(InputError, match=CLOSED.format("strategy vote")):
        evaluate_ensemble(workspace, "vote", "test")


def test_an_edited_design_is_a_new_state_and_an_undone_edit_is_not(workspace, reference_map, drawn):
    named = create_design(workspace, "two", reference_map, drawn(reference_map))
    evaluate_ensemble(workspace, "design", "test", design="two", reveal="done drawing")
    renamed = named.design.changed("west", lambda region: replace(region, name="far west"))
    named = save_step(workspace, named, renamed, "renamed")
    evaluate_ensemble(workspace, "design", "test", design="two")
    edited = named.design.changed("west", lambda region: replace(region, rule=one_model("plain")))
    named = save_step(workspace, named, edited, "changed rule")
    with pytest.raises(InputError, match=CLOSED.format("design two")):
        evaluate_ensemble(workspace, "design", "test", design="two")
    undo(workspace, named)
    evaluate_ensemble(workspace, "design", "test", design="two")
    assert reasons(workspace) == [("design two", "done drawing")]


def test_members_and_check_set_belong_to_the_state(workspace, reference_map, drawn):
    create_design(workspace, "two", reference_map, drawn(reference_map, west=BEST, east=one_model("third-model")))
    both = ("west-model", "third-model")
    evaluate_ensemble(workspace, "design", "test", design="two", members=both, reveal="look")
    evaluate_ensemble(workspace, "design", "test", design="two", members=both)
    with pytest.raises(InputError, match="is closed for design two"):
        evaluate_ensemble(workspace, "design", "test", design="two", members=("west-model",))
    keep_check_set(workspace, CheckSet())
    with pytest.raises(InputError, match="is closed for design two"):
        evaluate_ensemble(workspace, "design", "test", design="two", members=both)


def test_nothing_is_recorded_where_nothing_is_shown(toy_workspace):
    untested = toy_workspace("toy", references={"validation": 12, "train": 4})
    for call in (
        lambda: evaluate_models(untested, "test", reveal="look"),
        lambda: evaluate_ensemble(untested, "vote", "test", reveal="look"),
    ):
        with pytest.raises(
            NotFoundError, match=r"has no triples in its test split\. Splits with triples: train \(24\)"
        ):
            call()
    tested = toy_workspace("other")
    with pytest.raises(NotFoundError, match="has no rendition 'night'"):
        evaluate_models(tested, "test", rendition="night", reveal="look")
    assert reasons(untested) == reasons(tested) == []


def test_local_accuracy_is_no_test_figure(workspace):
    assert evaluate_models(workspace, "test", scope="local").rows
