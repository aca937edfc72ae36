"""Pictures that are dropped in: what is taken, what is refused and why, and what becomes of the question."""

from collections.abc import Callable

import numpy as np
import pytest

from simlab.dashboard.compare.live.tray import MOST_PICTURES, Tray
from simlab.images import decode_rgb
from tests.dashboard.compare.live.bare_png import bare_png

Outside = Callable[[int], tuple[str, bytes]]


def tray_of(outside: Outside, *numbers: int) -> Tray:
    return Tray().with_files([outside(number) for number in numbers])


def names(tray: Tray) -> list[str]:
    return [picture.name for picture in tray.pictures]


def test_the_first_is_the_reference(outside: Outside) -> None:
    tray = tray_of(outside, 0, 1, 2)
    assert (names(tray), tray.refused, tray.complete) == (["mine-0.png", "mine-1.png", "mine-2.png"], (), True)
    assert {picture.size for picture in tray.pictures} == {(48, 40)}
    assert not tray_of(outside, 0, 1).complete
    query = tray.query()
    assert query.reference.name == "mine-0.png"
    assert [candidate.name for candidate in query.candidates] == ["mine-1.png", "mine-2.png"]
    assert query.rows is None
    shown = np.asarray(query.reference.image)
    np.testing.assert_array_equal(shown, np.asarray(decode_rgb(outside(0)[1])))


def test_another_can_be_the_reference_and_any_can_go(outside: Outside) -> None:
    tray = tray_of(outside, 0, 1, 2)
    turned = tray.with_reference(2)
    assert names(turned) == ["mine-2.png", "mine-0.png", "mine-1.png"]
    assert turned.key != tray.key
    assert turned.with_reference(1).with_reference(2).with_reference(1).key == tray.key
    assert names(tray.without(0)) == ["mine-1.png", "mine-2.png"]
    twice = Tray().with_files([outside(0), outside(0), outside(1)])
    assert names(twice.with_reference(1)) == ["mine-0.png", "mine-0.png", "mine-1.png"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("letter.jpg", b"Dear all,\n", "letter.jpg is not an image that can be read"),
        ("huge.png", bare_png(10_000, 6_000), "huge.png has 10,000 × 6,000 pixels; at most 50 megapixels"),
        ("bomb.png", bare_png(50_000, 50_000), "bomb.png claims many times more pixels"),
        ("cut.png", bare_png(30, 30), "cut.png is damaged or truncated"),
        ("empty.jpg", b"", "empty.jpg is not an image that can be read"),
    ],
)
def test_what_cannot_be_read_is_named_and_leaves_nothing(
    outside: Outside, name: str, content: bytes, said: str
) -> None:
    tray = Tray().with_files([outside(0), (name, content), outside(1)])
    assert names(tray) == ["mine-0.png", "mine-1.png"]
    (message,) = tray.refused
    assert message.startswith(said)
    assert tray.with_files([outside(2)]).refused == ()


def test_there_is_an_end_to_it(outside: Outside) -> None:
    tray = tray_of(outside, *range(MOST_PICTURES + 1))
    assert len(tray.pictures) == MOST_PICTURES
    assert tray.refused == (
        "mine-9.png is one too many: a question has 9 pictures at most, the reference included. Remove one first.",
    )
