"""Named versions and the archive: nothing that was kept is ever lost, whoever does what at the same time."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from simlab.errors import ConflictError, InputError, NotFoundError
from simlab.workspace.store import Store

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path, "w1")


def test_a_version_survives_the_step_it_was_made_of(store, tmp_path):
    store.create_design("d", {"n": 0})
    store.add_step("d", {"n": 0.1 + 0.2}, "one", after=0)
    saved = store.versions.save("d", "v1", at=1, author=" ann ", comment=" before the meeting ")
    assert (saved.design, saved.name, saved.step, saved.state) == ("d", "v1", 1, {"n": 0.1 + 0.2})
    assert (saved.author, saved.comment) == ("ann", "before the meeting")
    store.undo("d", at=1)
    store.add_step("d", {"n": 2}, "two", after=0)
    assert Store(tmp_path, "w1").versions.versions("d") == [saved]
    assert store.versions.version("d", "v1") == saved


def test_a_version_is_of_the_step_that_its_author_sees(store):
    store.create_design("d", {"n": 0})
    store.add_step("d", {"n": 1}, "one", after=0)
    assert store.versions.save("d", "start", at=0, author="ann").state == {"n": 0}
    store.undo("d", at=1)
    assert store.versions.save("d", "undone", at=1, author="ann").state == {"n": 1}
    store.add_step("d", {"n": 2}, "two", after=0)
    text = r"Step 1 of design 'd' is not there any more: somebody undid it .* Reload to see the design as it is"
    for name in ("late", "undone"):
        with pytest.raises(ConflictError, match=text):
            store.versions.save("d", name, at=1, author="ann")
    assert [version.name for version in store.versions.versions("d")] == ["start", "undone"]


def test_versions_are_never_overwritten(store):
    store.create_design("d", {"n": 0})
    store.create_design("e", {"n": 1})
    first = store.versions.save("d", "v1", at=0, author="ann")
    with pytest.raises(
        ConflictError, match=r"Design 'd' has a version 'v1' already \(by ann, 20.*\)\. Versions are nev"
    ):
        store.versions.save("d", "v1", at=0, author="bob")
    assert store.versions.versions("d") == [first]
    assert store.versions.save("e", "v1", at=0, author="bob").state == {"n": 1}


def test_what_cannot_be_a_version(store):
    store.create_design("d", {})
    with pytest.raises(InputError, match="'a/b' cannot be the name of a version"):
        store.versions.save("d", "a/b", at=0, author="ann")
    for author in ("", "  ", "x" * 81):
        with pytest.raises(InputError, match=r"A version needs an author of 1 to 80 characters; found"):
            store.versions.save("d", "v1", at=0, author=author)
    with pytest.raises(NotFoundError, match=r"There is no design 'x' in this workspace\. Its designs: d\."):
        store.versions.save("x", "v1", at=0, author="ann")
    with pytest.raises(NotFoundError, match=r"There is no design 'x' in this workspace\. Its designs: d\."):
        store.versions.versions("x")
    with pytest.raises(NotFoundError, match=r"Design 'd' has no version 'v9'\. Its versions: none yet\."):
        store.versions.version("d", "v9")


def test_a_design_with_versions_is_archived_not_deleted(store):
    store.create_design("d", {"n": 0})
    store.versions.save("d", "v1", at=0, author="ann")
    with pytest.raises(InputError, match=r"Design 'd' has named versions, which are kept for ever\. Archive it, so"):
        store.delete_design("d")
    assert store.design("d").state == {"n": 0}
    assert [version.name for version in store.versions.versions("d")] == ["v1"]


def test_the_archive_hides_and_loses_nothing(store):
    for name in ("a", "b"):
        store.create_design(name, {"of": name})
    for _ in range(2):
        store.archive_design("a")
        assert (store.design_names(), store.archived_design_names()) == (["b"], ["a"])
    assert store.add_step("a", {"more": 1}, "still editable", after=0).step == 1
    with pytest.raises(ConflictError, match=r"A design named 'a' exists already in the archive\. Choose another name"):
        store.create_design("a", {})
    for _ in range(2):
        store.unarchive_design("a")
        assert (store.design_names(), store.archived_design_names()) == (["a", "b"], [])
    assert store.design("a").state == {"more": 1}
    store.archive_design("a")
    store.delete_design("a")
    store.create_design("a", {})
    assert store.archived_design_names() == []
    for call in (store.archive_design, store.unarchive_design):
        with pytest.raises(NotFoundError, match="There is no design 'x' in this workspace"):
            call("x")


def test_workspaces_in_one_database_keep_apart(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMLAB_DATABASE_URL", f"sqlite:///{tmp_path / 'team.db'}")
    one, other = Store(tmp_path / "one", "w1"), Store(tmp_path / "other", "w2")
    for store, whose in ((one, "one"), (other, "other")):
        store.create_design("same", {"of": whose})
        store.versions.save("same", "v1", at=0, author=whose)
    one.archive_design("same")
    assert [store.versions.version("same", "v1").state["of"] for store in (one, other)] == ["one", "other"]
    assert (one.design_names(), other.design_names()) == ([], ["same"])


EARLIER = """
CREATE TABLE designs (id INTEGER NOT NULL, workspace VARCHAR(32) NOT NULL, name VARCHAR(80) NOT NULL,
  head INTEGER NOT NULL, created VARCHAR(32) NOT NULL, PRIMARY KEY (id), UNIQUE (workspace, name));
CREATE TABLE design_steps (design INTEGER NOT NULL, step INTEGER NOT NULL, state TEXT NOT NULL, action TEXT NOT NULL,
  time VARCHAR(32) NOT NULL, PRIMARY KEY (design, step),
  FOREIGN KEY(design) REFERENCES designs (id) ON DELETE CASCADE);
INSERT INTO designs VALUES (7, 'w1', 'old', 3, '2026-01-01T00:00:00+00:00');
INSERT INTO design_steps VALUES (7, 3, '{"n": 3}', 'moved', '2026-01-01T00:00:00+00:00');
"""


def test_a_database_from_before_there_were_versions(tmp_path):
    connection = sqlite3.connect(tmp_path / "simlab.db")
    connection.executescript(EARLIER)
    connection.close()
    store = Store(tmp_path, "w1")
    assert (store.design_names(), store.versions.versions("old")) == (["old"], [])
    assert store.versions.save("old", "v1", at=3, author="ann").state == {"n": 3}
    store.archive_design("old")
    assert (store.design_names(), store.design("old").step) == ([], 3)


WRITER = """
import sys, pathlib
from simlab.errors import ConflictError
from simlab.workspace.store import Store
store, who = Store(pathlib.Path(sys.argv[1]), "w1"), sys.argv[2]
for number in range(12):
    now = store.design("shared")
    store.versions.save("shared", f"{who}{number}", at=now.step, author=who)
    try:
        store.versions.save("shared", f"both{number}", at=now.step, author=who)
    except ConflictError:
        pass
    while True:
        try:
            now = store.add_step("shared", {"by": who, "n": number}, "edited", after=now.step)
            break
        except ConflictError:
            now = store.design("shared")
"""


def test_processes_that_save_at_once_lose_nothing(store, tmp_path):
    store.create_design("shared", {})
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), who], cwd=PROJECT, stderr=subprocess.PIPE)
        for who in "ab"
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors.decode()
    names = sorted(version.name for version in store.versions.versions("shared"))
    assert names == sorted(f"{who}{number}" for who in ("a", "b", "both") for number in range(12))
    assert store.design("shared").last_step == 24
