"""Files from the browser on their way to an importer."""

import io
import os
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from simlab.dashboard import uploads
from simlab.dashboard.uploads import keep_upload, take_content
from simlab.errors import InputError


class Upload(io.BytesIO):
    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name = name


def archive(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        for name, content in files.items():
            opened.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return stream.getvalue()


def test_a_file_is_kept_under_its_name(home: Path) -> None:
    kept = keep_upload(Upload("my answers.csv", b"reference,a,b"))
    assert kept.read_bytes() == b"reference,a,b"
    assert kept.name == "my answers.csv"
    assert kept.is_relative_to(home / "uploads")
    assert keep_upload(Upload("my answers.csv", b"other")) != kept


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/evil.csv", "C:\\evil.csv", "..", ".", "", "..\\..\\evil.csv"])
def test_its_name_leads_nowhere_else(home: Path, name: str) -> None:
    kept = keep_upload(Upload(name, b"x"))
    assert kept.is_file()
    assert kept.parent.parent == home / "uploads"


def test_an_archive_is_unpacked_and_thrown_away(home: Path) -> None:
    folder = keep_upload(Upload("Pictures.ZIP", archive(pictures__a_DOT_png=b"1", pictures__b_DOT_png=b"2")))
    assert sorted(path.name for path in folder.iterdir()) == ["a.png", "b.png"]
    assert not list((home / "uploads").rglob("*.ZIP"))


def test_a_bad_archive_is_refused_and_thrown_away(home: Path) -> None:
    with pytest.raises(InputError, match=r"p\.zip cannot be unpacked"):
        keep_upload(Upload("p.zip", b"no archive"))
    with pytest.raises(InputError, match="leads out of the archive"):
        keep_upload(Upload("p.zip", archive(**{"..__evil": b"1"})))
    assert not [path for path in home.rglob("*") if path.is_file()]


def test_old_uploads_are_forgotten(home: Path) -> None:
    old, young = (keep_upload(Upload(name, b"1")) for name in ("old.csv", "young.csv"))
    three_days_ago = time.time() - 3 * 24 * 3600
    os.utime(old.parent, (three_days_ago, three_days_ago))
    keep_upload(Upload("new.csv", b"1"))
    assert not old.exists()
    assert young.exists()


def test_what_is_read_at_once_stays_nowhere(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = MemoryUploadedFileManager("/upload")
    record = UploadedFileRec("id", "mine.png", "image/png", b"content")
    manager.add_file("session", record)
    context = SimpleNamespace(session_id="session", uploaded_file_mgr=manager)
    monkeypatch.setattr(uploads, "get_script_run_ctx", lambda: context)
    assert take_content(UploadedFile(record, FileURLs())) == b"content"
    assert manager.get_files("session", ["id"]) == []
    assert not [path for path in home.rglob("*") if path.is_file()]
