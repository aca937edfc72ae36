from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from simlab.ensembles import BEST, CREDIBILITY, one_model, vote_of
from simlab.errors import NotFoundError
from simlab.maps import fit_map, load_map, map_support
from simlab.studies.designs.named import create_design
from simlab.studies.ensemble_evaluation import questions_for
from simlab.studies.live import (
    LiveAnswer,
    LivePicture,
    LiveQuery,
    fit_subject,
    live_answers,
    live_ensemble,
    query_of_triple,
    subject_state,
    subjects,
)
from simlab.workspace import Workspace

STRATEGIES = ("best", "vote", "mean", "credibility", "neighbours", "mlp", "gate", "stacking")
LOOKING = ("credibility", "neighbours", "mlp", "gate")
MEMBERS = ("west-model", "east-model", "third-model")


@pytest.fixture
def world(toy_workspace) -> Workspace:
    return toy_workspace(references={"validation": 30, "test": 8, "train": 4}, per_reference=4)


@pytest.fixture
def design(world, drawn):
    """Makes a design in the planted world: one region a country."""

    def make(name: str = "drawn", **rules) -> str:
        reference_map = fit_map(world, "look", "pca") if name == "drawn" else load_map(world, "pca-look")
        create_design(world, name, reference_map, drawn(reference_map, **rules))
        return f"design:{name}"

    return make


def answers_of(workspace: Workspace, query: LiveQuery, models: Sequence[str], encoders=None) -> list[LiveAnswer]:
    return list(live_answers(workspace, query, encoders, models))


def said(name: str, *distances: float, vectors=None) -> LiveAnswer:
    found = np.array(distances)
    order = tuple(int(number) for number in np.argsort(found, kind="stable"))
    return LiveAnswer(name, "cs", distances, order, float(found[1] - found[0]), vectors=vectors)


def pictures(count: int, row: int | None = None) -> LiveQuery:
    """A question of `count` candidates that has no pictures in it."""
    reference = LivePicture(None, "asked", row)
    return LiveQuery(reference, tuple(LivePicture(None, f"c{number}") for number in range(count)))


@pytest.mark.parametrize("split", ["validation", "test"])
def test_every_ensemble_answers_a_triple_as_the_study_does(world, design, split):
    keys = (
        *STRATEGIES,
        design(),
        design("learned", west=BEST, east=CREDIBILITY),
        design("voted", west=vote_of(MEMBERS)),
    )
    for key in keys:
        subject = fit_subject(world, key)
        asked = questions_for(world, subject.named, split)
        expected = subject.named.strategy.fit(subject.evidence.questions).predict(asked.questions)
        for number in range(0, len(asked.triples), 9):
            query = query_of_triple(world, str(asked.triples["id"].iloc[number]))
            found = live_ensemble(world, query, answers_of(world, query, subject.models), subject)
            position = asked.questions.positions[number]
            assert found.problem == ""
            last_bit = 1e-12 if key in ("mlp", "gate") else 0.0  # matrix products depend on the rows beside
            assert found.margin == pytest.approx(expected.margin[number], abs=last_bit, rel=0), key
            weights = [weight for _, weight in found.weights]
            np.testing.assert_allclose(weights, expected.assignment.weights[position], atol=last_bit, rtol=0)
            assert found.vote == expected.assignment.votes[position]
            assert found.margin == pytest.approx(found.distances[1] - found.distances[0], abs=1e-12)
            assert found.nearest == {1.0: 0, -1.0: 1, 0.0: None}[float(np.sign(found.margin))]
            assert found.order[0] == (found.nearest or 0)
            assert found.in_sample == (split == "validation" and subject.named.strategy.learned)
            if key.startswith("design:"):
                assert found.region == expected.assignment.region_names[expected.assignment.regions[position]]


@pytest.mark.parametrize("key", LOOKING)
def test_a_new_reference_is_weighed_as_one_of_the_study_with_the_same_vector(world, key):
    """Features of a new picture go the same way as stored ones."""
    subject = fit_subject(world, key)
    for row in (0, 1, 31, 34):
        known = live_ensemble(world, pictures(2, row), [said(name, 0.1, 0.3) for name in subject.models], subject)
        features = said("look", 0.0, 1.0, vectors=world.embedding("look").take(np.array([row, row, row])))
        answers = [features, *(said(name, 0.1, 0.3) for name in subject.models)]
        new = live_ensemble(world, pictures(2), answers, subject)
        assert new.weights == known.weights
        assert new.margin == known.margin
        assert new.region == known.region
        assert new.rule == known.rule
        assert new.grounds.n_references == known.grounds.n_references


