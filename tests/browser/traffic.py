"""What goes over the page's websocket, by direction and by element."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Traffic:
    """Frames since the last `clear`; make it before the page is opened.

    Attributes:
        sent: bytes from the browser, a number a frame.
        received: bytes to the browser, a number a frame.
        elements: bytes received by kind of message, elements by their type and place.
    """

    def __init__(self, page: "Page") -> None:
        self.clear()
        page.on("websocket", self._listen)

    def clear(self) -> None:
        """Forget what was seen."""
        self.sent: list[int] = []
        self.received: list[int] = []
        self.elements: Counter[str] = Counter()

    @property
    def total(self) -> int:
        """Bytes in both directions."""
        return sum(self.sent) + sum(self.received)

    def _listen(self, socket: Any) -> None:
        socket.on("framesent", lambda frame: self.sent.append(len(frame)))
        socket.on("framereceived", self._receive)

    def _receive(self, frame: str | bytes) -> None:
        content = frame.encode() if isinstance(frame, str) else frame
        self.received.append(len(content))
        message = ForwardMsg.FromString(content)
        kind = message.WhichOneof("type") or "?"
        if kind == "delta":
            delta = message.delta
            path = ".".join(map(str, message.metadata.delta_path))
            what = delta.WhichOneof("type")
            inner = getattr(delta, str(what))
            name = inner.WhichOneof("type") if what in ("new_element", "add_block") else what
            kind = f"{name} at {path}"
        self.elements[kind] += len(content)
