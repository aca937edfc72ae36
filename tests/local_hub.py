"""A hub on 127.0.0.1 that answers as huggingface.co does, with its faults on demand.

    with LocalHub() as hub:
        hub.put("timm/vit_small_patch16_224.dino", "model.safetensors", random_weights("DINO", tmp_path, seed=0))
        subprocess.run(…, env={**os.environ, **hub.environment(tmp_path / "hub")})   # in a process of its own, or
        hub.use(monkeypatch, tmp_path / "hub")                                        # in this one

huggingface_hub reads its variables once, on import; `use` also changes what it has read.
"""

import hashlib
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import unquote

import pytest

COMMIT = "0123456789abcdef0123456789abcdef01234567"
_CHUNK = 2**16


@dataclass
class Fault:
    """What goes wrong with a file.

    Attributes:
        status: the hub answers with it instead: 404 as for a file it has not, 403 as for a gated repository.
        bytes_per_second: the content comes this slowly.
        cut_at: the connection breaks after this byte of the file.
        cuts: how often it breaks there.
        silent: after `cut_at` nothing more comes, but the connection stays.
        whole: all of the content comes, whichever range was asked for.
        wrong: the content differs in one bit from what was announced.
    """

    status: int | None = None
    bytes_per_second: float | None = None
    cut_at: int | None = None
    cuts: int = 1_000_000
    silent: bool = False
    whole: bool = False
    wrong: bool = False


@dataclass
class _File:
    content: Path | bytes
    fault: Fault
    sha256: str = field(init=False)
    size: int = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256()
        for _, chunk in self.chunks(0):
            digest.update(chunk)
        self.sha256 = digest.hexdigest()
        self.size = len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size

    def chunks(self, start: int):
        """Pairs of place and bytes from `start` on."""
        if isinstance(self.content, bytes):
            for place in range(start, len(self.content), _CHUNK):
                yield place, self.content[place : place + _CHUNK]
            return
        with self.content.open("rb") as stream:
            stream.seek(start)
            while chunk := stream.read(_CHUNK):
                yield stream.tell() - len(chunk), chunk


class LocalHub:
    """Serves files as `/OWNER/NAME/resolve/REVISION/FILE` until it is closed.

    Attributes:
        requests: "GET owner/name/file 0-" of all that was asked, in order; the number is where the range began.
        bytes_sent: of contents.
        tokens: what the hub, and the storage it refers to under another name of this machine, were told as a token.
    """

    def __init__(self) -> None:
        self.files: dict[str, _File] = {}
        self.requests: list[str] = []
        self.bytes_sent = 0
        self.tokens: dict[str, set[str | None]] = {"hub": set(), "storage": set()}
        self.closing = threading.Event()
        hub = self

        class Handler(_Handler):
            pass

        Handler.hub = hub
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def endpoint(self) -> str:
        """For HF_ENDPOINT."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def storage(self) -> str:
        """Another host, for a browser or a client: the hub itself keeps no large files."""
        return self.endpoint.replace("127.0.0.1", "localhost")

    def put(self, repo: str, filename: str, content: bytes | Path, fault: Fault | None = None) -> None:
        """Serve a file, or another one under the same name."""
        self.files[f"{repo}/{filename}"] = _File(content, fault or Fault())

    def environment(self, folder: Path) -> dict[str, str]:
        """The variables under which another process asks this hub, with an empty cache in `folder`."""
        return {
            "HF_ENDPOINT": self.endpoint,
            "HF_HOME": str(folder),
            "HF_HUB_CACHE": str(folder / "hub"),
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_OFFLINE": "0",
            "HF_HUB_ETAG_TIMEOUT": "5",
            "HF_HUB_DOWNLOAD_TIMEOUT": "2",
            "NO_PROXY": "127.0.0.1,localhost",
        }

    def use(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        """Make this process, and those it starts, ask this hub, with an empty cache in `folder`."""
        for name, value in self.environment(folder).items():
            monkeypatch.setenv(name, value)
        from huggingface_hub import constants

        monkeypatch.setattr(constants, "ENDPOINT", self.endpoint)
        template = self.endpoint + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder / "hub"))
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "HF_HUB_DOWNLOAD_TIMEOUT", 2)

    def close(self) -> None:
        """Stop serving."""
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Handler(BaseHTTPRequestHandler):
    hub: LocalHub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(with_content=False)

    def do_GET(self) -> None:
        self._answer(with_content=True)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""

    def _answer(self, with_content: bool) -> None:
        asked = unquote(self.path.partition("?")[0])
        start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").split("-")[0])
        if asked.startswith("/storage/"):
            self.hub.tokens["storage"].add(self.headers.get("Authorization"))
            return self._content(self.hub.files[asked.removeprefix("/storage/")], start, with_content)
        parts = re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", asked)
        if parts is None:
            return self._refuse(404, "")
        repo, revision, name = parts.groups()
        self.hub.requests.append(f"{self.command} {repo}/{name} {start}-")
        self.hub.tokens["hub"].add(self.headers.get("Authorization"))
        file = self.hub.files.get(f"{repo}/{name}")
        if not any(known.startswith(f"{repo}/") for known in self.hub.files):
            return self._refuse(401, "RepoNotFound")
        if revision not in ("main", COMMIT):
            return self._refuse(404, "RevisionNotFound")
        if file is None:
            return self._refuse(404, "EntryNotFound")
        if file.fault.status is not None:
            return self._refuse(file.fault.status, {403: "GatedRepo", 404: "EntryNotFound"}.get(file.fault.status, ""))
        self.send_response(302)
        self.send_header("Location", f"{self.hub.storage}/storage/{repo}/{name}")
        self.send_header("X-Linked-ETag", f'"{file.sha256}"')
        self.send_header("X-Linked-Size", str(file.size))
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def _content(self, file: _File, start: int, with_content: bool) -> None:
        if file.fault.whole:
            start = 0
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{file.size - 1}/{file.size}")
        self.send_header("Content-Length", str(file.size - start))
        self.end_headers()
        if with_content:
            with suppress(ConnectionError):
                self._send(file, start)

    def _refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        if code:
            self.send_header("X-Error-Code", code)
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, file: _File, start: int) -> None:
        fault = file.fault
        stop = file.size
        if fault.cut_at is not None and fault.cuts > 0:
            stop = max(fault.cut_at, start)
            fault.cuts -= 1
        for place, chunk in file.chunks(start):
            if fault.wrong and place == start:
                chunk = bytes([chunk[0] ^ 1]) + chunk[1:]
            part = chunk[: max(stop - place, 0)]
            self.wfile.write(part)
            self.hub.bytes_sent += len(part)
            if fault.bytes_per_second is not None:
                time.sleep(len(part) / fault.bytes_per_second)
            if len(part) < len(chunk):
                break
        self.wfile.flush()
        if stop < file.size:
            if fault.silent:
                self.hub.closing.wait(30)
            self.close_connection = True