def test_a_new_reference_is_placed_on_the_map_of_a_design(world, design):
    subject = fit_subject(world, design())
    for row in (0, 1, 33, 36):
        features = said("look", 0.0, 1.0, vectors=world.embedding("look").take(np.array([row, row, row])))
        answers = [features, *(said(name, 0.1, 0.3) for name in subject.models)]
        known = live_ensemble(world, pictures(2, row), answers, subject)
        new = live_ensemble(world, pictures(2), answers, subject)
        np.testing.assert_allclose(new.place, known.place, atol=1e-9)
        assert (new.region, new.region_id, new.rule, new.map_id) == (
            known.region,
            known.region_id,
            known.rule,
            "pca-look",
        )
        assert new.region == ("west", "east")[row % 2]
        assert new.placement.kind == "placed"
        assert known.placement.kind == ("fitted" if row < 30 else "placed")
        assert new.placement.median == subject.reference_map.placement.median


def test_what_is_unlike_all_validation_references_is_unsupported(world, design):
    support = map_support(world, fit_map(world, "look", "pca", name="again"))
    for key in (design(), "neighbours"):
        subject = fit_subject(world, key)
        for row in (2, 31):  # of validation, of test
            found = live_ensemble(world, pictures(2, row), [said(name, 0.1, 0.3) for name in subject.models], subject)
            position = int(np.searchsorted(support.image_rows, row))
            assert found.novelty == pytest.approx(support.distance[position], rel=1e-9)
            assert found.novelty_limit == pytest.approx(support.limit, rel=1e-9)
            assert found.supported == (not support.unsupported(np.array([row]))[0])
        far = said("look", 0.0, 1.0, vectors=np.tile([500.0, 500.0, 500.0], (3, 1)))
        answers = [far, *(said(name, 0.1, 0.3) for name in subject.models)]
        found = live_ensemble(world, pictures(2), answers, subject)
        assert found.supported is False
        assert found.margin > 0


def test_what_looks_at_no_reference_has_no_place(world):
    found = live_ensemble(world, pictures(2), [said(name, 0.1, 0.3) for name in MEMBERS], "vote")
    assert (found.region, found.place, found.placement, found.supported, found.grounds) == ("everywhere", *(None,) * 4)
    assert found.votes == (3.0, 0.0)
    assert found.margin == 1.0


def test_several_candidates_are_ranked_by_the_sums_of_the_paper(world, design):
    rng = np.random.default_rng(3)
    subject = fit_subject(world, "mean")
    drawn = rng.random((3, 5))
    found = live_ensemble(world, pictures(5), [said(n, *row) for n, row in zip(MEMBERS, drawn, strict=True)], subject)
    scales = subject.evidence.questions.margins.std(axis=1)
    for candidate in range(5):
        expected = sum(drawn[model, candidate] / scales[model] / 3 for model in range(3))
        assert found.distances[candidate] == pytest.approx(expected, rel=1e-12)
    ranked = sorted(found.distances)
    assert found.margin == pytest.approx(ranked[1] - ranked[0])
    assert found.nearest == found.order[0] == int(np.argmin(found.distances))


def test_a_vote_on_several_candidates_counts_pairs(world):
    rng = np.random.default_rng(4)
    subject = fit_subject(world, "vote")
    for _ in range(20):
        drawn = rng.integers(0, 4, size=(3, 4)).astype(float)  # with ties
        answers = [said(name, *row) for name, row in zip(MEMBERS, drawn, strict=True)]
        found = live_ensemble(world, pictures(4), answers, subject)
        for one in range(4):
            pairs = [
                1.0 if row[other] < row[one] else 0.5 if row[other] == row[one] else 0.0
                for row in drawn
                for other in range(4)
                if other != one
            ]
            assert found.distances[one] == pytest.approx(sum(pairs) / len(pairs))
        firsts = [sum((row[one] == row.min()) / (row == row.min()).sum() for row in drawn) for one in range(4)]
        np.testing.assert_allclose(found.votes, firsts)


def test_swapping_the_candidates_turns_the_margin_and_nothing_else(world, design):
    for key in ("mean", "vote", "credibility", design()):
        subject = fit_subject(world, key)
        rng = np.random.default_rng(1)
        for _ in range(5):
            drawn = rng.random((3, 2))
            pair = [
                live_ensemble(
                    world, pictures(2, 3), [said(n, *row) for n, row in zip(MEMBERS, way, strict=True)], subject
                )
                for way in (drawn, drawn[:, ::-1])
            ]
            assert pair[0].margin == -pair[1].margin
            assert pair[0].distances == pair[1].distances[::-1]
            assert pair[0].weights == pair[1].weights


