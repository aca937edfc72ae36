"""The latent attributes of a landscape, and the one string that stands for it in a table."""

import json
import math
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from simlab.errors import FormatVersionError, InputError

ContextName = Literal["indoor", "city", "ocean", "field", "mountain", "forest", "flower", "abstract"]
CONTEXTS: tuple[ContextName, ...] = get_args(ContextName)
GENERATOR = "landscape"
# Raise it whenever a picture of unchanged attributes would look otherwise: fingerprints hang on it.
GENERATOR_VERSION = 1
_DIGITS = 3


@dataclass(frozen=True, kw_only=True)
class Landscape:
    """One landscape. Every attribute is a number in [0, 1] and means the same in every context.

    Attributes:
        context: what the scene is.
        blend: a second context that lends its foreground (a harbour is an ocean with a city's), or None.
        light: brightness of the hour: 0 deep night, 0.5 twilight, 1 noon.
        warmth: colour of the light: 0 cold blue, 1 golden.
        hue: main colour of what the scene is about (walls, facades, water, crops, petals, …), a circle: 0 = 1 = red.
        vividness: strength of colours: 0 nearly grey, 1 saturated.
        haze: 0 clear air, 1 thick fog; far things vanish first.
        season: 0 winter (snow lies), 0.33 spring, 0.66 summer, 1 autumn.
        horizon: height of the horizon (floor line, waterline): 0 low in the picture, 1 high.
        density: how many things: 0 one or two, 1 crowded.
        scale: how large they are: 0 small and far, 1 large and near.
        viewpoint: where the main thing stands: 0 left, 1 right.
        roughness: 0 smooth, round and calm, 1 jagged, spiky and stormy.
        seed: of everything that is left to chance (where the third tree stands).
    """

    context: ContextName
    blend: ContextName | None = None
    light: float
    warmth: float
    hue: float
    vividness: float
    haze: float
    season: float
    horizon: float
    density: float
    scale: float
    viewpoint: float
    roughness: float
    seed: int

    def __post_init__(self) -> None:
        for context in (self.context, *([self.blend] if self.blend else [])):
            if context not in CONTEXTS:
                raise InputError(f"{context!r} is no context of landscapes; they are {', '.join(CONTEXTS)}.")
        for name in ATTRIBUTES:
            value = getattr(self, name)
            if not (isinstance(value, int | float) and math.isfinite(value) and 0 <= value <= 1):
                raise InputError(f"Attribute {name!r} of a landscape is {value!r}; it must be a number from 0 to 1.")
            object.__setattr__(self, name, round(float(value), _DIGITS))
        if self.seed < 0:
            raise InputError(f"The seed of a landscape is {self.seed}; it must be 0 or more.")

    @property
    def generator(self) -> str:
        """The string for the `generator` column of an image table: generator, version and every attribute."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        given = {name: value for name, value in values.items() if value is not None}
        return f"{GENERATOR}/{GENERATOR_VERSION}:{json.dumps(given, separators=(',', ':'))}"


ATTRIBUTES: tuple[str, ...] = tuple(
    field.name for field in fields(Landscape) if field.name not in ("context", "blend", "seed")
)


def landscape_from_generator(generator: str) -> Landscape:
    """The landscape that `Landscape.generator` wrote.

    Raises:
        FormatVersionError: it is of another version of the generator, so its picture would be another one.
        InputError: it is not a landscape.
    """
    head, _, body = generator.partition(":")
    name, _, version = head.partition("/")
    if name != GENERATOR or not version.isdigit():
        raise InputError(f"{generator[:60]!r} describes no generated picture; it should begin with {GENERATOR}/.")
    if int(version) != GENERATOR_VERSION:
        raise FormatVersionError(
            f"The picture was made by version {version} of the landscape generator; this SimLab has version "
            f"{GENERATOR_VERSION}, which paints others. Build the demo again: `simlab demo build`."
        )
    try:
        content: dict[str, Any] = json.loads(body)
        return Landscape(**content)
    except (ValueError, TypeError) as error:
        raise InputError(f"{generator[:60]!r} does not describe a landscape: {error}.") from None
