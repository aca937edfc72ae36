"""What all outdoor scenes share: sky, air, plants of the season, and the light that falls on everything."""

import numpy as np

from simlab.landscapes.landscape import Landscape
from simlab.landscapes.painting import Canvas, Colour, hsv, mix

_SNOW: Colour = (0.93, 0.95, 0.98)
_NIGHT_LEVEL = 0.36


def horizon_height(scene: Landscape, low: float = 0.78, high: float = 0.28) -> float:
    """y of the horizon; `low` and `high` are its heights for 0 and 1."""
    return low + (high - low) * scene.horizon


def light_level(scene: Landscape) -> float:
    """How bright things are, from about a third at night to 1 at noon."""
    return _NIGHT_LEVEL + (1 - _NIGHT_LEVEL) * scene.light


def foliage(scene: Landscape) -> Colour:
    """Colour of leaves and grass: white-brown, fresh green, deep green, orange-red over the seasons."""
    stops = [(0.62, 0.63, 0.58), (0.50, 0.74, 0.26), (0.16, 0.47, 0.18), (0.80, 0.42, 0.10)]
    place = min(max(scene.season, 0.0), 1.0) * 3
    lower = min(int(place), 2)
    return mix(stops[lower], stops[lower + 1], place - lower)


def snow_cover(scene: Landscape) -> float:
    """Share of the ground under snow: 1 in midwinter, 0 from spring on."""
    return float(np.clip(1 - scene.season / 0.22, 0, 1))


def snow() -> Colour:
    """Colour of snow."""
    return _SNOW


def subject(scene: Landscape, saturation: float = 0.75, value: float = 0.8, shift: float = 0.0) -> Colour:
    """The scene's main colour: its hue, as strong as its vividness says."""
    return hsv(scene.hue + shift, saturation * (0.25 + 0.75 * scene.vividness), value)


def air(scene: Landscape) -> Colour:
    """Colour of the sky at the horizon, which haze takes too."""
    cold, warm = (0.72, 0.82, 0.94), (1.0, 0.80, 0.58)
    return mix(cold, warm, scene.warmth)


def paint_sky(canvas: Canvas, scene: Landscape, horizon: float, rng: np.random.Generator) -> np.ndarray:
    """Sky down to the horizon: gradient, sun or moon and stars, clouds.

    Returns:
        [side, side]: how much each pixel shines by itself (sun, moon, stars), for `light_up`.
    """
    zenith = mix((0.16, 0.42, 0.82), (0.46, 0.40, 0.66), scene.warmth)
    canvas.vertical_gradient([(0.0, zenith), (max(horizon, 0.05), air(scene))], bottom=horizon + 0.02)
    x, y = 0.12 + 0.76 * scene.viewpoint, max(0.06, horizon * (0.85 - 0.7 * scene.light))
    if scene.light > 0.3:
        shining = canvas.disc(x, y, 0.055)
        sun = mix((1.0, 1.0, 0.92), (1.0, 0.72, 0.38), scene.warmth)
        canvas.blend(canvas.disc(x, y, 0.05, 0.5) * 0.45 * (1 - 0.6 * scene.haze), sun)
        canvas.blend(shining * (1 - scene.haze), sun)
    else:
        with canvas.stencil() as stars:
            for across, down in rng.uniform(0, 1, (60, 2)):
                stars.ellipse(across, down * horizon, 0.003, 0.003, min(1.0, (0.3 - scene.light) * 3))
        crescent = np.clip(canvas.disc(x, y, 0.05) - canvas.disc(x + 0.02, y - 0.012, 0.043), 0, 1)
        shining = np.maximum(crescent, stars.mask)
        canvas.blend(shining * (1 - scene.haze), (1.0, 1.0, 0.95))
    cover = 0.15 + 0.6 * scene.roughness
    clouds = canvas.noise(rng, 3, 8, octaves=4)
    weight = np.clip((clouds + cover - 0.45) * 2.5, 0, 0.85) * (canvas.y < horizon)
    dark = mix((1.0, 1.0, 1.0), (0.45, 0.47, 0.52), scene.roughness)
    canvas.blend(weight, mix(dark, air(scene), 0.35))
    glow: np.ndarray = (shining * (1 - scene.haze) * (1 - weight) * 0.9).astype(np.float32)
    return glow


def distant(colour: Colour, scene: Landscape, distance: float) -> Colour:
    """A colour seen through the air: `distance` from 0 (here) to 1 (at the horizon)."""
    return mix(colour, air(scene), min(1.0, distance * (0.25 + 0.75 * scene.haze)))


def fill_air(canvas: Canvas, scene: Landscape, horizon: float) -> None:
    """Fog over what has been painted, thickest about the horizon."""
    depth = np.exp(-((canvas.y - horizon) ** 2) / 0.06)
    canvas.blend(scene.haze * (0.25 + 0.6 * depth), air(scene))


def light_up(canvas: Canvas, scene: Landscape, glow: np.ndarray | None = None) -> None:
    """The hour and the colour of the light on the finished scene, last of all.

    Args:
        canvas: with everything painted as at noon in white light.
        scene: says hour, warmth and vividness.
        glow: per pixel how much it shines by itself (0…1: lamps, windows, stars), which the night leaves bright.
    """
    grey = canvas.rgb @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    canvas.rgb = grey[..., None] + (0.5 + 0.75 * scene.vividness) * (canvas.rgb - grey[..., None])
    tint = np.array(mix((0.78, 0.92, 1.18), (1.2, 0.98, 0.70), scene.warmth), dtype=np.float32)
    level = light_level(scene)
    night = np.array(mix((0.55, 0.66, 1.05), (1.0, 0.75, 0.62), scene.warmth), dtype=np.float32)
    share = max(0.0, 1 - 2 * scene.light)
    lit = canvas.rgb * tint * level * (share * night + (1 - share))
    if glow is not None:
        lit = lit + np.asarray(np.broadcast_to(glow, lit.shape[:2]), dtype=np.float32)[..., None] * (canvas.rgb - lit)
    canvas.rgb = np.clip(lit, 0, 1).astype(np.float32)
