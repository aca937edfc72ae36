import numpy as np
import pytest
from PIL import Image

from simlab.encoders.loaded import LoadedEncoders
from simlab.errors import InputError, NotFoundError
from simlab.evaluation import pair_distances
from simlab.studies.live import LivePicture, LiveQuery, live_answers, people_of_triple, query_of_triple
from simlab.workspace import ModelEntry
from simlab.workspace.check_set import CheckSet, keep_check_set

MODELS = ("imported", "net-a", "net-b", "colours")


def stored(workspace, query, model) -> np.ndarray:
    reference, *candidates = query.rows
    return pair_distances(workspace.embedding(model), np.array([(reference, row) for row in candidates]))


def as_new(query: LiveQuery) -> LiveQuery:
    """The same pictures from nowhere."""
    reference, *candidates = (LivePicture(picture.image, f"{picture.name}.jpg") for picture in query.pictures)
    return LiveQuery(reference, tuple(candidates))


def test_a_question_is_made_of_a_triple_and_its_pictures(study):
    triple = study.split("validation").iloc[5]
    query = query_of_triple(study, triple["id"])
    assert query.triple == triple["id"]
    assert query.rows == (triple["reference"], triple["a"], triple["b"])
    assert query.letters == ("A", "B")
    for picture in query.pictures:
        assert picture.name == study.ids([picture.row])[0]
        np.testing.assert_array_equal(np.asarray(picture.image), np.asarray(study.picture(picture.row)))


def test_questions_that_cannot_be(study):
    with pytest.raises(NotFoundError, match=r"has no triple 'nine' among its 48; ids look like 't0'"):
        query_of_triple(study, "nine")
    picture = LivePicture(Image.new("RGB", (4, 4)), "x.png")
    with pytest.raises(InputError, match=r"2 candidates or more; this one has 1\. Add pictures"):
        LiveQuery(picture, (picture,))
    many = LiveQuery(picture, (picture,) * 28)
    assert many.letters[25:] == ("Z", "A1", "B1")
    assert many.rows is None


def test_answers_to_a_triple_are_those_of_the_study(study, encoders):
    query = query_of_triple(study, str(study.split("validation")["id"].iloc[0]))
    answers = {one.model: one for one in live_answers(study, query, encoders, MODELS)}
    for name, one in answers.items():
        expected = stored(study, query, name)
        np.testing.assert_allclose(one.distances, expected, atol=1e-6, rtol=0)
        assert one.margin == one.distances[1] - one.distances[0]
        assert one.nearest == (None if expected[0] == expected[1] else np.argmin(expected))
        assert one.order == tuple(np.argsort(expected, kind="stable"))
        assert one.vectors.shape[0] == 3
        assert one.problem == ""
    for name in ("net-a", "net-b"):
        assert (answers[name].source, answers[name].device, answers[name].precision) == ("live", "cpu", "fp32")
        assert answers[name].seconds > 0
    assert answers["imported"].source == "stored"
    assert answers["imported"].distances == tuple(stored(study, query, "imported"))
    assert answers["imported"].seconds is None
    assert "'imported' were imported without an encoder" in answers["imported"].note
    assert answers["colours"].kind == "baseline"
    assert {study.model(name).encoder for name in ("net-a", "net-b", "colours")} <= {
        one.spec for one in encoders.loaded
    }


def test_pictures_never_seen_before_are_answered_by_those_that_have_an_encoder(study, encoders):
    query = query_of_triple(study, str(study.split("validation")["id"].iloc[4]))
    known = {one.model: one for one in live_answers(study, query, encoders, MODELS)}
    new = {one.model: one for one in live_answers(study, as_new(query), encoders, MODELS)}
    for name in ("net-a", "net-b", "colours"):
        assert new[name].distances == known[name].distances
        assert new[name].source == "live"
    assert new["imported"].distances is None
    assert new["imported"].nearest is None
    assert new["imported"].problem.startswith("The vectors of 'imported' were imported without an encoder")
    assert "images of the workspace only" in new["imported"].problem


def test_several_candidates_are_ranked(study, encoders):
    first, second = (query_of_triple(study, str(study.split("validation")["id"].iloc[n])) for n in (0, 1))
    query = as_new(LiveQuery(first.reference, first.candidates + second.candidates + (first.reference,)))
    for one in live_answers(study, query, encoders, ("net-a", "colours")):
        assert one.order[0] == 4  # the reference itself
        assert list(one.order) == sorted(range(5), key=lambda number: (one.distances[number], number))
        ranked = sorted(one.distances)
        assert one.margin == ranked[1] - ranked[0]


