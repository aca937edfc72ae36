"""Indoor: a room with a window, furniture on the floor, pictures on the wall, lamps at night."""

import numpy as np

from simlab.landscapes.atmosphere import air, foliage, horizon_height, snow, snow_cover, subject
from simlab.landscapes.landscape import Landscape
from simlab.landscapes.painting import Brush, Canvas, Colour, hsv, lighter, mix

_LAMP: Colour = (1.0, 0.85, 0.5)


class Indoor:
    """Hue colours the walls; the season is seen through the window; density counts things, scale is their size."""

    def background(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator) -> np.ndarray:
        """Walls, floor and window."""
        floor = horizon_height(scene, 0.84, 0.5)
        wall = subject(scene, 0.55, 0.88)
        corner = 0.2 + 0.6 * scene.viewpoint
        canvas.vertical_gradient([(0, lighter(wall, 1.05)), (1, lighter(wall, 0.85))])
        canvas.multiply(np.where(canvas.x < corner, 0.82, 1.0) * (1 + 0.05 * scene.roughness * canvas.noise(rng, 12)))
        wood = mix((0.55, 0.38, 0.24), subject(scene, 0.5, 0.5), 0.35)
        glow = np.zeros(canvas.rgb.shape[:2], dtype=np.float32)
        with canvas.shapes() as brush:
            brush.polygon([(0, floor + 0.1), (corner, floor), (1, floor + 0.1), (1, 1), (0, 1)], wood)
            for part in range(1, 9):
                x = part / 9
                brush.line(
                    [(corner + (x - 0.5) * 0.5, floor + 0.02), (corner + (x - 0.5) * 4, 1)], 0.004, lighter(wood, 0.75)
                )
            left, width = (corner + 0.08, 0.3) if corner < 0.5 else (corner - 0.4, 0.3)
            self._window(brush, scene, left, floor - 0.42, width, 0.3)
        veil = canvas.disc(left + width / 2, floor - 0.27, 0.2, 0.9)
        canvas.blend(scene.haze * (0.35 + 0.45 * veil), mix(air(scene), (1, 1, 1), 0.3))
        return glow

    def foreground(self, canvas: Canvas, scene: Landscape, rng: np.random.Generator, glow: np.ndarray) -> None:
        """Sofa where the viewpoint says, table, plants, pictures and lamps."""
        floor = horizon_height(scene, 0.84, 0.5)
        size = 0.12 + 0.2 * scene.scale
        x = 0.2 + 0.6 * (1 - scene.viewpoint)
        cloth = subject(scene, 0.9, 0.7, shift=0.45)
        with canvas.shapes() as brush:
            for number in range(round(5 * scene.density)):
                px, pw = 0.08 + 0.19 * number, 0.05 + 0.05 * scene.scale
                brush.rectangle(px, floor - 0.46, px + pw, floor - 0.46 + 1.2 * pw, (0.25, 0.2, 0.16))
                brush.rectangle(
                    px + 0.01,
                    floor - 0.45,
                    px + pw - 0.01,
                    floor - 0.47 + 1.2 * pw,
                    hsv(scene.hue + 0.2 * number, 0.7 * scene.vividness, 0.85),
                )
            self._sofa(brush, scene, x, floor + 0.12, size, cloth)
            for number in range(1 + round(4 * scene.density)):
                px = (x + 0.25 + 0.19 * number + 0.05 * rng.random()) % 1.0
                self._plant(brush, scene, rng, px, floor + 0.16 + 0.05 * rng.random(), 0.45 * size)
        lamp_x = (x + 0.42) % 1.0
        with canvas.shapes() as brush:
            brush.line([(lamp_x, floor + 0.1), (lamp_x, floor - 0.2)], 0.012, (0.2, 0.18, 0.16))
            brush.polygon(
                [
                    (lamp_x - 0.03, floor - 0.27),
                    (lamp_x + 0.03, floor - 0.27),
                    (lamp_x + 0.06, floor - 0.17),
                    (lamp_x - 0.06, floor - 0.17),
                ],
                (0.98, 0.93, 0.82),
            )
        if scene.light < 0.5:
            light = canvas.disc(lamp_x, floor - 0.2, 0.12, 0.35) * min(1.0, (0.5 - scene.light) * 3)
            canvas.blend(0.6 * light, _LAMP)
            np.maximum(glow, 0.75 * light, out=glow)

    @staticmethod
    def _window(brush: Brush, scene: Landscape, left: float, top: float, width: float, height: float) -> None:
        sky = mix((0.45, 0.65, 0.95), air(scene), 0.6)
        land = mix(foliage(scene), snow(), 0.95 * snow_cover(scene))
        brush.rectangle(left - 0.02, top - 0.02, left + width + 0.02, top + height + 0.02, (0.96, 0.95, 0.93))
        brush.rectangle(left, top, left + width, top + height, lighter(sky, 0.25 + 0.75 * scene.light))
        brush.rectangle(left, top + 0.6 * height, left + width, top + height, lighter(land, 0.35 + 0.65 * scene.light))
        brush.rectangle(left + width / 2 - 0.006, top, left + width / 2 + 0.006, top + height, (0.96, 0.95, 0.93))
        brush.rectangle(left, top + height / 2 - 0.006, left + width, top + height / 2 + 0.006, (0.96, 0.95, 0.93))

    @staticmethod
    def _sofa(brush: Brush, scene: Landscape, x: float, y: float, size: float, cloth: Colour) -> None:
        brush.ellipse(x, y + 0.1 * size, 1.1 * size, 0.14 * size, (0.1, 0.08, 0.06), 0.35)
        if scene.roughness > 0.5:
            brush.rectangle(x - size, y - 0.75 * size, x + size, y, lighter(cloth, 0.85))
            brush.rectangle(x - size, y - 0.35 * size, x + size, y + 0.1 * size, cloth)
            for side in (-1, 1):
                brush.rectangle(
                    x + side * size, y - 0.5 * size, x + side * 1.2 * size, y + 0.12 * size, lighter(cloth, 0.7)
                )
            return
        brush.ellipse(x, y - 0.35 * size, size, 0.5 * size, lighter(cloth, 0.85))
        brush.ellipse(x, y - 0.08 * size, 1.05 * size, 0.25 * size, cloth)
        for side in (-1, 1):
            brush.ellipse(x + side * size, y - 0.15 * size, 0.22 * size, 0.3 * size, lighter(cloth, 0.7))

    @staticmethod
    def _plant(brush: Brush, scene: Landscape, rng: np.random.Generator, x: float, y: float, size: float) -> None:
        brush.polygon(
            [
                (x - 0.3 * size, y - 0.4 * size),
                (x + 0.3 * size, y - 0.4 * size),
                (x + 0.2 * size, y),
                (x - 0.2 * size, y),
            ],
            (0.7, 0.4, 0.28),
        )
        for _ in range(6):
            dx, dy = rng.normal(0, 0.5 * size), rng.uniform(0.6, 1.5) * size
            tip = (x + dx, y - dy)
            thin = 0.06 if scene.roughness > 0.5 else 0.2
            brush.polygon([(x - thin * size, y - 0.4 * size), tip, (x + thin * size, y - 0.4 * size)], foliage(scene))
