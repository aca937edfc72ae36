"""Whatever a browser sends: reading never raises, and each event is taken once."""

import json
import math
from dataclasses import asdict
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from simlab.dashboard.canvas import CanvasEvent, parse_event
from simlab.dashboard.canvas.events import VERTEX_LIMIT, EventKind, Mode
from simlab.dashboard.component.inbox import inbox_of, take
from simlab.ensembles.region import FARTHEST, MAX_ID

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**400, -(10**400), 2**53, 2**53 - 1, 1e300, -1e300, math.inf, -math.inf, math.nan, -0.0]),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from([*get_args(EventKind), "\ud800", "\0", "n" * 65]),
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
)
no_number = st.sampled_from([math.inf, -math.inf, math.nan, 10**400, True, "1", None])
number = st.floats(-1e100, 1e100) | st.integers(-(10**20), 10**20)
one_place = st.tuples(number, number).map(list)
events = st.fixed_dictionaries(
    {
        "seq": st.integers(1, 2**53 - 1),
        "nonce": st.text(st.characters(codec="ascii"), min_size=1, max_size=64),
        "session": st.text(max_size=64),
        "kind": st.sampled_from(get_args(EventKind)),
        "panel": st.integers(0, 20),
        "points": st.lists(one_place, min_size=1, max_size=1) | st.lists(one_place, max_size=6),
        "reference": st.none() | st.integers(0, 10**6),
        "tool": st.sampled_from(["lasso", "box", "polygon"]),
        "region": st.text(max_size=8),
        "index": st.integers(0, 5),
        "vertices": st.integers(0, 8),
        "mode": st.sampled_from(get_args(Mode)),
    }
)


def sound(event: CanvasEvent) -> bool:
    """What the pages rely on, whatever the kind."""
    finite = all(type(value) is float and math.isfinite(value) for point in event.points for value in point)
    whole = [event.panel, event.reference]
    return (
        finite
        and all(len(point) == 2 for point in event.points)
        and len(event.points) <= VERTEX_LIMIT
        and type(event.seq) is int
        and 1 <= event.seq < 2**53
        and event.kind in get_args(EventKind)
        and all(value is None or (type(value) is int and value >= 0) for value in whole)
        and all(isinstance(text, str) and len(text) <= 64 for text in (event.nonce, event.session))
        and (event.kind not in ("region", "select") or len(set(event.points)) >= 3)
        and all(abs(value) <= FARTHEST for point in event.points for value in point)
        and (event.reference is not None) == (event.kind == "click")
        and event.mode in get_args(Mode)
        and (event.mode == "replace" or event.kind in ("select", "click"))
        and (event.region is None or 1 <= len(event.region) <= MAX_ID)
        and (
            event.region is not None
            or not event.kind.endswith(("-region", "-suggestion", "-vertex"))
            or event.kind == "choose-region"
        )
    )


@settings(max_examples=150, deadline=None)
@given(events)
def test_an_event_is_read_the_same_from_the_text_that_travels(payload):
    event = parse_event(payload)
    assert event == parse_event(json.loads(json.dumps(payload)))
    if event is not None:
        assert sound(event)
        assert (event.seq, event.nonce, event.session, event.kind) == tuple(
            payload[name] for name in ("seq", "nonce", "session", "kind")
        )
        assert event.points in ((), tuple((float(x), float(y)) for x, y in payload["points"]))
        assert parse_event(json.loads(json.dumps(asdict(event)))) == event


@settings(max_examples=300, deadline=None)
@given(
    events, st.dictionaries(st.sampled_from(list(CanvasEvent.__dataclass_fields__)), anything, min_size=1, max_size=3)
)
def test_an_event_with_strange_entries_is_none_or_a_sound_one(payload, entries):
    event = parse_event({**payload, **entries})
    assert event is None or sound(event)


@settings(max_examples=150, deadline=None)
@given(events, st.integers(0, 5), st.integers(0, 2), no_number | anything)
def test_an_event_with_one_strange_vertex_is_none_or_a_sound_one(payload, place, part, value):
    points = [[0, 0], [1, 0], *map(list, payload["points"])]
    payload["kind"] = "select"  # takes any number of vertices
    if part < 2:
        points[place % len(points)][part] = value
    else:
        points.insert(place, value)
    event = parse_event({**payload, "points": points})
    assert event is None or sound(event)


@settings(max_examples=100, deadline=None)
@given(anything)
def test_what_is_no_event_leaves_nothing_behind(value):
    state = {"map": {"event": value}}
    assert parse_event(value) is None
    assert take(state, "map", parse_event) is None
    assert take({"map": value}, "map", parse_event) is None


posts = st.tuples(st.sampled_from(["here", "there"]), st.integers(1, 6), st.sampled_from(["", "own", "other"]))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(posts, st.booleans()), max_size=25))
def test_every_event_of_a_mount_is_taken_once_and_in_order(sent):
    """Against the rule, told again: of this session or of none, and newer than the last one of the same mount."""
    state: dict = {}
    own = inbox_of(state, "map").session
    mount, last = "", 0
    for (nonce, seq, session), readable in sent:
        payload = {
            "seq": seq,
            "nonce": nonce,
            "session": own if session == "own" else session,
            "kind": "clear" if readable else "nonsense",
        }
        state["map"] = {"event": payload}
        new = session != "other" and (nonce != mount or seq > last)
        event = take(state, "map", parse_event)
        assert (event is not None) == (new and readable)
        assert take(state, "map", parse_event) is None
        if new:
            mount, last = nonce, seq
        assert (inbox_of(state, "map").nonce, inbox_of(state, "map").seq) == (mount, last)
        assert inbox_of(state, "map").session == own
