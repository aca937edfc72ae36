"""Random landscapes: what a photographer would bring home from a world of eight contexts."""

from collections.abc import Mapping, Sequence

import numpy as np

from simlab.landscapes.landscape import ATTRIBUTES, CONTEXTS, ContextName, Landscape

# Where the hue of each context centres; abstract pictures have any.
_USUAL_HUE: Mapping[str, float] = {
    "indoor": 0.08,
    "city": 0.06,
    "ocean": 0.55,
    "field": 0.13,
    "mountain": 0.65,
    "forest": 0.85,
    "flower": 0.92,
}
_HUE_SPREAD = 0.17
# Beta distributions that are not flat: more day than night, more colour than grey, more clear air than fog.
_SHAPES: Mapping[str, tuple[float, float]] = {"light": (1.5, 1.0), "vividness": (1.6, 1.0), "haze": (1.0, 1.5)}
# Pairs that go well together: the first lends the background, the second the foreground.
BLENDS: Sequence[tuple[ContextName, ContextName]] = (
    ("ocean", "city"),
    ("field", "flower"),
    ("city", "forest"),
    ("mountain", "city"),
    ("indoor", "flower"),
    ("ocean", "mountain"),
    ("forest", "field"),
    ("mountain", "field"),
    ("field", "city"),
    ("abstract", "flower"),
    ("indoor", "abstract"),
    ("forest", "flower"),
)
BLENDED_SHARE = 0.12


def sample_landscapes(rng: np.random.Generator, contexts: Sequence[ContextName]) -> list[Landscape]:
    """One random landscape for each context asked for; some borrow their foreground from another context."""
    partners = {context: [other for home, other in BLENDS if home == context] for context in CONTEXTS}
    found = []
    for context in contexts:
        values = {name: float(rng.beta(*_SHAPES.get(name, (1.0, 1.0)))) for name in ATTRIBUTES}
        usual, deviation = _USUAL_HUE.get(context), rng.normal(0, _HUE_SPREAD)
        values["hue"] = values["hue"] if usual is None else float((usual + deviation) % 1.0)
        others, draw = partners[context], rng.random()
        blend = others[int(rng.integers(len(others)))] if others and draw < BLENDED_SHARE else None
        found.append(Landscape(context=context, blend=blend, seed=int(rng.integers(2**31)), **values))
    return found
