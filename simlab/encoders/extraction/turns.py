"""One extraction of a model at a time: processes take turns."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import filelock

from simlab.encoders.extraction.unfinished import work_folder
from simlab.progress import Progress
from simlab.workspace import Workspace

_SECONDS_BETWEEN_LOOKS = 0.5


@contextmanager
def taking_turns(workspace: Workspace, models: Sequence[str], progress: Progress) -> Iterator[None]:
    """Wait until nobody else extracts vectors for any of these models, and let nobody do so within the block.

    Raises:
        JobCancelled: the user asked to stop while others had their turn.
    """
    with ExitStack() as held:
        for model in sorted(models):  # in one order, so that no two processes wait for each other
            folder = work_folder(workspace, model)
            folder.parent.mkdir(parents=True, exist_ok=True)
            held.enter_context(_lock(filelock.FileLock(folder.with_name(f".{model}.lock")), model, progress))
        yield


@contextmanager
def _lock(lock: filelock.FileLock, model: str, progress: Progress) -> Iterator[None]:
    told = False
    while not lock.is_locked:
        try:
            lock.acquire(timeout=_SECONDS_BETWEEN_LOOKS)
        except filelock.Timeout:
            if not told:
                progress.log(f"{model}: waiting for another process, which embeds it now")
            told = True
            progress.advance(0)
    try:
        yield
    finally:
        lock.release()
