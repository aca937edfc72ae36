from pathlib import Path

import pytest
from PIL import Image

from simlab.errors import InputError
from simlab.sources import import_folders
from simlab.workspace import Workspace


@pytest.fixture
def folders(tmp_path: Path, picture) -> tuple[Path, Path]:
    """Three groups of two classes to train on, one of them without a group; two classes to test on."""
    train, test = tmp_path / "seen", tmp_path / "unseen"
    for group, names in {"fruit": ("apple", "pear"), "water/salt": ("ray", "shark")}.items():
        for name in names:
            for number in range(3):
                picture(train / group / name / f"{name}{number}.png")
    picture(train / "stone" / "flint.jpg")
    for name in ("bus", "tram"):
        for number in range(2):
            picture(test / "vehicle" / name / f"{name}{number}.png")
    (train / "fruit" / "apple" / "notes.txt").write_text("no picture", encoding="utf-8")
    return train, test


def test_folders_are_classes_and_their_folders_are_groups(folders, out):
    summary = import_folders(folders, out, test=["unseen"])
    workspace = Workspace.open(out)
    images = workspace.images.set_index("id")
    assert len(images) == 17
    assert images.loc["seen/fruit/apple/apple0.png", ["pool", "label", "split"]].tolist() == [
        "seen",
        "fruit/apple",
        "train",
    ]
    assert images.loc["seen/water/salt/ray/ray1.png", "label"] == "water/salt/ray"
    assert images.loc["seen/stone/flint.jpg", "label"] == "stone"
    assert images.loc["unseen/vehicle/bus/bus0.png", "split"] == "test"
    assert images["path"].iloc[0] == "images/seen/fruit/apple/apple0.png"
    assert len(workspace.triples) == 0
    assert summary.value("images, train") == "13 (5 classes; seen)"
    assert summary.value("images, validation") == "0 (0 classes; no folder)"
    assert summary.value("images, test") == "4 (2 classes; unseen)"
    assert (summary.value("groups of classes"), summary.value("levels of folders")) == (3, 3)
    assert summary.warnings == ()


def test_a_file_that_cannot_be_read_is_left_out_counted_and_said(folders, out, picture):
    broken = folders[0] / "fruit" / "apple" / "broken.png"
    broken.write_bytes(b"no picture at all")
    picture(folders[0] / "in-no-class.png")
    summary = import_folders(folders, out)
    assert summary.value("images") == 17
    assert summary.value("files that cannot be read, left out") == 1
    assert summary.warnings == (f"1 file(s) cannot be read as pictures and are left out (first: {broken}).",)


def test_what_splits_share_is_said(folders, out, tmp_path):
    again = tmp_path / "again"
    for name in ("fruit/apple", "rock/apple"):
        (again / name).mkdir(parents=True)
    source = folders[0] / "fruit" / "apple" / "apple0.png"
    (again / "rock" / "apple" / "copy.png").write_bytes(source.read_bytes())
    Image.new("RGB", (5, 5), (1, 2, 3)).save(again / "fruit" / "apple" / "new.png")
    summary = import_folders([folders[0], again], out, test=["again"])
    assert [warning.split(" (first: ")[0] for warning in summary.warnings] == [
        "1 picture(s) lie in several splits as the same file",
        "1 class(es) have pictures of split train and of split test",
    ]


def test_what_cannot_be_meant_is_refused(folders, out, tmp_path, refused):
    train, test = folders
    refused(lambda: import_folders([], out), out, "Name at least one folder of pictures.", error=InputError)
    refused(lambda: import_folders([train / "none"], out), out, "none is not a folder. Name folders that hold")
    refused(lambda: import_folders([train, train], out), out, "1 name(s) belong to several folders (seen).")
    refused(lambda: import_folders([train], out, test=["unseen"]), out, "unseen: no folder of that name is imported.")
    refused(
        lambda: import_folders([train, test], out, test=["unseen"], validation=["unseen"]),
        out,
        "unseen cannot be of split validation and of split test.",
    )
    empty = tmp_path / "empty"
    empty.mkdir()
    refused(lambda: import_folders([empty], out), out, "There are no pictures in folders below", "CLASS/PICTURE")
    (empty / "a").mkdir()
    (empty / "a" / "x.png").write_bytes(b"nothing")
    refused(lambda: import_folders([empty], out), out, "None of 1 files can be read as a picture (first: ")
