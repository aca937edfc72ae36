"""One file from the hub into the cache: resumed where it was interrupted, checked, fetched by one process at a time.

huggingface_hub's own call keeps nothing of an interrupted file and checks only its size. So the content is received
and checked here, under its lock, and it is left to make the entry in its cache.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from simlab.encoders.weights.cache import partial_file, size_so_far
from simlab.encoders.weights.hub import RemoteFile, explained
from simlab.encoders.weights.transfer import receive
from simlab.errors import WeightsError
from simlab.progress import Progress, size_text

_CHUNK = 4 * 2**20
_WAIT_SECONDS = 0.5


def download(remote: RemoteFile, progress: Progress) -> Path:
    """The path of the file in the cache once it is there.

    Raises:
        WeightsError: it cannot be fetched, there is no room for it, or its content is not what the hub announced.
        JobCancelled: the user asked to stop; what has come is kept.
    """
    partial = partial_file(str(remote.file.repo), remote.etag)
    try:
        return _into_cache(remote, partial, progress)
    except OSError as error:
        raise WeightsError(
            f"{remote.name} of {remote.file.repo} could not be written under {partial.parents[1]} ({error}). Look at "
            "the room on the disk and at permissions, or set HF_HOME to another folder; what has come is kept."
        ) from None


def _into_cache(remote: RemoteFile, partial: Path, progress: Progress) -> Path:
    from huggingface_hub import hf_hub_download

    blob = partial.with_name(remote.etag)
    blob.parent.mkdir(parents=True, exist_ok=True)
    with _only_one(remote, partial, progress):
        if not blob.exists():
            _require_room(remote, partial)
            receive(remote, partial, progress)
            _require_content(remote, partial, progress)
            partial.replace(blob)
    with explained(remote.file):
        return Path(hf_hub_download(str(remote.file.repo), remote.name, revision=remote.file.revision))


@contextmanager
def _only_one(remote: RemoteFile, partial: Path, progress: Progress) -> Iterator[None]:
    """Holds huggingface_hub's lock for this file; shows how it comes while another process holds it."""
    from filelock import Timeout
    from huggingface_hub.utils import WeakFileLock  # type: ignore[attr-defined]  # it is loaded lazily

    repository = partial.parents[1]
    lock = repository.parent / ".locks" / repository.name / f"{remote.etag}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    seen: int | None = None
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(WeakFileLock(lock, timeout=_WAIT_SECONDS))
                break
            except Timeout:
                if seen is None:
                    progress.stage(f"waiting for another process that fetches {remote.name}", remote.n_bytes, "bytes")
                come = size_so_far(partial)
                progress.advance(max(come - (seen or 0), 0))
                seen = come
        yield


def _require_room(remote: RemoteFile, partial: Path) -> None:
    missing = (remote.n_bytes or 0) - size_so_far(partial)
    free = shutil.disk_usage(partial.parent).free
    if missing > free:
        raise WeightsError(
            f"{remote.name} of {remote.file.repo} needs {size_text(missing)} more, and {partial.parent} has "
            f"{size_text(free)} free. Make room there, or set HF_HOME to a folder on another disk."
        )


def _require_content(remote: RemoteFile, partial: Path, progress: Progress) -> None:
    found = _digest(partial, remote, progress)
    if found == remote.etag:
        return
    partial.unlink()
    raise WeightsError(
        f"{remote.name} of {remote.file.repo} is not what the hub announced: its checksum should be "
        f"{remote.etag[:12]}… and is {found[:12]}…. What had come was deleted; fetch it again. If that ends alike, the "
        f"hub or a proxy before it changes the file."
    )


def _digest(path: Path, remote: RemoteFile, progress: Progress) -> str:
    """SHA-256 of a file, or the SHA-1 that git gives it, whichever the hub announced."""
    size = path.stat().st_size
    if len(remote.etag) == hashlib.sha256().digest_size * 2:
        digest = hashlib.sha256()
    else:
        digest = hashlib.sha1(f"blob {size}\0".encode(), usedforsecurity=False)
    progress.stage(f"checking {remote.name}", size, "bytes")
    with path.open("rb") as content:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            progress.advance(len(chunk))
    return digest.hexdigest()
