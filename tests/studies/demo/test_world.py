import json

import numpy as np
import pytest

from simlab.errors import FingerprintError, FormatVersionError, InputError, NotFoundError, WorkspaceError
from simlab.landscapes import CONTEXTS, landscape_from_generator
from simlab.landscapes.annotator import Annotator
from simlab.studies.demo.ceiling import noise_ceiling, noise_free_margin
from simlab.studies.demo.sizes import SIZES, demo_size
from simlab.studies.demo.world import create_world, read_world

SMALL = demo_size("small")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return create_world(tmp_path_factory.mktemp("worlds") / "small", 0, SMALL)


def test_counts_are_as_asked(world):
    by_split = world.triples.groupby("split")
    assert by_split.size().to_dict() == SMALL.triples
    assert by_split["reference"].nunique().to_dict() == SMALL.references
    assert world.images.groupby("pool").size().to_dict() == SMALL.images
    assert set(world.manifest.contexts) == set(CONTEXTS)
    assert world.manifest.synthetic


def test_paper_size_is_that_of_cosis():
    paper = SIZES["paper"]
    assert paper.triples["train"] // 8 >= 1_000
    assert (paper.references["validation"], paper.references["test"]) == (1_320, 1_010)
    assert (paper.triples["validation"], round(paper.triples["test"], -2)) == (12_000, 10_000)


def test_pools_of_splits_share_nothing(world):
    pools = world.images["pool"].to_numpy()
    for column in ("reference", "a", "b"):
        assert (pools[world.triples[column]] == world.triples["split"]).all()
    assert world.images["generator"].is_unique


def test_a_row_is_three_candidates_ranked(world):
    rows = world.triples.groupby(["split", "row"])
    assert (rows.size() == 3).all()
    assert (rows["reference"].nunique() == 1).all()
    for _, row in list(rows)[:200]:
        nearer = row["a"].where(row["choice"] == "A", row["b"])
        assert nearer.value_counts().tolist() == [2, 1]  # the first is chosen twice, the second once: no circle
        class_of = dict(zip([*row["a"], *row["b"]], [*row["class_a"], *row["class_b"]], strict=True))
        farther = row["b"].where(row["choice"] == "A", row["a"])
        assert all(class_of[near] <= class_of[far] for near, far in zip(nearer, farther, strict=True))


def test_training_triples_have_clusters_and_held_out_rows(world):
    train = world.triples[world.triples["split"] == "train"]
    contexts = world.images["context"].to_numpy(dtype=object)
    assert (train["cluster"].to_numpy(dtype=object) == contexts[train["reference"]]).all()
    assert train.groupby("row")["held_out"].nunique().max() == 1
    assert train["held_out"].mean() == pytest.approx(0.15, abs=0.02)
    assert not world.triples.loc[world.triples["split"] != "train", "held_out"].any()


def test_a_constant_model_scores_a_half(world):
    for _, triples in world.triples.groupby("split"):
        assert (triples["choice"] == "A").mean() == pytest.approx(0.5, abs=0.05)


def test_one_seed_gives_one_world(world, tmp_path):
    again = create_world(tmp_path / "again", 0, SMALL)
    assert again.triples.equals(world.triples)
    assert again.images.equals(world.images)
    other = create_world(tmp_path / "other", 1, SMALL)
    assert not other.triples["choice"].equals(world.triples["choice"])


def test_answers_follow_the_annotators_mind_with_noise(world):
    margin = noise_free_margin(world, world.triples)
    scenes = [landscape_from_generator(text) for text in world.images["generator"]]
    first = world.triples.iloc[0]
    by_hand = [Annotator().dissimilarity([scenes[first["reference"]]], [scenes[first[c]]])[0] for c in ("b", "a")]
    assert margin[0] == pytest.approx(by_hand[0] - by_hand[1])
    clear = np.abs(margin) > 5 * Annotator().noise
    assert ((margin > 0) == (world.triples["choice"] == "A"))[clear].all()
    ceiling = noise_ceiling(world, world.triples)
    assert 0.85 <= ceiling.value <= 0.95


def test_no_ceiling_without_a_world(toy_workspace):
    toy = toy_workspace()
    assert read_world(toy.path) is None
    with pytest.raises(NotFoundError, match="was not made by `simlab demo build`"):
        noise_ceiling(toy, toy.triples)


def test_what_is_there_is_gone_on_with_and_another_world_refused(world, tmp_path):
    assert create_world(world.path, 0, SMALL).manifest.id == world.manifest.id
    with pytest.raises(FingerprintError, match="holds another demo world: seed differ"):
        create_world(world.path, 1, SMALL)
    with pytest.raises(FingerprintError, match="size differ"):
        create_world(world.path, 0, demo_size("small", triples_per_context=300))


def test_a_damaged_record(world, tmp_path):
    content = json.loads((world.path / "world.json").read_text())
    (tmp_path / "world.json").write_text(json.dumps({**content, "format_version": 99}))
    with pytest.raises(FormatVersionError, match="format version 99"):
        read_world(tmp_path)
    (tmp_path / "world.json").write_text("{}")
    with pytest.raises(WorkspaceError, match=r"is damaged .* Build the demo again"):
        read_world(tmp_path)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"references_per_context": 600}, "4,800 references among 400 images"),
        ({"triples_per_context": 100}, "Ask for a multiple of 3"),
        ({"triples_per_context": 30}, "needs an annotation row of 3: ask for at least 288"),
    ],
)
def test_sizes_that_cannot_be(asked, text):
    with pytest.raises(InputError, match=text):
        demo_size("small", **asked)


def test_an_unknown_size():
    with pytest.raises(InputError, match="'huge' is no size of the demo; the sizes are small, paper"):
        demo_size("huge")
