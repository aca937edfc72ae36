"""Bytes from the hub into a file, from where an earlier attempt stopped."""

import time
from pathlib import Path
from typing import BinaryIO

from simlab.encoders.weights.hub import RemoteFile, explained
from simlab.progress import Progress, size_text

_CHUNK = 2**20
_ATTEMPTS = 5
"""In a row, without a single byte."""
_SECONDS_BETWEEN = 1.0


def receive(remote: RemoteFile, partial: Path, progress: Progress) -> None:
    """Append to `partial` what it lacks of the file; the steps of the stage are bytes.

    A connection that breaks is taken up again from where it broke.

    Raises:
        WeightsError: the hub cannot be reached, refuses, or breaks off again and again.
        OSError: the disk takes no more.
        JobCancelled: the user asked to stop.
    """
    from huggingface_hub.errors import HfHubHTTPError, HTTPError  # type: ignore[attr-defined]  # see `explained`

    if remote.n_bytes is not None and partial.exists() and partial.stat().st_size > remote.n_bytes:
        partial.unlink()
    failures = 0
    with explained(remote.file), partial.open("ab") as target:
        _announce(remote, target.tell(), progress)
        while target.tell() != remote.n_bytes:
            before = target.tell()
            try:
                _append(remote, target, progress)
                return
            except HfHubHTTPError:
                raise
            except HTTPError:
                failures = 1 if target.tell() > before else failures + 1
                if failures == _ATTEMPTS:
                    raise
                progress.log(f"The connection broke after {size_text(target.tell())} of {remote.name}; trying again.")
                time.sleep(_SECONDS_BETWEEN)
                progress.advance(0)


def _append(remote: RemoteFile, target: BinaryIO, progress: Progress) -> None:
    from huggingface_hub import constants, get_session
    from huggingface_hub.utils import build_hf_headers, hf_raise_for_status  # type: ignore[attr-defined]  # lazy

    have = target.tell()
    headers = {**build_hf_headers(), "Accept-Encoding": "identity", **({"Range": f"bytes={have}-"} if have else {})}
    timeout = constants.HF_HUB_DOWNLOAD_TIMEOUT
    with get_session().stream("GET", remote.url, headers=headers, timeout=timeout) as response:
        hf_raise_for_status(response)
        if have and response.status_code != 206:
            # It sends all of the file, whatever was asked for.
            target.seek(0)
            target.truncate()
            _announce(remote, 0, progress)
        for chunk in response.iter_bytes(_CHUNK):
            target.write(chunk)
            progress.advance(len(chunk))


def _announce(remote: RemoteFile, have: int, progress: Progress) -> None:
    size = f" ({size_text(remote.n_bytes)})" if remote.n_bytes else ""
    kept = f", {size_text(have)} of it are here" if have else ""
    missing = None if remote.n_bytes is None else remote.n_bytes - have
    progress.stage(f"fetching {remote.name}{size} of {remote.file.repo}{kept}", missing, "bytes")