def test_a_tie_has_no_nearest(study, encoders):
    query = query_of_triple(study, "t0")
    reference, a = query.reference, query.candidates[0]
    (one,) = live_answers(study, as_new(LiveQuery(reference, (a, a))), encoders, ["net-a"])
    assert one.margin == 0
    assert one.nearest is None


def test_encoders_that_the_study_does_not_know_are_baselines(study, encoders):
    query = query_of_triple(study, "t0")
    spec = "scratch:resnet10t?size=32&seed=0"
    known, unknown = live_answers(study, query, encoders, ["net-a", spec])
    assert unknown.distances == known.distances
    assert (unknown.model, unknown.kind) == (spec, "baseline")


def test_what_cannot_be_opened_answers_from_stored_vectors_or_says_why(study, encoders):
    query = query_of_triple(study, "t0")
    study.change_manifest(lambda manifest: manifest.with_model(ModelEntry("net-a", "cs", None, "x:y")))
    spec = "timm:resnet10t.c3_in1k@/nowhere/weights.safetensors"
    answers = list(live_answers(study, query, encoders, ["net-a", "nothing", spec]))
    assert answers[0].source == "stored"
    assert "'x:y' names no known encoder" in answers[0].note
    assert "'nothing' names no known encoder" in answers[1].problem
    assert not answers[1].weights_missing
    assert answers[2].weights_missing
    assert "/nowhere/weights.safetensors" in answers[2].problem


def test_a_study_that_rests_on_other_weights_is_noted(study, encoders):
    query = query_of_triple(study, "t0")
    rows = np.arange(len(study.images), dtype=np.int32)
    (now,) = live_answers(study, query, encoders, ["net-a"])
    assert now.note == ""
    other = study.embedding("net-b").take(rows)
    study.write_embedding(study.model("net-a"), other, rows, encoder=study.model("net-a").encoder)
    (then,) = live_answers(study, query, encoders, ["net-a"])
    assert then.distances == now.distances
    assert then.note.startswith("The stored vectors of 'net-a', on which the figures of the study rest, are not those")
    (new,) = live_answers(study, as_new(query), encoders, ["net-a"])
    assert new.note == ""


def test_one_that_fails_does_not_stop_the_others(study, encoders):
    query = as_new(query_of_triple(study, "t0"))
    asked = ["imported", "nothing", "colours"]
    assert [one.model for one in live_answers(study, query, encoders, asked)] == asked


def test_a_study_without_pictures_answers_from_what_is_stored(toy_workspace):
    encoders = LoadedEncoders(10**9, "cpu")
    workspace = toy_workspace(references={"validation": 4}, per_reference=2)
    query = query_of_triple(workspace, "t0")
    assert query.reference.image is None
    (one,) = live_answers(workspace, query, encoders, ["plain"])
    assert one.distances == tuple(stored(workspace, query, "plain"))
    embedded = ModelEntry("plain", "baseline", None, "histogram:hsv")
    workspace.change_manifest(lambda manifest: manifest.with_model(embedded))
    (one,) = live_answers(workspace, query, encoders, ["plain"])
    assert one.source == "stored"
    assert one.note.startswith("There is no picture of pool/0, ")
    assert encoders.loaded == ()


def test_answers_of_people_stay_closed_where_they_must(study):
    of_validation = study.split("validation").iloc[0]
    found = people_of_triple(study, str(of_validation["id"]))
    assert (found.choice, found.closed) == (of_validation["choice"], "")
    assert found.votes == (of_validation["votes_a"], of_validation["votes_b"])
    found = people_of_triple(study, str(study.split("test")["id"].iloc[0]))
    assert (found.choice, found.votes) == (None, None)
    assert "test split" in found.closed
    keep_check_set(study, CheckSet(share=0.5, seed=0))
    ids = study.split("validation").set_index("id")["reference"]
    closed = [bool(people_of_triple(study, str(triple)).closed) for triple in ids.index]
    assert 0 < sum(closed) < len(closed)
    assert all(
        people_of_triple(study, str(t)).choice is None for t, shut in zip(ids.index, closed, strict=True) if shut
    )
