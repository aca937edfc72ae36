"""Trees of every season: firs where it is rough, round crowns where it is smooth, both where it is neither."""

from collections.abc import Sequence

from simlab.landscapes.atmosphere import distant, foliage, snow, snow_cover
from simlab.landscapes.landscape import Landscape
from simlab.landscapes.painting import Brush, Colour, lighter, mix

CHANCES = 3  # numbers in 0…1 that a tree takes
_FIR: Colour = (0.07, 0.25, 0.17)
_BARK: Colour = (0.33, 0.23, 0.17)
# Clumps of a round crown, back to front: place and radius in units of the crown's half width.
_CLUMPS = ((-0.45, 0.32, 0.55), (0.5, 0.3, 0.52), (0.05, 0.15, 0.72), (-0.42, -0.28, 0.5), (0.4, -0.3, 0.48),
           (-0.02, -0.55, 0.5))  # fmt: skip
# Height below which a tree shows no detail.
_SMALL = 0.16


def tree(
    brush: Brush,
    scene: Landscape,
    chance: Sequence[float],
    x: float,
    y: float,
    height: float,
    distance: float,
    stem: float = 0.2,
) -> None:
    """A tree that stands at (x, y), seen through the air at a `distance` (0…1).

    Args:
        brush: draws it.
        scene: gives season, roughness and air.
        chance: CHANCES numbers in 0…1; the first is the tree's turn to become a fir as roughness grows.
        x: of the foot.
        y: of the foot.
        height: from foot to top.
        distance: as `distant` has it.
        stem: share of the height that is bare trunk.
    """
    bark = distant(mix(lighter(_BARK, 0.8 + 0.6 * chance[2]), snow(), 0.15 * snow_cover(scene)), scene, distance)
    fir = chance[0] < scene.roughness
    half = (0.022 if fir else 0.034) * height
    top = y - height * (stem + 0.3)
    brush.polygon([(x - 1.3 * half, y), (x - 0.7 * half, top), (x + 0.7 * half, top), (x + 1.3 * half, y)], bark)
    if height > _SMALL:
        brush.polygon([(x + 0.3 * half, y), (x + 0.2 * half, top), (x + 0.7 * half, top), (x + 1.3 * half, y)],
                      lighter(bark, 0.7))  # fmt: skip
    tone = 0.82 + 0.36 * chance[1]
    if fir:
        _fir(brush, scene, lighter(mix(_FIR, foliage(scene), 0.55), tone), x, y - stem * height, height, stem, distance)
    else:
        _crown(brush, scene, lighter(foliage(scene), tone), chance, x, y, height, stem, distance)


def _fir(
    brush: Brush, scene: Landscape, green: Colour, x: float, foot: float, height: float, stem: float, distance: float
) -> None:
    """Tiers of drooping branches, light on the left, with snow on them in winter."""
    tiers = 5 if height > _SMALL else 3
    tall, wide = (1 - stem) * height, (0.30 - 0.13 * scene.roughness) * height
    left, right = distant(lighter(green, 1.15), scene, distance), distant(lighter(green, 0.72), scene, distance)
    white = distant(snow(), scene, distance)
    for tier in range(tiers):
        low = tall * tier / tiers
        high = min(tall, low + 1.9 * tall / tiers)
        half = wide * (1 - 0.82 * tier / tiers)
        inner = low + 0.22 * (high - low)
        brush.polygon([(x, foot - high), (x - half, foot - low), (x, foot - inner)], left)
        brush.polygon([(x, foot - high), (x + half, foot - low), (x, foot - inner)], right)
        if snow_cover(scene) > 0.05:
            reach = 0.35 + 0.5 * snow_cover(scene)
            brush.polygon([(x, foot - high), (x - reach * half, foot - high + reach * (high - low)),
                           (x + 0.55 * reach * half, foot - high + 0.8 * reach * (high - low))],
                          white, 0.9 * snow_cover(scene))  # fmt: skip


def _crown(
    brush: Brush,
    scene: Landscape,
    leaf: Colour,
    chance: Sequence[float],
    x: float,
    y: float,
    height: float,
    stem: float,
    distance: float,
) -> None:
    """Round clumps of leaves: dark below on the right, bright above on the left, where snow lies in winter."""
    half = 0.36 * (1 - stem) * height * (1.1 - 0.3 * scene.roughness)
    tall = 0.5 * (1 - stem) * height
    middle = y - stem * height - tall
    white = snow_cover(scene)
    dark, lit, bright = (
        distant(mix(lighter(leaf, factor), snow(), share * white), scene, distance)
        for factor, share in ((0.66, 0.25), (0.93, 0.6), (1.15, 0.95))
    )
    lean = 0.3 * (chance[2] - 0.5)
    for across, down, radius in _CLUMPS if height > _SMALL else _CLUMPS[2:]:
        cx, cy = x + (across + lean) * half, middle + 0.8 * down * tall
        rx, ry = radius * half, 0.85 * radius * tall
        brush.ellipse(cx + 0.12 * rx, cy + 0.14 * ry, rx, ry, dark)
        brush.ellipse(cx - 0.05 * rx, cy - 0.05 * ry, 0.85 * rx, 0.85 * ry, lit)
        if height > _SMALL:
            brush.ellipse(cx - 0.25 * rx, cy - 0.3 * ry, 0.5 * rx, 0.45 * ry, bright)
