"""What really goes over the wire between a browser and a server: a relay on this machine that counts."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class CountingProxy:
    """A relay in front of a server of this machine; use it in a `with`.

    Args:
        url: of the server.

    Attributes:
        url: of the relay.
        count: bytes in both directions since the last `clear`, of all connections.
    """

    def __init__(self, url: str) -> None:
        self._server = (str(urlsplit(url).hostname), urlsplit(url).port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.count = 0

    def __enter__(self) -> "CountingProxy":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def clear(self) -> None:
        """Count from 0 again."""
        with self._lock:
            self.count = 0

    def _accept(self) -> None:
        with suppress(OSError):  # the listener is closed at the end
            while True:
                browser, _ = self._listener.accept()
                server = socket.create_connection(self._server)
                for one in (browser, server):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for source, target in ((browser, server), (server, browser)):
                    threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while content := source.recv(65_536):
                with self._lock:
                    self.count += len(content)
                target.sendall(content)
            target.shutdown(socket.SHUT_WR)
