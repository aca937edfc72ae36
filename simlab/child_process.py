"""A process that ends when the one that started it does, however that ended."""

import os
import threading
import time

_SECONDS_BETWEEN_LOOKS = 0.5


def end_with_parent(parent: int) -> None:
    """Watch, in the background, that the process `parent` is still this one's parent, and leave at once when not."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        os._exit(1)

    threading.Thread(target=watch, name="end with parent", daemon=True).start()
