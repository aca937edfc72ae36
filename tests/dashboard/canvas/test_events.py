"""Events: what is one, and that each reaches the page once."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlab.dashboard.canvas import CanvasEvent, parse_event
from simlab.dashboard.component.inbox import inbox_of, take

LASSO = {
    "seq": 3,
    "nonce": "1-2",
    "session": "",
    "kind": "region",
    "panel": 0,
    "points": [[0, 0], [1, 0.5], [0, 1]],
    "reference": None,
    "tool": "lasso",
}
CLICK = {**LASSO, "kind": "click", "points": [[0.5, 0.5]], "reference": 460, "tool": None}


def test_a_lasso_is_read():
    expected = CanvasEvent(3, "1-2", "", "region", 0, ((0.0, 0.0), (1.0, 0.5), (0.0, 1.0)), None, "lasso")
    assert parse_event(LASSO) == expected


def test_a_click_and_a_clear_are_read():
    click = parse_event(CLICK)
    assert click is not None
    assert (click.kind, click.reference) == ("click", 460)
    clear = parse_event({"seq": 1, "nonce": "n", "kind": "clear", "panel": None, "points": []})
    assert clear is not None
    assert (clear.panel, clear.points, clear.tool) == (None, (), None)


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 0}, {"seq": True}, {"seq": 1.5}, {"seq": math.inf}, {"seq": 10**400}, {"seq": None},
        {"nonce": ""}, {"nonce": 7}, {"nonce": "n" * 100}, {"session": 5},
        {"kind": "delete"}, {"kind": []}, {"panel": -1}, {"panel": None}, {"tool": "pen"}, {"tool": {}},
        {"points": [[0, 0], [1, 1]]}, {"points": [[0, 0], [1, 1], [0, 0]]}, {"points": [[0, 0], [1, 1], [0, math.nan]]},
        {"points": [[0, 0], [1, 1], [0, -math.inf]]}, {"points": [[0, 0], [1, 1], [0]]}, {"points": "abc"},
        {"points": [[0, 0], [1, 1], [0, True]]}, {"points": [[0, 0], [1, 1], [0, 10**400]]},
        {"points": [[i, i * i] for i in range(2_001)]}, {"points": None}, {"points": [[0, 0], [1, 1], [0, 1.1e100]]},
        {"mode": "flip"}, {"mode": None}, {"mode": []},
    ],
)  # fmt: skip
def test_a_payload_with_one_wrong_entry_is_no_event(changes):
    assert parse_event({**LASSO, **changes}) is None


@pytest.mark.parametrize("changes", [{"reference": None}, {"reference": -1}, {"points": []}, {"reference": "460"}])
def test_a_click_without_its_reference_is_no_event(changes):
    assert parse_event({**CLICK, **changes}) is None


ABOUT = {"seq": 1, "nonce": "n", "panel": None, "points": [], "region": "r" * 80}


@pytest.mark.parametrize(
    "kind", ["choose-region", "delete-region", "duplicate-region", "accept-suggestion", "dismiss-suggestion"]
)
def test_what_happens_to_an_outline_names_it(kind):
    event = parse_event({**ABOUT, "kind": kind})
    assert event is not None
    assert (event.kind, event.region, event.panel, event.points) == (kind, "r" * 80, None, ())
    assert parse_event({**ABOUT, "kind": kind, "region": "r" * 81}) is None
    assert parse_event({**ABOUT, "kind": kind, "region": 7}) is None
    assert (parse_event({**ABOUT, "kind": kind, "region": None}) is not None) == (kind == "choose-region")


@pytest.mark.parametrize("mode", ["replace", "add", "subtract"])
def test_strokes_and_clicks_add_and_take_away(mode):
    for payload in ({**LASSO, "kind": "select", "mode": mode}, {**CLICK, "mode": mode}):
        event = parse_event(payload)
        assert event is not None
        assert event.mode == mode
    region = parse_event({**LASSO, "mode": mode})
    assert region is not None
    assert region.mode == "replace", "a region is one outline"


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=3)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner)
)
payloads = anything | st.fixed_dictionaries(
    {},
    optional={
        "seq": st.integers(1, 9) | anything,
        "nonce": st.just("n") | anything,
        "session": anything,
        "kind": st.sampled_from(["region", "select", "click", "clear"]) | anything,
        "panel": st.integers(0, 9) | anything,
        "points": st.lists(st.tuples(st.floats(), st.floats())) | anything,
        "reference": st.integers(0, 9) | anything,
        "tool": st.sampled_from(["lasso", "box"]) | anything,
    },
)


@given(payloads)
def test_reading_never_raises_and_what_is_read_is_sound(payload):
    event = parse_event(payload)
    if event is not None:
        assert event.seq >= 1
        assert all(math.isfinite(number) for point in event.points for number in point)
        assert (event.reference is not None) == (event.kind == "click")
        assert event.kind not in ("region", "select") or len(event.points) >= 3


def post(state, **changes):
    state["map"] = {"event": {**LASSO, **changes}}


def test_an_event_is_taken_once_over_reruns():
    state = {}
    post(state)
    assert take(state, "map", parse_event) is not None
    assert take(state, "map", parse_event) is None
    post(state, seq=4)
    assert take(state, "map", parse_event) is not None
    assert inbox_of(state, "map").acknowledgement == {
        "session": inbox_of(state, "map").session,
        "nonce": "1-2",
        "seq": 4,
    }


def test_an_older_event_of_the_same_mount_is_not_taken_again():
    state = {}
    post(state, seq=4)
    take(state, "map", parse_event)
    post(state, seq=3)
    assert take(state, "map", parse_event) is None


def test_a_remount_counts_from_one_again():
    state = {}
    post(state, seq=9)
    take(state, "map", parse_event)
    post(state, seq=1, nonce="another")
    event = take(state, "map", parse_event)
    assert event is not None
    assert event.seq == 1


def test_an_event_meant_for_a_session_before_a_restart_is_not_taken():
    before = {}
    token = inbox_of(before, "map").session
    after = {}
    post(after, session=token)
    assert take(after, "map", parse_event) is None
    post(after, session=inbox_of(after, "map").session)
    assert take(after, "map", parse_event) is not None


def test_an_event_that_cannot_be_read_is_acknowledged_so_that_it_does_not_hold_back_the_next():
    state = {}
    post(state, seq=5, points="nonsense")
    assert take(state, "map", parse_event) is None
    assert inbox_of(state, "map").acknowledgement["seq"] == 5


def test_two_canvases_of_a_session_do_not_acknowledge_for_each_other():
    state = {"map": {"event": LASSO}, "explore": {"event": LASSO}}
    assert take(state, "map", parse_event) is not None
    assert take(state, "explore", parse_event) is not None


@pytest.mark.parametrize("value", [None, 3, "event", [], {}, {"event": 7}, object()])
def test_a_strange_component_value_is_no_event(value):
    assert take({"map": value}, "map", parse_event) is None
