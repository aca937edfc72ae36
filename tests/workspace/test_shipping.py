import json
import sqlite3

import pytest

from simlab.errors import InputError
from simlab.workspace import Workspace
from simlab.workspace.locations import find_workspace
from simlab.workspace.shipping import ship


def test_a_shipped_copy_has_what_is_needed_and_nothing_else(toy_workspace, tmp_path):
    toy = toy_workspace()
    toy.store.set_setting("colour", "blue")
    (toy.path / "cache").mkdir(exist_ok=True)
    (toy.path / "cache" / "large.npy").write_bytes(b"x" * 10_000)
    (toy.path / "runs" / "m").mkdir(parents=True)
    for name in ("run.json", "checkpoint.safetensors"):
        (toy.path / "runs" / "m" / name).write_text("{}")
    size = ship(toy, tmp_path / "shipped")
    found = {path.name for path in (tmp_path / "shipped").rglob("*")}
    assert {"triples.parquet", "images.parquet", "workspace.json", "simlab.db", "run.json", "vectors.npy"} <= found
    assert not found & {"cache", "large.npy", "checkpoint.safetensors", ".manifest.lock", "simlab.db-wal"}
    assert size == sum(path.stat().st_size for path in (tmp_path / "shipped").rglob("*") if path.is_file())
    assert json.loads((tmp_path / "shipped" / "workspace.json").read_text())["shipped"] is True
    assert toy.manifest.shipped is False
    with sqlite3.connect(tmp_path / "shipped" / "simlab.db") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_opening_a_shipped_copy_leaves_it_as_it_is(toy_workspace, tmp_path):
    toy = toy_workspace()
    toy.store.set_setting("colour", "blue")
    ship(toy, tmp_path / "shipped")
    before = {path: path.read_bytes() for path in (tmp_path / "shipped").rglob("*") if path.is_file()}
    opened = Workspace(find_workspace(tmp_path / "shipped"))
    assert opened.path != tmp_path / "shipped"
    assert opened.store.setting("colour") == "blue"
    opened.store.set_setting("colour", "red")
    assert {path: path.read_bytes() for path in (tmp_path / "shipped").rglob("*") if path.is_file()} == before


def test_picture_files_are_not_shipped(toy_workspace, tmp_path):
    toy = toy_workspace(files=True)
    with pytest.raises(InputError, match=r"has [\d,]+ picture files\. Only workspaces whose pictures are painted"):
        ship(toy, tmp_path / "shipped")
    assert not (tmp_path / "shipped").exists()


def test_a_copy_that_is_too_large_is_refused(toy_workspace, tmp_path, monkeypatch):
    toy = toy_workspace()
    monkeypatch.setattr("simlab.workspace.shipping.MOST_BYTES", 1_000)
    with pytest.raises(InputError, match=r"The copy would have 0\.\d MB; at most 0 MB are shipped"):
        ship(toy, tmp_path / "shipped")
    assert not (tmp_path / "shipped").exists()
