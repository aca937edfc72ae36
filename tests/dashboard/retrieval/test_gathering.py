"""Work in the background: what it finds piece by piece, how far it is, stopping, and what goes wrong."""

import threading
from collections.abc import Iterator

import pytest

from simlab.dashboard.retrieval.gathering import Gathering
from simlab.errors import InputError
from simlab.progress import Progress


def test_pieces_come_in_one_by_one() -> None:
    go_on = threading.Semaphore(0)

    def work(progress: Progress) -> Iterator[int]:
        progress.stage("counting", 3)
        for number in range(3):
            go_on.acquire(timeout=30)
            progress.advance()
            yield number

    found = Gathering("key", work)
    assert (found.found, found.working) == ((), True)
    for _ in range(3):
        go_on.release()
    found.wait(30)
    assert (found.found, found.working, found.failure, found.stopped) == ((0, 1, 2), False, "", False)
    assert found.snapshot is not None
    assert (found.snapshot.stage, found.snapshot.counted) == ("counting", "3 of 3")


def test_it_stops_at_its_next_step_and_keeps_what_it_has() -> None:
    asked = threading.Event()

    def work(progress: Progress) -> Iterator[int]:
        progress.stage("waiting", None)
        yield 0
        asked.wait(30)
        progress.advance()
        yield 1

    found = Gathering("key", work)
    while not found.found:
        found.wait(0.01)
    found.stop()
    asked.set()
    found.wait(30)
    assert (found.found, found.stopped, found.failure) == ((0,), True, "")


@pytest.mark.parametrize(
    ("error", "said"), [(InputError("No such row."), "No such row."), (ValueError("oh"), "did not expect")]
)
def test_a_failure_is_told_in_words(error: Exception, said: str) -> None:
    def work(progress: Progress) -> Iterator[int]:
        yield 0
        raise error

    found = Gathering("key", work)
    found.wait(30)
    assert found.found == (0,)
    assert said in found.failure
    assert not found.working
