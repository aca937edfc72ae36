"""Synthetic material data for where the real ones are not: coloured balls, answered by hue with some noise."""

import colorsys
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

OBJECTS = 40


def write_material(folder: Path, seed: int = 0) -> Path:
    """The layout of the real data: ennis/NAME.jpg, stpeters/NAME.png, answers_train.json, answers_test.json."""
    random = np.random.default_rng(seed)
    hues = random.random(OBJECTS)
    for lighting, suffix, brightness in (("ennis", "jpg", 0.9), ("stpeters", "png", 0.6)):
        (folder / lighting).mkdir(parents=True, exist_ok=True)
        for number, hue in enumerate(hues):
            _ball(float(hue), brightness, random).save(folder / lighting / f"material-{number:02d}.{suffix}")
    for name, count in (("train", 1_600), ("test", 300)):
        _write_answers(folder / f"answers_{name}.json", hues, np.random.default_rng((seed, len(name))), count, name)
    return folder


def _ball(hue: float, brightness: float, random: np.random.Generator) -> Image.Image:
    image = Image.new("RGB", (64, 64), (40, 40, 40))
    colour = tuple(round(255 * part) for part in colorsys.hsv_to_rgb(hue, 0.8, brightness))
    x, y = random.integers(12, 20, 2)
    draw = ImageDraw.Draw(image)
    draw.ellipse((6, 6, 58, 58), fill=colour)
    draw.ellipse((int(x), int(y), int(x) + 8, int(y) + 8), fill=(255, 255, 255))
    return image


def _write_answers(path: Path, hues: np.ndarray, random: np.random.Generator, count: int, part: str) -> None:
    """Questions with an even sum of objects belong to training, the others to the test: none stands in both."""
    answers: dict[tuple[int, int, int], tuple[list[int], list[int]]] = {}
    while len(answers) < count:
        reference, x, y = (int(number) for number in random.choice(OBJECTS, 3, replace=False))
        if (reference + x + y) % 2 != (part == "test"):
            continue
        first, second = (abs((hues[reference] - hues[i] + 0.5) % 1 - 0.5) for i in (x, y))
        closer, farther = (x, y) if first + random.normal(0, 0.05) < second else (y, x)
        key = (reference, min(x, y), max(x, y))
        answers.setdefault(key, ([reference, closer, farther], [[3, 2], [4, 1], [2, 2], [5, 0]][len(answers) % 4]))
    content = {"answers": [a for a, _ in answers.values()], "agreement": [v for _, v in answers.values()]}
    path.write_text(json.dumps(content), encoding="utf-8")
