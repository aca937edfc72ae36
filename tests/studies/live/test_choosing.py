import numpy as np
import pytest

from simlab.errors import NotFoundError
from simlab.evaluation import margins, triple_distances
from simlab.studies.ensemble_evaluation import questions_for
from simlab.studies.live import disagreements, fit_subject, random_triple
from simlab.studies.split_questions import part_triples
from simlab.workspace import ModelEntry
from simlab.workspace.check_set import CheckSet, keep_check_set


@pytest.fixture
def world(toy_workspace):
    return toy_workspace(references={"validation": 12, "test": 4}, per_reference=5)


@pytest.mark.parametrize("split", ["validation", "test"])
def test_the_farthest_apart_come_first_and_are_opposite(world, split):
    subject = fit_subject(world, "mean")
    asked = questions_for(world, subject.named, split)
    ensemble = subject.fitted.predict(asked.questions).margin
    model = margins(triple_distances(world.embedding("plain"), asked.triples))
    first, second = ensemble / ensemble.std(), model / model.std()
    apart = sorted(
        (-abs(one - other), number)
        for number, (one, other) in enumerate(zip(first, second, strict=True))
        if one * other < 0
    )
    found = disagreements(world, subject, "plain", split, count=10_000)
    assert [one.triple for one in found] == [asked.triples["id"].iloc[number] for _, number in apart]
    assert [one.margin for one in found] == pytest.approx([first[number] for _, number in apart])
    assert [one.rival_margin for one in found] == pytest.approx([second[number] for _, number in apart])
    assert disagreements(world, "mean", "plain", split, count=3) == found[:3]


def test_a_rival_may_be_an_ensemble_and_nobody_disagrees_with_itself(world):
    assert disagreements(world, "mean", "mean") == ()
    assert disagreements(world, "vote", fit_subject(world, "best"))


def test_only_triples_that_both_can_answer_count(world):
    embedding = world.embedding("plain")
    some = np.arange(4, len(world.images) - 20, dtype=np.int32)
    world.write_embedding(ModelEntry("some", "baseline"), embedding.take(some), some)
    known = world.triples.set_index("id")
    for one in disagreements(world, "mean", "some", count=1000):
        assert embedding.has(known.loc[one.triple, ["reference", "a", "b"]].to_numpy(np.int64)).all()
        assert known.loc[one.triple, "reference"] >= 4
    none = np.arange(3, dtype=np.int32)
    world.write_embedding(ModelEntry("none", "baseline"), embedding.take(none), none)
    with pytest.raises(NotFoundError, match=r"no validation triple that both can answer\. Embed the missing images"):
        disagreements(world, "mean", "none")
    with pytest.raises(NotFoundError, match="has no model 'CLIP'"):
        disagreements(world, "mean", "CLIP")


def test_any_triple_is_of_the_part_that_was_asked_for(world):
    keep_check_set(world, CheckSet(share=0.4))
    for part in ("validation", "check", "test"):
        ids = set(part_triples(world, part)["id"])
        assert {random_triple(world, part, seed) for seed in range(40)} <= ids
    drawn = [random_triple(world, "validation", seed) for seed in range(40)]
    assert drawn == [random_triple(world, "validation", seed) for seed in range(40)]
    assert len(set(drawn)) > 10


def test_any_triple_has_pictures_where_some_have(study):
    study.images.loc[study.images.index > 60, ["path"]] = None
    shown = set(range(61))
    triples = study.triples.set_index("id")
    for seed in range(30):
        chosen = triples.loc[random_triple(study, "validation", seed)]
        assert {chosen["reference"], chosen["a"], chosen["b"]} <= shown
