"""The relations of models as tables: every number as Python gives it."""

from collections.abc import Callable

from simlab.dashboard.compare.relation_tables import added_table, agreement_table, slice_table
from simlab.studies.model_relations import model_relations
from simlab.workspace import Workspace


def test_tables_hold_what_was_found(make_workspace: Callable[..., Workspace]) -> None:
    found = model_relations(make_workspace(pictures=False), "validation", by=["context"])
    pairs = agreement_table(found)
    assert list(zip(pairs["model_1"], pairs["model_2"], strict=True)) == [
        (found.names[pair.first], found.names[pair.second]) for pair in found.pairs
    ]
    assert pairs["error_consistency_value"].tolist() == [pair.consistency.value for pair in found.pairs]
    assert pairs["both_wrong_n_triples"].tolist() == [pair.both_wrong.n_triples for pair in found.pairs]

    added = added_table(found)
    assert added["model"].tolist() == list(found.names)
    assert added["accuracy"].tolist() == [related.accuracy.value for related in found.models]
    assert added["added_to_mean_low"].tolist() == [related.added_to_mean.low for related in found.models]
    assert added["vote_score_value"].notna().all()

    slices = slice_table(found)
    assert len(slices) == len(found.slices) * len(found.names)
    assert slices["accuracy"].tolist() == [one.accuracy.value for part in found.slices for one in part.models]
    assert set(slices["against"]) == {found.against}
    assert set(slices["split"]) == {"validation"}
