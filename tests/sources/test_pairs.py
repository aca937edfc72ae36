from pathlib import Path

import numpy as np
import pytest

from simlab.errors import ImageError, InputError
from simlab.sources import import_pairs
from simlab.workspace import Workspace


@pytest.fixture
def folders(tmp_path: Path, picture) -> tuple[Path, Path, Path]:
    """Ten pairs, one of them in a folder and one of another suffix; one of each side alone; four unlabelled."""
    source, target, more = (tmp_path / name for name in ("old", "new", "more"))
    for number in range(9):
        picture(source / f"p{number}.jpg")
        picture(target / (f"p{number}.png" if number == 3 else f"p{number}.jpg"), (6, 5))
    for side in (source, target):
        picture(side / "album" / "inside.png")
    picture(source / "lonely.png")
    picture(target / "extra.png")
    for number in range(4):
        picture(more / f"u{number}.png")
    (source / "notes.txt").write_text("no picture", encoding="utf-8")
    return source, target, more


def test_pairs_are_matched_by_name_wherever_they_lie_and_whatever_their_suffix(folders, out):
    source, target, more = folders
    summary = import_pairs(source, target, out, unlabelled=more)
    images = Workspace.open(out).images
    assert len(images) == 24
    names = ["album/inside", *(f"p{number}" for number in range(9))]
    for pool, rows in (("source", slice(0, 10)), ("target", slice(10, 20))):
        part = images.iloc[rows]
        assert part["id"].tolist() == [f"{pool}/{name}" for name in names]
        assert part["object"].tolist() == names
        assert set(part["pool"]) == set(part["rendition"]) == {pool}
        assert set(part["split"]) == {"validation"}
    assert images["path"][14] == "images/target/p3.png"
    free = images.iloc[20:]
    assert free["id"].tolist() == [f"unlabelled/u{number}" for number in range(4)]
    assert free["object"].isna().all()
    assert set(free["split"]) == {"train"}
    assert len(Workspace.open(out).triples) == 0
    assert summary.value("pairs") == 10
    assert summary.value("source pictures without a target, left out") == "1 (lonely)"
    assert summary.value("target pictures without a source, left out") == "1 (extra)"
    assert summary.warnings == ()


def test_the_test_share_takes_whole_pairs_by_the_seed(folders, out):
    source, target, _ = folders
    found = []
    for name, seed in (("one", 3), ("two", 3), ("other", 4)):
        summary = import_pairs(source, target, out / name, test_share=0.3, seed=seed)
        images = Workspace.open(out / name).images
        assert images.groupby("object")["split"].nunique().max() == 1
        assert (summary.value("pairs, validation"), summary.value("pairs, test")) == (7, 3)
        found.append(images["split"].tolist())
    assert found[0] == found[1] != found[2]
    assert "0.3 of the pairs, drawn with seed 3" in Workspace.open(out / "one").manifest.provenance


def test_copies_among_the_unlabelled_are_told(folders, out):
    source, target, more = folders
    (more / "again.jpg").write_bytes((target / "p4.jpg").read_bytes())
    summary = import_pairs(source, target, out, unlabelled=more)
    assert summary.warnings == (
        "1 unlabelled picture(s) are copies of pictures in pairs (first: unlabelled/again). Training leaves them out.",
    )


def test_without_unlabelled_pictures_it_says_that_there_is_nothing_to_learn_from(folders, out):
    summary = import_pairs(*folders[:2], out)
    assert "Name a folder of further pictures (--unlabelled) to train on them." in summary.warnings[0]


@pytest.mark.parametrize(
    ("share", "texts"),
    [
        (0.01, ["1% of 10 pairs are 0", "Choose another test share"]),
        (0.97, ["97% of 10 pairs are 10"]),
        (1.0, ["test share", "1.0"]),
    ],
)
def test_a_share_that_leaves_a_split_empty_is_refused(folders, out, refused, share, texts):
    refused(lambda: import_pairs(*folders[:2], out, test_share=share), out, *texts, error=InputError)


def test_bad_folders_and_pictures_are_refused(folders, out, refused, picture, tmp_path):
    source, target, more = folders
    refused(lambda: import_pairs(source / "none", target, out), out, "none is not a folder")
    refused(lambda: import_pairs(source, more, out), out, "0 of 11 pictures", "at least 2 pairs are needed")
    picture(source / "p2.png")
    refused(lambda: import_pairs(source, target, out), out, "1 name(s) have two pictures", "p2", "Keep one of each")
    (source / "p2.png").unlink()
    (target / "p5.jpg").write_bytes(b"no picture at all")
    refused(lambda: import_pairs(source, target, out), out, "p5.jpg", error=ImageError)


@pytest.mark.real_data
def test_the_photographs_are_230_pairs_and_500_more(real_data, out):
    photos = real_data / "photos"
    summary = import_pairs(photos / "source", photos / "target", out, unlabelled=photos / "train")
    assert (summary.value("pairs"), summary.value("unlabelled pictures")) == (230, 500)
    assert summary.warnings == ()
    assert np.array_equal(Workspace.open(out).images["split"].value_counts()[["train", "validation"]], [500, 460])
