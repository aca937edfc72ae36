from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from simlab.errors import NotFoundError
from simlab.workspace import ModelEntry, Workspace, create_workspace, new_workspace_folder, workspace_folders
from simlab.workspace.locations import is_shipped, reset_working_copy, shipped_original
from simlab.workspace.manifest import read_manifest


@pytest.fixture
def shipped(content, tmp_path, monkeypatch):
    monkeypatch.setattr("simlab.workspace.locations.SHIPPED_FOLDER", tmp_path / "data")
    made = content()
    create_workspace(tmp_path / "data" / "demo", replace(made, manifest=replace(made.manifest, shipped=True)))
    return tmp_path / "data" / "demo"


def test_workspaces_are_found_by_name_and_path(content, tmp_path, monkeypatch, own_home):
    monkeypatch.setenv("SIMLAB_WORKSPACES", f"{tmp_path / 'lab'}")
    create_workspace(new_workspace_folder("mine"), content())
    create_workspace(tmp_path / "lab" / "ours", content())
    assert [folder.name for folder in workspace_folders()][:2] == ["mine", "ours"]
    assert Workspace.open("ours").path == (tmp_path / "lab" / "ours").resolve()
    assert Workspace.open(tmp_path / "lab" / "ours").path == (tmp_path / "lab" / "ours").resolve()
    assert Workspace.open("mine").path.is_relative_to(own_home.resolve())


def test_a_root_may_itself_be_a_workspace(content, tmp_path, monkeypatch):
    create_workspace(tmp_path / "single", content())
    monkeypatch.setenv("SIMLAB_WORKSPACES", str(tmp_path / "single"))
    assert Workspace.open("single").path == (tmp_path / "single").resolve()


def test_what_is_unknown_is_refused_with_what_is_known(content):
    create_workspace(new_workspace_folder("mine"), content())
    with pytest.raises(NotFoundError, match=r"no workspace at other, and none is known by that name. Known .*mine"):
        Workspace.open("other")


def test_a_half_written_workspace_is_not_listed(content, own_home):
    create_workspace(new_workspace_folder(".mine.0123.partial"), content())
    assert ".mine.0123.partial" not in [folder.name for folder in workspace_folders()]


def test_a_shipped_workspace_is_never_written_to(shipped, own_home):
    before = {path: path.read_bytes() for path in shipped.rglob("*") if path.is_file()}
    for name in ("demo", shipped):
        workspace = Workspace.open(name)
        assert workspace.path == (own_home / "workspaces" / "demo").resolve()
        workspace.change_manifest(lambda manifest: manifest.with_model(ModelEntry("m", "global")))
    assert not read_manifest(own_home / "workspaces" / "demo").shipped
    assert [model.name for model in Workspace.open("demo").models()] == ["m"]
    assert {path: path.read_bytes() for path in shipped.rglob("*") if path.is_file()} == before
    assert [folder.name for folder in workspace_folders()].count("demo") == 1


def test_names_that_no_file_can_have_are_unknown():
    with pytest.raises(NotFoundError, match="none is known by that name"):
        Workspace.open("x" * 5_000)


def test_roots_that_nobody_may_look_into_are_passed_over(content, tmp_path, monkeypatch):
    create_workspace(tmp_path / "lab" / "ours", content())
    closed = tmp_path / "closed"
    monkeypatch.setenv("SIMLAB_WORKSPACES", f"{closed}:{tmp_path / 'lab'}")
    closed.mkdir()
    iterdir = Path.iterdir

    def refusing(folder: Path):
        if folder == closed:
            raise PermissionError(13, "Permission denied", str(folder))
        return iterdir(folder)

    monkeypatch.setattr(Path, "iterdir", refusing)
    assert "ours" in [folder.name for folder in workspace_folders()]


def test_two_who_open_a_shipped_workspace_at_once_get_one_copy(shipped):
    with ThreadPoolExecutor(4) as threads:
        opened = list(threads.map(Workspace.open, ["demo"] * 4))
    assert len({workspace.path for workspace in opened}) == 1
    opened[0].store.create_design("drawn", {})
    assert Workspace.open("demo").store.design_names() == ["drawn"]


def test_what_is_a_working_copy_is_told_by_its_id(shipped, content):
    create_workspace(new_workspace_folder("mine"), content())
    assert shipped_original(new_workspace_folder("mine")) is None
    copy = Workspace.open("demo").path
    assert (shipped_original(copy), shipped_original(shipped)) == (shipped, shipped)
    assert (is_shipped(copy), is_shipped(shipped)) == (False, True)
    (copy / "workspace.json").write_text("{")
    assert shipped_original(copy) is None
    assert not is_shipped(copy)


def test_a_reset_copy_is_as_it_came(shipped):
    with_a_database = Workspace(shipped)
    with_a_database.store.close()
    used = Workspace.open("demo")
    used.store.create_design("drawn", {})
    used.change_manifest(lambda manifest: manifest.with_model(ModelEntry("m", "global")))
    (used.path / "cache").mkdir()
    before = {path.relative_to(shipped): path.read_bytes() for path in shipped.rglob("*") if path.is_file()}
    assert reset_working_copy(used.path) == used.path
    used.store.close()
    assert used.store.design_names() == []  # also for who has it open
    used.store.create_design("drawn-after", {})
    again = Workspace.open("demo")
    assert again.path == used.path
    assert again.store.design_names() == ["drawn-after"]
    assert again.models() == []
    assert not (again.path / "cache").exists()
    assert {path.relative_to(shipped): path.read_bytes() for path in shipped.rglob("*") if path.is_file()} == before
    assert [path.name for path in used.path.parent.iterdir() if path.name.endswith(".partial")] == []


def test_only_working_copies_are_reset(shipped, content):
    create_workspace(new_workspace_folder("mine"), content())
    for folder in (new_workspace_folder("mine"), shipped):
        with pytest.raises(NotFoundError, match="is no working copy of a workspace that comes with SimLab"):
            reset_working_copy(folder)
    assert is_shipped(shipped)


def test_a_reset_that_fails_leaves_the_copy(shipped, monkeypatch):
    used = Workspace.open("demo")
    used.store.create_design("drawn", {})

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simlab.workspace.locations.shutil.copytree", full)
    with pytest.raises(OSError, match="No space left"):
        reset_working_copy(used.path)
    assert Workspace.open("demo").store.design_names() == ["drawn"]
