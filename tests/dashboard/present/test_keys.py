"""What pressed keys mean, and where they lead."""

import pytest

from simlab.dashboard.present.keys import KINDS, parse_key, place_after


@pytest.mark.parametrize(
    ("kind", "number", "wanted"),
    [("next", 0, 1), ("next", 4, 4), ("back", 3, 2), ("back", 0, 0), ("first", 3, 0), ("last", 1, 4), (None, 2, 2)],
)
def test_a_key_leads_to_a_step_that_there_is(kind: str | None, number: int, wanted: int) -> None:
    assert place_after(kind, number, 5) == wanted


def test_only_known_keys_are_read() -> None:
    assert [parse_key({"kind": kind, "seq": 1}) for kind in KINDS] == list(KINDS)
    for payload in (None, 7, "next", [], {}, {"kind": None}, {"kind": ["next"]}, {"kind": "delete"}):
        assert parse_key(payload) is None
