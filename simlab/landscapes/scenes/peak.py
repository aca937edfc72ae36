"""A peak: a dome or a horn with a sunlit and a shaded face, spurs and snow."""

import numpy as np

from simlab.landscapes.atmosphere import distant, snow, subject
from simlab.landscapes.landscape import Landscape
from simlab.landscapes.painting import Brush, Point, lighter, mix

STEPS = 15  # points along a flank, and numbers in 0…1 that a peak takes
# The lower edge of the snow, from the flank to the spine: lower where positive.
_TORN = np.array([0.2, -0.5, 0.9, -0.7, 0.4, -1.0, 1.0, -0.3, 0.6])
# How far the spine between light and shade swings to the right, on its way down.
_SWING = np.array([0, 0.6, -0.3, 1.0, 0.3, 1.1, -0.5, 0.4, 0.9, -0.2, 1.2, 0.5, 0.8, 0.1, 0.6])


def peak(
    brush: Brush, scene: Landscape, chance: np.ndarray, foot: Point, height: float, highest: float, distance: float
) -> None:
    """One peak over a foot (x, y): its sunlit left face, its shaded right face, spurs on both, and the snow, which
    reaches down to the same level on all peaks of a picture whose highest is `highest`."""
    x, y = foot
    rough, jitter = scene.roughness, chance - 0.5
    t = np.linspace(0, 1, STEPS)
    dome, horn = 0.5 + 0.5 * np.cos(np.pi * t), (1 - t) ** 1.2
    wide = (1.25 - 0.5 * rough) * height + 0.05
    jag = rough * np.sin(np.pi * t) ** 0.5
    drop = y - height * ((1 - rough) * dome + rough * horn)
    left = np.stack([x - wide * t, drop - 0.16 * height * jag * jitter], axis=1)
    right = np.stack([x + wide * t, drop - 0.16 * height * jag * jitter[::-1]], axis=1)
    swing = (0.10 + 0.17 * rough * _SWING) * np.minimum(1, 3 * t)
    spine = np.stack([x + wide * (0.5 * t * jitter[3] + swing), drop], axis=1)
    spine[0] = left[0] = right[0] = (x, y - height)

    stone = mix((0.46, 0.45, 0.47), subject(scene, 0.75, 0.62), 0.85)
    level = float(np.interp(scene.season, [0, 0.2, 0.33, 0.66, 1], [1.0, 0.75, 0.52, 0.14, 0.36]))
    reach = float(np.clip(1 - (1 - level) * highest / height, 0, 1))
    for flank, light, white in ((left, 1.18, 1.0), (right, 0.62, 0.80)):
        rock = distant(lighter(stone, light), scene, distance)
        brush.polygon(_points(np.concatenate([flank, spine[::-1]])), rock)
        spur = distant(lighter(stone, 1.0 if light > 1 else 0.78), scene, distance)
        for start in (3, 6, 9):
            low = start + 5
            head = flank[start] + (0.35 + 0.3 * jitter[start]) * (spine[start] - flank[start])
            base = [flank[low] + share * (spine[low] - flank[low]) for share in (0.3, 0.62)]
            brush.polygon(_points(np.stack([head, *base])), spur)
        if reach > 0.08:
            cap = distant(lighter(snow(), white), scene, distance)
            brush.polygon(_cap(t, flank, spine, reach, rough), mix(cap, (0.55, 0.66, 0.86), 0.0 if light > 1 else 0.35))


def _cap(t: np.ndarray, flank: np.ndarray, spine: np.ndarray, reach: float, rough: float) -> list[Point]:
    """The face between a flank and the spine down to `reach` of its way, with a torn lower edge."""
    lower = reach * (1 + (0.12 + 0.3 * rough) * _TORN * (reach < 1))
    shares = np.linspace(0, 1, len(_TORN))[:, None]
    edge = (1 - shares) * _along(flank, t, lower) + shares * _along(spine, t, lower)
    upper = t[t < reach]
    return _points(np.concatenate([_along(flank, t, upper), edge, _along(spine, t, upper[::-1])]))


def _along(line: np.ndarray, t: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Points [n, 2] on a line [len(t), 2] at parameters `where`."""
    return np.stack([np.interp(where, t, line[:, 0]), np.interp(where, t, line[:, 1])], axis=1)


def _points(line: np.ndarray) -> list[Point]:
    """A line [n, 2] as a brush wants it."""
    return [(x, y) for x, y in line.tolist()]
