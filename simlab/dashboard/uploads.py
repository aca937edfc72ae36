"""Files from the browser: kept in the user's folder until the import that needs them is over, or read at once."""

import shutil
import time
import uuid
from contextlib import suppress
from pathlib import Path, PurePath

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from simlab.sources.archive import unpack_archive
from simlab.workspace import user_folder

_KEPT_SECONDS = 2 * 24 * 3600


def keep_upload(file: UploadedFile) -> Path:
    """Write an upload to disk; a .zip is unpacked, and the folder inside returned.

    Raises:
        InputError: a .zip cannot be unpacked safely.
    """
    _forget_old()
    folder = user_folder() / "uploads" / uuid.uuid4().hex[:12]
    folder.mkdir(parents=True)
    target = folder / (PurePath(file.name.replace("\\", "/")).name.lstrip(".") or "upload")
    with target.open("wb") as sink:
        shutil.copyfileobj(file, sink)
    if target.suffix.lower() != ".zip":
        return target
    try:
        return unpack_archive(target, folder / "content")
    finally:
        target.unlink()


def take_content(file: UploadedFile) -> bytes:
    """The bytes of an upload. The server holds it no longer, and nothing is written to disk."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    return file.getvalue()


def _forget_old() -> None:
    root = user_folder() / "uploads"
    for folder in root.iterdir() if root.is_dir() else []:
        with suppress(FileNotFoundError):  # another session may be at it too
            if time.time() - folder.stat().st_mtime > _KEPT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
