"""The even-odd rule with the border inside, one point at a time in rational numbers: slow, and never rounded.

Coordinates may be integers, floats or fractions; each is taken for exactly the number that it is.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cmp_to_key

Number = int | float | Fraction
Point = tuple[Number, Number]
Exact = tuple[Fraction, Fraction]


def inside(polygon: Sequence[Point], point: Point) -> bool:
    """Whether a point lies in the odd area of a closed outline, or on the border of that area."""
    corners, place = [_exact(corner) for corner in polygon], _exact(point)
    ahead = _directions(corners, place)
    if not ahead:
        return _odd(corners, place, (Fraction(0), Fraction(0)))
    return any(_odd(corners, place, between) for between in _between(ahead))


def on_outline(polygon: Sequence[Point], point: Point) -> bool:
    """Whether a point lies on an edge, be there area beside it or not."""
    return clearance(polygon, point) == 0


def clearance(polygon: Sequence[Point], point: Point) -> Fraction:
    """Square of the distance from a point to the outline."""
    place = _exact(point)
    return min(_squared_distance(start, end, place) for start, end in _edges([_exact(corner) for corner in polygon]))


def self_crosses(polygon: Sequence[Point]) -> bool:
    """Whether two edges cross at a point that is an end of neither; such a point may not be a float."""
    edges = list(_edges([_exact(corner) for corner in polygon]))
    return any(
        _turn(p, q, r) * _turn(p, q, s) < 0 and _turn(r, s, p) * _turn(r, s, q) < 0
        for number, (p, q) in enumerate(edges)
        for r, s in edges[:number]
    )


def _exact(point: Point) -> Exact:
    return Fraction(point[0]), Fraction(point[1])


def _edges(corners: Sequence[Exact]) -> Iterator[tuple[Exact, Exact]]:
    return zip(corners, (*corners[1:], corners[0]), strict=True)


def _turn(p: Exact, q: Exact, r: Exact) -> Fraction:
    """Positive where p, q, r turn left."""
    return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])


def _odd(corners: Sequence[Exact], place: Exact, step: Exact) -> bool:
    """Whether a ray to the right crosses an odd number of edges, from a point that is on none.

    The point is place + ε · step with ε above 0 and smaller than anything else: numbers are pairs (a, b) for a + b · ε,
    and pairs compare by their first parts, then by their second.
    """
    crossings = 0
    for start, end in _edges(corners):
        height = place[1], step[1]
        if ((start[1], 0) > height) != ((end[1], 0) > height):
            slope = (end[0] - start[0]) / (end[1] - start[1])
            right = start[0] + (place[1] - start[1]) * slope, step[1] * slope
            crossings += (place[0], step[0]) < right
    return crossings % 2 == 1


def _directions(corners: Sequence[Exact], place: Exact) -> list[Exact]:
    """Where the edges through a point lead, away from it, each direction once, counter-clockwise."""
    found = [
        (corner[0] - place[0], corner[1] - place[1])
        for start, end in _edges(corners)
        if _squared_distance(start, end, place) == 0
        for corner in (start, end)
        if corner != place
    ]
    found.sort(key=cmp_to_key(_angle_order))
    return [one for number, one in enumerate(found) if number == 0 or _angle_order(found[number - 1], one)]


def _angle_order(one: Exact, other: Exact) -> int:
    """Below, at or above 0 as the angle of `one` is smaller than, equal to or greater than that of `other`."""
    origin = Fraction(0), Fraction(0)
    lower, other_lower = (y < 0 or (y == 0 and x < 0) for x, y in (one, other))
    if lower != other_lower:
        return 1 if lower else -1
    turn = _turn(origin, one, other)
    return (turn < 0) - (turn > 0)


def _between(directions: Sequence[Exact]) -> Iterator[Exact]:
    """A direction in each sector between neighbours."""
    for (x1, y1), (x2, y2) in _edges(directions):
        turn = x1 * y2 - y1 * x2
        if (x1, y1) == (x2, y2):  # the only one there is
            yield -x1, -y1
        elif turn == 0:  # half a turn
            yield -y1, x1
        else:
            yield (x1 + x2, y1 + y2) if turn > 0 else (-x1 - x2, -y1 - y2)


def _squared_distance(start: Exact, end: Exact, place: Exact) -> Fraction:
    along = end[0] - start[0], end[1] - start[1]
    to = place[0] - start[0], place[1] - start[1]
    length = along[0] ** 2 + along[1] ** 2
    share = (
        min(max((to[0] * along[0] + to[1] * along[1]) / length, Fraction(0)), Fraction(1)) if length else Fraction(0)
    )
    return (to[0] - share * along[0]) ** 2 + (to[1] - share * along[1]) ** 2
