"""Places of first right answers under every kind of row, against literal loops over stored vectors."""

import numpy as np
import pytest

from simlab.errors import InputError, JobCancelled
from simlab.evaluation import accuracy_estimate, paired_difference
from simlab.evaluation.class_retrieval import class_retrieval
from simlab.progress import SilentProgress
from simlab.studies.live import fit_subject
from simlab.studies.retrieval import compared, is_open, matching, matching_state, rows_of, task_named

QUERIES, GALLERY = np.arange(24), np.arange(32, 56)


def distance(workspace, model: str, one: int, other: int) -> float:
    embedding = workspace.embedding(model)
    x, y = embedding.take(np.array([one, other])).astype(np.float64)
    if embedding.sidecar.distance == "euclidean":
        return float(np.linalg.norm(x - y))
    return float(np.clip(1 - np.vecdot(x, y) / np.sqrt(np.vecdot(x, x) * np.vecdot(y, y)), 0, 2))


def table(workspace, model: str) -> np.ndarray:
    return np.array([[distance(workspace, model, q, x) for x in GALLERY] for q in QUERIES])


def places(distances: np.ndarray) -> np.ndarray:
    """Expected places of the right answers, which stand on the diagonal; what differs by rounding counts as equal."""
    right = np.diagonal(distances)[:, None]
    equal = np.isclose(distances, right, rtol=0, atol=1e-12)
    return 1 + ((distances < right) & ~equal).sum(axis=1) + (equal.sum(axis=1) - 1) / 2


def ranks(workspace, key: str) -> np.ndarray:
    found = matching(workspace, task_named(workspace, "validation"), rows_of(workspace, [key]))
    assert found.queries.tolist() == QUERIES.tolist()
    return found.ranks[0]


@pytest.mark.parametrize("model", ["colours", "hash", "good", "noise"])
def test_a_model_ranks_by_its_distance(study, model):
    assert ranks(study, model) == pytest.approx(places(table(study, model)))


def test_models_side_by_side_rank_by_the_mean_of_their_distances(study):
    expected = (table(study, "good") + table(study, "noise") + table(study, "hash")) / 3
    assert ranks(study, "good+noise+hash") == pytest.approx(places(expected))


def test_a_mean_ranks_by_distances_on_one_scale(study):
    scales = fit_subject(study, "mean").scales
    expected = (table(study, "colours") / scales[0] + table(study, "hash") / scales[1]) / 2
    assert ranks(study, "mean") == pytest.approx(places(expected))


def borda(workspace, models: tuple[str, ...]) -> np.ndarray:
    """Mean over voters of the number of images that they find nearer; equally near ones count half."""
    shares = []
    for model in models:
        far = table(workspace, model)
        shares.append(((far[:, :, None] > far[:, None, :]) + 0.5 * (far[:, :, None] == far[:, None, :])).sum(axis=2))
    return np.mean(shares, axis=0)


def test_a_vote_ranks_by_the_mean_place_that_its_voters_give(study):
    assert ranks(study, "vote") == pytest.approx(places(borda(study, ("colours", "hash"))))


def test_a_design_ranks_by_the_rule_of_each_querys_region(study):
    subject = fit_subject(study, "design:halves")
    inside = subject.fitted.assign(QUERIES).regions == 0
    assert 0 < inside.sum() < len(QUERIES)
    voted = borda(study, ("colours", "hash", "noise"))
    expected = np.where(inside, places(table(study, "hash")), places(voted))
    assert ranks(study, "design:halves") == pytest.approx(expected)
    scales = dict(zip(subject.models, subject.scales, strict=True))
    averaged = table(study, "colours") / scales["colours"] + table(study, "noise") / scales["noise"]
    expected = np.where(inside, places(table(study, "hash")), places(averaged))
    assert ranks(study, "mixed") == pytest.approx(expected)


def test_what_was_planted_is_found_and_noise_is_not(study):
    task = task_named(study, "validation")
    found = matching(study, task, rows_of(study, ["good", "noise", "colours"]), compared_with="noise")
    good, noise, _ = found.rows
    assert good.curve[4].value > 0.9
    assert good.curve[4].low > noise.curve[4].high
    assert noise.curve[4].value == pytest.approx(5 / 24, abs=0.25)
    assert good.curve[4] == accuracy_estimate(good.found[:, 4], np.arange(24))
    assert good.differences[4] == paired_difference(good.found[:, 4], noise.found[:, 4], np.arange(24))
    assert good.verdict(5) == "better"
    assert good.corrected_p[4] == pytest.approx(min(1, 2 * good.differences[4].p_value), abs=1e-3)
    assert noise.differences is None
    assert noise.verdict(5) == ""
    turned = compared(found, "good")
    assert turned.rows[1].verdict(5) == "worse"
    assert turned.rows[1].differences[4].value == pytest.approx(-good.differences[4].value)
    assert turned.compared_with == "good"


