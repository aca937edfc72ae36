"""Archives that people upload, and those that somebody made to do harm."""

import zipfile
from pathlib import Path

import pytest

from simlab.errors import InputError, WorkspaceError
from simlab.sources import archive
from simlab.sources.archive import unpack_archive


@pytest.fixture
def zipped(tmp_path):
    """Writes a .zip of names and contents."""

    def write(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
        path = tmp_path / "pictures.zip"
        with zipfile.ZipFile(path, "w", method) as opened:
            for name, content in files.items():
                opened.writestr(name, content)
        return path

    return write


def unpacked(path: Path, into: Path) -> dict[str, bytes]:
    folder = unpack_archive(path, into)
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def refused(path: Path, into: Path) -> str:
    """What the refusal says; nothing may be left behind, here or outside."""
    before = set(into.parent.rglob("*"))
    with pytest.raises(InputError) as refusal:
        unpack_archive(path, into)
    assert set(into.parent.rglob("*")) == before
    return str(refusal.value)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_files_keep_names_and_contents(zipped, tmp_path, method):
    files = {"a.png": b"1" * 5_000, "deep/er/ö b.png": b"2", "none": b""}
    assert unpacked(zipped(files, method), tmp_path / "out") == files


def test_a_single_folder_is_entered_once(zipped, tmp_path):
    files = {"study/ennis/a.jpg": b"1", "study/answers.json": b"{}"}
    assert unpack_archive(zipped(files), tmp_path / "out") == tmp_path / "out" / "study"
    assert unpack_archive(zipped({"x/y/a.jpg": b"1"}), tmp_path / "two") == tmp_path / "two" / "x"
    assert unpack_archive(zipped({"a.jpg": b"1"}), tmp_path / "three") == tmp_path / "three"


def test_what_macos_adds_is_left_out(zipped, tmp_path):
    files = {"study/a.png": b"1", "study/.DS_Store": b"x", "__MACOSX/study/._a.png": b"x", "__MACOSX/._study": b"x"}
    assert unpacked(zipped(files), tmp_path / "out") == {"a.png": b"1"}


def test_backslashes_separate_folders(zipped, tmp_path):
    assert unpacked(zipped({"a\\b.png": b"1", "c.png": b"2"}), tmp_path / "out") == {"a/b.png": b"1", "c.png": b"2"}


@pytest.mark.parametrize("name", ["../a", "b/../../a", "/a", "..\\a", "C:/a", "C:\\a", "\\\\server\\a", "//a", "."])
def test_a_name_that_leads_outside(zipped, tmp_path, name):
    (tmp_path / "in").mkdir()
    said = refused(zipped({"good.png": b"1", name: b"x"}), tmp_path / "in" / "out")
    assert said.startswith("pictures.zip holds ")
    assert "which leads out of the archive. It is not unpacked." in said
    assert not (tmp_path / "a").exists()


def test_a_link_becomes_a_plain_file(tmp_path):
    path = tmp_path / "pictures.zip"
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr(link, "/etc/passwd")
        opened.writestr("other", "1")
    found = unpack_archive(path, tmp_path / "out") / "link"
    assert not found.is_symlink()
    assert found.read_bytes() == b"/etc/passwd"


def test_too_many_bytes_and_too_many_files(zipped, tmp_path, monkeypatch):
    path = zipped({"a": bytes(3_000), "b": bytes(3_000)})
    monkeypatch.setattr(archive, "MAX_BYTES", 5_000)
    assert "pictures.zip holds 2 files of 0.0 GiB in all; at most 500,000 files" in refused(path, tmp_path / "out")
    monkeypatch.setattr(archive, "MAX_BYTES", 6_000)
    assert len(unpacked(path, tmp_path / "fits")) == 2
    monkeypatch.setattr(archive, "MAX_FILES", 1)
    assert "Give the path of a folder instead." in refused(path, tmp_path / "out")


def test_a_size_that_is_a_lie_is_found_out(zipped, tmp_path, monkeypatch):
    """The header says 3 bytes; what comes out is held to that."""
    path = zipped({"a": bytes(100_000)})
    content = path.read_bytes()
    path.write_bytes(content.replace((100_000).to_bytes(4, "little"), (3).to_bytes(4, "little")))
    monkeypatch.setattr(archive, "MAX_BYTES", 5_000)
    assert "pictures.zip cannot be unpacked (Bad CRC-32" in refused(path, tmp_path / "out")


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04" + bytes(40)])
def test_what_is_no_archive(tmp_path, content):
    path = tmp_path / "pictures.zip"
    path.write_bytes(content)
    assert "pictures.zip cannot be unpacked (File is not a zip file)." in refused(path, tmp_path / "out")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_damaged_content(zipped, tmp_path, method):
    path = zipped({"a.png": bytes(range(256)) * 40}, method)
    content = bytearray(path.read_bytes())
    content[45:80] = b"\xff" * 35
    path.write_bytes(content)
    assert "pictures.zip cannot be unpacked" in refused(path, tmp_path / "out")


def test_one_name_for_a_file_and_a_folder(zipped, tmp_path):
    assert "pictures.zip cannot be unpacked" in refused(zipped({"a": b"1", "a/b": b"2"}), tmp_path / "out")


def test_an_archive_of_nothing(zipped, tmp_path):
    assert "pictures.zip holds no files." in refused(zipped({"__MACOSX/a": b"1"}), tmp_path / "out")


def test_a_folder_that_is_taken(zipped, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").touch()
    with pytest.raises(WorkspaceError, match="exists already and is not empty"):
        unpack_archive(zipped({"a": b"1"}), tmp_path / "out")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["mine"]
