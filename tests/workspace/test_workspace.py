from dataclasses import replace

import pandas as pd
import pytest
from PIL import Image

from simlab.errors import InputError, JobCancelled, NotFoundError, WorkspaceError
from simlab.progress import SilentProgress
from simlab.workspace import ModelEntry, Workspace, create_workspace


def _names(folder):
    return sorted(path.name for path in folder.rglob("*")) if folder.exists() else []


def _picture(path, size=(8, 6)):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, (9, 90, 200)).save(path)
    return path


def test_tables_come_back_as_they_were(workspace, triples):
    opened = Workspace.open(workspace.path)
    assert opened.triples["id"].tolist() == triples["id"].tolist()
    assert opened.images["id"].tolist() == list("pqrst")
    assert opened.answers is None
    assert opened.triples_fingerprint == workspace.triples_fingerprint
    assert opened.ids([4, 0]) == ["t", "p"]
    assert len(opened.split("test")) == 2


def test_images_have_a_split_and_those_written_before_there_was_one_have_none(content, tmp_path):
    split = ["train", "validation", "test", None, None]
    made = content()
    made = replace(made, images=made.images.assign(split=split))
    workspace = create_workspace(tmp_path / "study", made)
    assert Workspace.open(workspace.path).images["split"].fillna("-").tolist() == [*split[:3], "-", "-"]
    stored = workspace.path / "images.parquet"
    pd.read_parquet(stored).drop(columns="split").to_parquet(stored)
    images = Workspace.open(workspace.path).images
    assert images["split"].isna().all()
    assert images["split"].dtype == "string"


def test_answers_are_stored(content, tmp_path):
    answers = pd.DataFrame({"triple": ["t0"], "choice": ["A"], "annotator": ["ann"]})
    workspace = create_workspace(tmp_path / "study", content(answers=answers))
    assert Workspace.open(workspace.path).answers["annotator"].tolist() == ["ann"]


def test_pictures_are_copied_measured_and_named(content, tmp_path):
    files = [_picture(tmp_path / f"{name}.png", (8 + i, 6)) for i, name in enumerate("vwx")]
    workspace = create_workspace(tmp_path / "study", content(files=[None, files[0], None, files[1], files[2]]))
    images = Workspace.open(workspace.path).images
    assert images["path"].fillna("-").tolist() == [
        "-",
        *("images/main/q.png", "-"),
        *(f"images/main/{i}.png" for i in "st"),
    ]
    assert images["width"].tolist() == [pd.NA, 8, pd.NA, 9, 10]
    assert images["sha256"].str.len().tolist() == [pd.NA, 64, pd.NA, 64, 64]
    assert {str(images[column].dtype) for column in ("width", "height")} == {"Int32"}
    assert workspace.image_file(1).read_bytes() == files[0].read_bytes()
    with pytest.raises(NotFoundError, match=r"Image p has no file in workspace 'study'.*Import again with --images"):
        workspace.image_file(0)


def test_a_bad_picture_leaves_nothing(content, tmp_path):
    place = tmp_path / "place"
    place.mkdir()
    files = [_picture(tmp_path / f"{name}.png") for name in "vwxyz"]
    files[4].write_bytes(files[4].read_bytes()[:45])
    with pytest.raises(InputError, match=r"z.png is damaged or truncated"):
        create_workspace(place / "study", content(files=files))
    assert _names(place) == []


def test_a_cancelled_import_leaves_nothing(content, tmp_path):
    class Stop(SilentProgress):
        def advance(self, steps: int = 1) -> None:
            raise JobCancelled("stopped")

    place = tmp_path / "place"
    place.mkdir()
    with pytest.raises(JobCancelled, match="stopped"):
        create_workspace(place / "study", content(files=[_picture(tmp_path / "v.png")] + [None] * 4), Stop())
    assert _names(place) == []


@pytest.mark.parametrize(
    ("ids", "text"),
    [
        (["p", "../../q", "r", "s", "t"], "1 image path(s) leave the workspace (first: images/main/../../q.png)"),
        (["p", "P", "r", "s", "t"], "2 images would share their file in the workspace (first: p, P)"),
        (["main/p", "p", "r", "s", "t"], "2 images would share their file in the workspace (first: main/p, p)"),
    ],
)
def test_ids_that_make_no_good_paths_are_refused(content, tmp_path, images, ids, text):
    place = tmp_path / "place"
    place.mkdir()
    files = [_picture(tmp_path / f"{name}.png") for name in "vwxyz"]
    with pytest.raises(InputError) as caught:
        create_workspace(place / "study", content(images=images.assign(id=ids), files=files))
    assert text in str(caught.value)
    assert _names(place) == []


def test_files_must_be_as_many_as_images(content, tmp_path):
    with pytest.raises(InputError, match=r"study.csv: 4 files for 5 images"):
        create_workspace(tmp_path / "study", content(files=[None] * 4))


def test_a_path_that_leaves_the_workspace_is_not_opened(content, tmp_path):
    workspace = create_workspace(tmp_path / "study", content(files=[_picture(tmp_path / "v.png")] + [None] * 4))
    stored = workspace.path / "images" / "main" / "p.png"
    stored.unlink()
    stored.symlink_to(tmp_path / "v.png")
    with pytest.raises(WorkspaceError, match=r"image p leaves the workspace \(images/main/p.png\). It is not opened"):
        workspace.image_file(0)
    table = workspace.images.assign(path=["../v.png"] + [None] * 4)
    table.to_parquet(workspace.path / "images.parquet")
    with pytest.raises(WorkspaceError, match="leaves the workspace"):
        Workspace.open(workspace.path).image_file(0)


def test_damaged_and_missing_tables_are_named(workspace):
    path = workspace.path / "triples.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(WorkspaceError, match=r"triples.parquet is damaged .*import again"):
        _ = Workspace.open(workspace.path).triples
    path.unlink()
    with pytest.raises(WorkspaceError, match=r"triples.parquet is missing. Restore it from a backup"):
        _ = Workspace.open(workspace.path).triples


def test_models_by_kind(workspace):
    for entry in (ModelEntry("f", "features"), ModelEntry("c", "cs", "sea"), ModelEntry("b", "baseline")):
        workspace.change_manifest(lambda manifest, entry=entry: manifest.with_model(entry))
    assert [entry.name for entry in workspace.models("cs", "features")] == ["f", "c"]
    assert [entry.name for entry in workspace.scored_models()] == ["c", "b"]


def test_renditions_of_the_same_object(content, tmp_path, images):
    images = images.assign(object=["x", "y", "x", None, "z"], rendition=["day", "day", "night", "night", "day"])
    workspace = create_workspace(tmp_path / "study", content(images=images))
    assert workspace.rendition_rows("night").tolist() == [2, -1, 2, -1, -1]
    assert workspace.rendition_rows("day").tolist() == [0, 1, 0, -1, 4]
    with pytest.raises(NotFoundError, match=r"no rendition 'dusk'. Its renditions: day, night"):
        workspace.rendition_rows("dusk")