def test_who_finds_it_first_and_which_queries_are_missed(study):
    found = matching(study, task_named(study, "validation"), rows_of(study, ["good", "noise"]))
    places = found.ranks
    for query in range(24):
        good, noise = places[:, query]
        expected = [0.5, 0.5] if good == noise else [1.0, 0.0] if good < noise else [0.0, 1.0]
        assert found.finds_first[:, query].tolist() == expected
    order = found.failures_first(5)
    missed = (places[:, order] > 5).sum(axis=0)
    assert (np.diff(missed) <= 0).all()
    assert sorted(order) == list(range(24))


def test_all_rows_answer_the_same_queries_and_what_is_missing_is_counted(study):
    task = task_named(study, "validation")
    rows = rows_of(study, ["good", "far+near"])
    found = matching(study, task, rows)
    assert found.queries.tolist() == list(range(12, 24))
    assert (found.n_missing_queries, found.n_missing_gallery) == (12, 0)
    assert len(found.gallery) == 24
    assert found.rows[0].curve[0].n_triples == found.rows[1].curve[0].n_triples == 12
    assert found.to_json()["n_missing_queries"] == 12


def test_a_row_that_lacks_most_images_is_left_out_and_the_others_go_on(study):
    from simlab.workspace import ModelEntry

    rows = np.arange(20, dtype=np.int32)
    study.write_embedding(ModelEntry("few", "baseline"), np.ones((20, 3), dtype=np.float32), rows)
    found = matching(study, task_named(study, "validation"), rows_of(study, ["good", "few"]))
    assert found.rows[1].problem.startswith("few lacks a vector of 28 of the 48 images of this task, more than half.")
    assert len(found.queries) == 24
    assert [row.row.key for row in found.scored] == ["good"]
    with pytest.raises(InputError, match="Nothing can be compared with 'few', which has no figures: few lacks"):
        compared(found, "few")
    with pytest.raises(InputError, match=r"'hash' is no row of this comparison. Its rows: good, few"):
        matching(study, task_named(study, "validation"), rows_of(study, ["good", "few"]), compared_with="hash")


def test_class_figures_are_those_of_the_metric_with_intervals_over_classes(study):
    task = task_named(study, "train")
    rows = rows_of(study, ["colours", "vote", "design:mixed", "colours+hash"])
    found = matching(study, task, rows)
    expected = class_retrieval(study.embedding("colours").take(task.gallery), task.right[task.gallery])
    colours = found.rows[0].class_figures
    assert list(colours) == ["recall_at_1", "recall_at_2", "recall_at_4", "recall_at_8", "map_at_r", "r_precision"]
    for name, mean in expected.means().items():
        assert colours[name].value == pytest.approx(mean)
        assert colours[name].n_references == 5
    for row in found.rows:
        assert row.class_figures["recall_at_8"].value == pytest.approx(row.curve[7].value, abs=0.06)
        assert 0 < row.class_figures["map_at_r"].value < 1
    assert found.rows[0].curve[0].n_references == 5


def test_the_test_split_stays_closed_until_a_reason_is_given(study):
    task, rows = task_named(study, "test"), rows_of(study, ["good", "best"])
    assert not is_open(study, task, rows)
    with pytest.raises(InputError, match="test split of 'searched' is closed for retrieval of pairs"):
        matching(study, task, rows)
    assert study.store.reveals() == []
    found = matching(study, task, rows, reveal="the last look")
    assert len(found.queries) == 8
    (reveal,) = study.store.reveals()
    assert (reveal.subject, reveal.reason) == ("retrieval of pairs", "the last look")
    assert is_open(study, task, rows)
    assert matching(study, task, rows).ranks.tolist() == found.ranks.tolist()
    assert not is_open(study, task, rows_of(study, ["good", "noise"]))
    assert matching_state(study, task, rows) == matching_state(study, task, rows[::-1])


def test_it_stops_when_it_is_asked_to(study):
    class Stopped(SilentProgress):
        def advance(self, steps: int = 1) -> None:
            if steps > 1:
                raise JobCancelled("Stopped.")

    with pytest.raises(JobCancelled):
        matching(study, task_named(study, "validation"), rows_of(study, ["good"]), progress=Stopped())


def test_the_table_has_a_line_for_every_row_and_n(study):
    found = matching(study, task_named(study, "validation"), rows_of(study, ["good", "noise"]), compared_with="noise")
    lines = found.table()
    assert len(lines) == 30
    third = lines[(lines["row"] == "good") & (lines["n"] == 3)].iloc[0]
    assert third["accuracy"] == found.rows[0].curve[2].value
    assert third["difference"] == found.rows[0].differences[2].value
    assert third["synthetic"]
