import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from simlab.errors import ConflictError, InputError, MissingDependencyError, NotFoundError, WorkspaceError
from simlab.workspace.store import Store

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path, "w1")


def test_it_is_in_wal_mode(store, tmp_path):
    with sqlite3.connect(tmp_path / "simlab.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_every_step_of_a_long_history_can_be_undone(store):
    design = store.create_design("long", {"n": 0})
    for number in range(1, 71):
        design = store.add_step("long", {"n": number}, f"step {number}", after=design.step)
    assert (design.step, design.last_step, design.action) == (70, 70, "step 70")
    for number in reversed(range(70)):
        design = store.undo("long", at=design.step)
        assert design.state == {"n": number}
    assert (design.step, design.last_step, design.action) == (0, 70, "created")
    for number in range(1, 71):
        design = store.redo("long", at=design.step)
        assert design.state == {"n": number}


def test_a_step_after_an_undo_forgets_what_was_undone(store):
    store.create_design("d", {"n": 0})
    for number in (1, 2, 3):
        store.add_step("d", {"n": number}, f"step {number}", after=number - 1)
    store.undo("d", at=3)
    store.undo("d", at=2)
    branched = store.add_step("d", {"n": "new"}, "branched", after=1)
    assert branched.step == branched.last_step == 4  # a number is never given twice
    with pytest.raises(InputError, match=r"There is nothing to redo in design 'd'\."):
        store.redo("d", at=4)
    assert store.undo("d", at=4).state == {"n": 1}
    assert store.redo("d", at=1).state == {"n": "new"}


def test_changes_from_an_old_step_are_refused(store):
    store.create_design("d", {})
    store.add_step("d", {"by": "one"}, "moved 'ocean'", after=0)
    text = (
        r"at step 1: moved 'ocean'; your change was made from step 0\)\. Reload to see it, then make your change again"
    )
    for change in (
        lambda: store.add_step("d", {"by": "two"}, "x", after=0),
        lambda: store.undo("d", at=0),
        lambda: store.redo("d", at=0),
    ):
        with pytest.raises(ConflictError, match=text):
            change()
    assert store.design("d").state == {"by": "one"}


def test_designs_by_name(store):
    for name in ("zebra", "ape"):
        store.create_design(name, {})
    assert store.design_names() == ["zebra", "ape"]
    with pytest.raises(ConflictError, match=r"A design named 'ape' exists already\. Choose another name, or open it\."):
        store.create_design("ape", {})
    store.delete_design("ape")
    for call in (store.design, store.delete_design):
        with pytest.raises(NotFoundError, match=r"There is no design 'ape' in this workspace\. Its designs: zebra\."):
            call("ape")
    store.create_design("ape", {"new": True})
    assert store.design("ape").last_step == 0  # the old history went with the old design
    with pytest.raises(InputError, match="'a/b' cannot be the name of a design"):
        store.create_design("a/b", {})


def test_reveals_and_settings_are_kept(store, tmp_path):
    store.add_reveal("strategy vote", "0" * 16, " first look ")
    store.add_reveal("design d", "1" * 16, "second")
    with pytest.raises(InputError, match=r"A test reveal needs a reason\. Say why"):
        store.add_reveal("design d", "1" * 16, " ")
    store.set_setting("check_set", {"share": 0.3})
    store.set_setting("check_set", {"share": 0.2})
    again = Store(tmp_path, "w1")
    assert [(reveal.subject, reveal.reason) for reveal in again.reveals()] == [
        ("strategy vote", "first look"),
        ("design d", "second"),
    ]
    assert [reveal.fingerprint for reveal in again.reveals("design d")] == ["1" * 16]
    assert again.setting("check_set") == {"share": 0.2}
    assert again.setting("other") is None
    assert again.setting("other", 5) == 5


def test_numbers_come_back_to_the_last_digit(store):
    numbers = [0.1 + 0.2, 1e-308, -0.0, 1e16 + 2, 2**53 + 1]
    store.create_design("d", {"numbers": numbers})
    assert json.dumps(store.design("d").state["numbers"]) == json.dumps(numbers)


@pytest.mark.parametrize("name", ["with space", "a?b=c&d", "50%41", "höhle #1"])
def test_folders_of_any_name(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    Store(folder, "w1").set_setting("here", True)
    assert (folder / "simlab.db").is_file()
    assert Store(folder, "w1").setting("here") is True


def test_two_workspaces_share_a_database(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMLAB_DATABASE_URL", f"sqlite:///{tmp_path / 'team.db'}")
    one, other = Store(tmp_path / "one", "w1"), Store(tmp_path / "other", "w2")
    one.create_design("same", {"of": "one"})
    assert other.design_names() == []
    other.create_design("same", {"of": "other"})
    one.add_reveal("design same", "0" * 16, "why")
    one.set_setting("check_set", 1)
    assert (one.design("same").state, other.design("same").state) == ({"of": "one"}, {"of": "other"})
    assert (other.reveals(), other.setting("check_set")) == ([], None)
    other.delete_design("same")
    assert Store(tmp_path / "moved", "w1").design("same").state == {"of": "one"}
    assert not (tmp_path / "one").exists()


@pytest.mark.parametrize("url", ["nonsense", "oracel://x/y"])
def test_what_is_no_database_url(tmp_path, monkeypatch, url):
    monkeypatch.setenv("SIMLAB_DATABASE_URL", url)
    with pytest.raises(
        WorkspaceError, match=r"SIMLAB_DATABASE_URL is no URL of a database .* or unset it to use a file"
    ):
        Store(tmp_path, "w1")


def test_a_driver_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMLAB_DATABASE_URL", "mysql+mysqlconnector://u:secret@h/d")
    with pytest.raises(MissingDependencyError, match=r"needs the Python package 'mysql.*'\. Install it\.") as caught:
        Store(tmp_path, "w1")
    assert "secret" not in str(caught.value)


def test_a_damaged_or_unreachable_database(tmp_path):
    (tmp_path / "simlab.db").write_bytes(b"this is no database at all, but long enough to look like one" * 20)
    text = r"simlab\.db cannot be opened \(file is not a database\)\. .* or correct SIMLAB_DATABASE_URL"
    with pytest.raises(WorkspaceError, match=text):
        Store(tmp_path, "w1")
    with pytest.raises(WorkspaceError, match="unable to open database file"):
        Store(tmp_path / "missing", "w1")


WRITER = """
import sys, pathlib
from simlab.errors import ConflictError
from simlab.workspace.store import Store
store = Store(pathlib.Path(sys.argv[1]), "w1")
try:
    store.create_design("shared", {"steps": []})
except ConflictError:
    pass
done = 0
while done < 12:
    now = store.design("shared")
    try:
        store.add_step("shared", {"steps": [*now.state["steps"], sys.argv[2]]}, "added", after=now.step)
        done += 1
    except ConflictError:
        pass
store.set_setting(sys.argv[2], done)
"""


def test_processes_take_turns(tmp_path):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), who], cwd=PROJECT, stderr=subprocess.PIPE)
        for who in "abc"
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert writer.returncode == 0, errors.decode()
    store = Store(tmp_path, "w1")
    steps = store.design("shared").state["steps"]
    assert sorted(steps) == sorted("abc" * 12)
    assert [store.setting(who) for who in "abc"] == [12] * 3


def test_threads_take_turns(store):
    store.create_design("d", {"n": 0})

    def save(number: int) -> bool:
        try:
            store.add_step("d", {"n": number}, "raced", after=0)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(save, range(8))) == 1