def test_only_models_of_a_weight_above_nothing_must_have_answered(world, design):
    subject = fit_subject(world, design(west=one_model("west-model"), east=vote_of(("west-model", "third-model"))))
    only = [said("west-model", 0.4, 0.1)]
    assert live_ensemble(world, pictures(2, 0), only, subject).nearest == 1
    found = live_ensemble(
        world, pictures(2, 1), [*only, LiveAnswer("third-model", "cs", problem="no weights")], subject
    )
    assert found.margin is None
    assert found.distances is None
    assert found.problem == (
        "1 of the 2 models that answer here have no answer to this question: third-model. Their own rows say why."
    )
    assert dict(found.weights) == {"west-model": 0.5, "east-model": 0.0, "third-model": 0.5}
    assert found.region == "east"


def test_a_new_reference_needs_the_model_that_describes_it(world, design):
    for key in (design(), "neighbours"):
        found = live_ensemble(world, pictures(2), [said(name, 0.1, 0.3) for name in MEMBERS], key)
        assert found.problem.startswith("What asked is like is told by 'look', which has no vector of it.")
        assert found.weights == ()


def test_a_vector_of_another_length_is_refused(world, design):
    other = said("look", 0.0, 1.0, vectors=np.ones((3, 5)))
    for key in (design(), "neighbours", "gate"):
        found = live_ensemble(world, pictures(2), [other, *(said(name, 0.1, 0.3) for name in MEMBERS)], key)
        assert found.problem.startswith("'look' now makes vectors of 5 dimensions, and the study's have 3")


def test_on_a_map_whose_features_have_changed_only_what_it_holds_has_a_place(world, design):
    key = design()
    embedding = world.embedding("look")
    rows = np.arange(len(world.images), dtype=np.int32)
    world.write_embedding(world.model("look"), embedding.take(rows) * 2, rows, distance="euclidean")
    subject = fit_subject(world, key)
    answers = [said("look", 0, 1, vectors=embedding.take(rows[:3])), *(said(name, 0.1, 0.3) for name in MEMBERS)]
    known = live_ensemble(world, pictures(2, 1), answers, subject)
    assert (known.region, known.supported, known.problem) == ("east", None, "")
    assert (
        "was made of vectors of 'look' with fingerprint" in live_ensemble(world, pictures(2), answers, subject).problem
    )


def test_live_vectors_lead_to_the_answers_of_the_study(study, encoders):
    """Networks asked anew, on one scale with what is stored."""
    ids = study.split("validation")["id"].astype(str)
    for key in ("mean", "gate", "neighbours"):
        subject = fit_subject(study, key)
        asked = questions_for(study, subject.named, "validation")
        expected = subject.fitted.predict(asked.questions)
        for number in (0, 7, 20):
            query = query_of_triple(study, ids[number])
            found = live_ensemble(study, query, answers_of(study, query, subject.models, encoders), subject)
            assert found.margin == pytest.approx(expected.margin[number], abs=1e-4)


def test_pictures_from_nowhere_are_answered_by_members_with_encoders(study, encoders):
    query = query_of_triple(study, "t0")
    new = LiveQuery(*(replace(query.reference, row=None), tuple(replace(c, row=None) for c in query.candidates)))
    subject = fit_subject(study, "mean", ("net-a", "net-b"))
    known = live_ensemble(study, query, answers_of(study, query, subject.needed, encoders), subject)
    found = live_ensemble(study, new, answers_of(study, new, subject.needed, encoders), subject)
    assert found.margin == known.margin
    everyone = fit_subject(study, "mean")
    refused = live_ensemble(study, new, answers_of(study, new, everyone.needed, encoders), everyone)
    assert "1 of the 3 models that answer here have no answer to this question: imported" in refused.problem


def test_subjects_by_key_and_by_name(world, design):
    key = design()
    assert list(subjects(world)) == [*STRATEGIES, key]
    assert fit_subject(world, "drawn").key == key
    assert fit_subject(world, "drawn").needed == (*MEMBERS, "look")
    with pytest.raises(NotFoundError, match=r"has no ensemble 'nobody'. Those that can be asked: best, .*design:drawn"):
        fit_subject(world, "nobody")
    before = {subject_state(world, name) for name in (*STRATEGIES, key)}
    assert len(before) == 9
    rows = np.arange(len(world.images), dtype=np.int32)
    world.write_embedding(world.model("look"), world.embedding("look").take(rows) * 2, rows, distance="euclidean")
    assert subject_state(world, key) not in before
    assert subject_state(world, "vote") in before
