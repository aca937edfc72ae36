"""What an edit of the canvas makes of a polygon, against the same told step by step."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlab.dashboard.canvas import CanvasEvent, shaped
from simlab.errors import ConflictError, InputError

SQUARE = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))
EVENT = CanvasEvent(1, "n", "", "move-vertex", 0, ((5.0, 6.0),), None, None, "r", 1, 4)
number = st.floats(-1e6, 1e6)
polygons = st.lists(st.tuples(number, number), min_size=3, max_size=12).map(tuple)


@given(polygons, st.data())
def test_corners_that_the_hand_did_not_touch_stay_as_they_are(polygon, data):
    index = data.draw(st.integers(0, len(polygon) - 1))
    place = data.draw(st.tuples(number, number))
    event = replace(EVENT, points=(place,), index=index, vertices=len(polygon))
    moved, longer = list(polygon), list(polygon)
    moved[index] = place
    longer.insert(index + 1, place)
    assert shaped(polygon, event) == tuple(moved)
    assert shaped(polygon, replace(event, kind="add-vertex")) == tuple(longer)
    shorter = replace(event, kind="remove-vertex", points=())
    if len(polygon) > 3:
        del moved[index]
        assert shaped(polygon, shorter) == tuple(moved)
    else:
        with pytest.raises(InputError, match="at least 3 corners, so none of these 3 can be removed"):
            shaped(polygon, shorter)
    shift = replace(event, kind="move-region", index=None)
    assert shaped(polygon, shift) == tuple((x + place[0], y + place[1]) for x, y in polygon)


def test_a_polygon_that_was_changed_in_the_meantime_is_left_alone():
    with pytest.raises(ConflictError, match="The region has 4 corners, and 5 when it was taken in hand"):
        shaped(SQUARE, replace(EVENT, vertices=5))


def test_other_events_change_no_polygon():
    with pytest.raises(InputError, match="so there is none of number 4"):
        shaped(SQUARE, replace(EVENT, index=4))
    with pytest.raises(InputError, match="An event of kind 'select' changes no polygon"):
        shaped(SQUARE, replace(EVENT, kind="select"))
