import threading

import numpy as np
import pandas as pd
import pytest

from simlab.errors import WorkspaceError
from simlab.workspace.atomic import new_folder, write_array, write_bytes, write_json, write_parquet, write_text


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_files_are_replaced_as_a_whole(tmp_path):
    write_text(tmp_path / "a", "Größe")
    assert (tmp_path / "a").read_text(encoding="utf-8") == "Größe"
    write_array(tmp_path / "a", np.arange(3))
    assert np.load(tmp_path / "a").tolist() == [0, 1, 2]
    write_parquet(tmp_path / "a", pd.DataFrame({"x": [1]}))
    assert pd.read_parquet(tmp_path / "a")["x"].tolist() == [1]
    assert _names(tmp_path) == ["a"]


def test_what_cannot_be_written_leaves_the_old_file(tmp_path):
    write_json(tmp_path / "a.json", {"x": 1})
    before = (tmp_path / "a.json").read_bytes()
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "a.json", {"x": float("nan")})
    with pytest.raises(ValueError, match="pickle"):
        write_array(tmp_path / "a.json", np.array([{}], dtype=object))
    assert (tmp_path / "a.json").read_bytes() == before
    assert _names(tmp_path) == ["a.json"]


def test_a_failing_rename_leaves_nothing(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_bytes(tmp_path / "folder", b"x")
    assert _names(tmp_path) == ["folder"]


def test_a_folder_appears_only_when_it_is_complete(tmp_path):
    with new_folder(tmp_path / "sub" / "new") as draft:
        (draft / "x").write_text("1")
        assert not (tmp_path / "sub" / "new").exists()
    assert _names(tmp_path / "sub") == ["new"]
    with pytest.raises(FileNotFoundError), new_folder(tmp_path / "sub" / "other") as draft:
        (draft / "no folder" / "x").write_text("1")
    assert _names(tmp_path / "sub") == ["new"]


def test_a_folder_is_swapped_or_kept(tmp_path):
    target = tmp_path / "new"
    for text in ("1", "2"):
        with new_folder(target, replace=True) as draft:
            (draft / text).write_text(text)
    assert _names(target) == ["2"]
    with pytest.raises(RuntimeError, match="stop"), new_folder(target, replace=True) as draft:
        raise RuntimeError("stop")
    assert _names(target) == ["2"]
    assert _names(tmp_path) == ["new"]


def test_what_is_there_is_refused(tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("new", "file"):
        text = r"exists already and is not empty\. Choose another place"
        with pytest.raises(WorkspaceError, match=text), new_folder(tmp_path / name):
            pass
    (tmp_path / "empty").mkdir()
    with new_folder(tmp_path / "empty") as draft:
        (draft / "x").write_text("1")
    assert _names(tmp_path / "empty") == ["x"]


def test_readers_never_see_half_a_file(tmp_path):
    path = tmp_path / "a"
    write_bytes(path, b"0" * 100_000)
    seen = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            content = path.read_bytes()
            seen.add((len(content), content[:1] == content[-1:]))

    reader = threading.Thread(target=read)
    reader.start()
    for i in range(50):
        write_bytes(path, str(i % 10).encode() * 100_000)
    done.set()
    reader.join()
    assert seen == {(100_000, True)}
