import numpy as np
import pytest

from simlab.encoders.loaded import LoadedEncoders
from simlab.errors import InputError
from simlab.retrieval import open_index
from simlab.studies.live import LivePicture
from simlab.studies.retrieval import matching, neighbours, rows_of, task_named


@pytest.fixture(scope="session")
def encoders() -> LoadedEncoders:
    return LoadedEncoders(10**9, "cpu")


def test_a_query_of_a_task_searches_its_gallery_and_right_answers_are_marked(study):
    task, rows = task_named(study, "validation"), [row for row in rows_of(study) if row.key != "far+near"]
    matched = matching(study, task, rows)
    for row, one in zip(matched.scored, neighbours(study, 20, rows, top=24), strict=True):
        assert one.row is row.row
        assert sorted(one.image_rows) == task.gallery.tolist()
        assert one.image_rows[one.right].tolist() == [32 + 20]
        assert (np.diff(one.distances) >= 0).all()
        assert one.n_gallery == 24
        place = int(np.flatnonzero(one.right)[0])
        assert 0 <= place - row.first.nearer[20] <= row.first.tied_wrong[20]


def test_an_image_is_never_its_own_neighbour(study):
    for one in neighbours(study, 70, rows_of(study, ["good", "vote"]), top=500):
        assert 70 not in one.image_rows
        assert one.n_gallery == len(one.image_rows) == 20
    (one,) = neighbours(study, 70, rows_of(study, ["good"]), gallery=np.array([70, 3, 71, 3]), top=5)
    assert sorted(one.image_rows) == [3, 71]
    assert one.right is None


def test_any_image_searches_all_images_where_it_is_of_no_task(study):
    query = len(study.images) - 1
    (one,) = neighbours(study, query, rows_of(study, ["noise"]), top=3)
    assert one.right is None
    assert one.n_gallery == len(study.images) - 1
    assert len(one.image_rows) == 3


def test_what_lacks_a_vector_is_counted_and_a_row_that_cannot_search_says_why(study):
    far, hashed = neighbours(study, 3, rows_of(study, ["far+near", "hash"]))
    assert "has no vector of source/o3" in far.problem
    assert far.image_rows.tolist() == []
    assert len(hashed.image_rows) == 15
    (far,) = neighbours(study, 15, rows_of(study, ["far+near"]), gallery=np.arange(20), top=99)
    assert (far.n_gallery, far.n_missing) == (7, 12)


def test_a_picture_of_ones_own_is_embedded_and_finds_itself(study, encoders):
    picture = LivePicture(study.picture(40), "mine.png")
    rows = rows_of(study, ["colours", "hash", "colours+hash", "mean", "vote", "design:mixed"])
    for one in neighbours(study, picture, rows[:5], top=4, encoders=encoders):
        assert one.image_rows[0] == 40, one.problem
        assert one.right is None
        assert one.n_gallery == len(study.images)
    own, stored = (
        next(iter(neighbours(study, query, rows[5:], gallery=np.arange(39), top=9, encoders=encoders)))
        for query in (LivePicture(study.picture(3), "mine.png"), 3)
    )
    if own.region == "left":  # elsewhere an imported model is weighed
        assert own.weights == stored.weights
        assert own.image_rows[0] == 3
    else:
        assert "Model 'noise' has no vector of mine.png, and none can be made" in own.problem


def test_an_ensemble_places_a_new_picture_as_its_stored_twin(study, encoders):
    rows = rows_of(study, ["design:mixed"])
    inside = [row for row in range(24) if next(neighbours(study, row, rows, top=1)).region == "left"]
    assert inside
    for row in inside[:3]:
        own = next(neighbours(study, LivePicture(study.picture(row), "new"), rows, top=5, encoders=encoders))
        assert own.region == "left"
        assert dict(own.weights)["hash"] == 1.0
        assert own.image_rows[0] == row
        assert own.distances[0] == 0


def test_an_imported_model_cannot_embed_and_nobody_embeds_without_encoders(study, encoders):
    picture = LivePicture(study.picture(40), "mine.png")
    good, colours = neighbours(study, picture, rows_of(study, ["good", "colours"]), encoders=encoders)
    assert good.problem.startswith("Model 'good' has no vector of mine.png, and none can be made: its vectors were imp")
    assert not colours.problem
    (colours,) = neighbours(study, picture, rows_of(study, ["colours"]))
    assert colours.problem == "Model 'colours' has no vector of mine.png. Run `simlab embed`."


def test_queries_of_the_test_split_are_not_ranked_before_a_reveal(study):
    rows = rows_of(study, ["good"])
    with pytest.raises(InputError, match="source/o26 is a query of the test split, which is closed"):
        neighbours(study, 26, rows)
    matching(study, task_named(study, "test"), rows, reveal="the last look")
    (one,) = neighbours(study, 26, rows, top=8)
    assert one.right.sum() == 1


def test_a_large_gallery_is_searched_by_its_index_with_its_recall(study, monkeypatch):
    def small(*args, **wishes):
        return open_index(*args, **wishes, exact_up_to=10)

    monkeypatch.setattr("simlab.studies.retrieval.large_galleries.EXACT_UP_TO", 10)
    monkeypatch.setattr("simlab.studies.retrieval.large_galleries.open_index", small)
    query = len(study.images) - 1
    exact = next(neighbours(study, query, rows_of(study, ["good+hash"]), top=4))
    assert exact.recall is None
    first = next(neighbours(study, query, rows_of(study, ["good"]), top=4))
    assert first.recall > 0.98
    assert query not in first.image_rows
    (kept,) = (study.path / "cache" / "search").iterdir()
    again = next(neighbours(study, query - 1, rows_of(study, ["good"]), top=4))
    assert again.recall == first.recall
    assert list((study.path / "cache" / "search").iterdir()) == [kept]


def test_what_makes_no_sense_is_refused(study):
    with pytest.raises(InputError, match="At least one neighbour must be asked for; found 0"):
        neighbours(study, 3, rows_of(study, ["good"]), top=0)
    with pytest.raises(InputError, match=r"There is no image row 9999; the workspace has \d+ images"):
        neighbours(study, 9999, rows_of(study, ["good"]))
