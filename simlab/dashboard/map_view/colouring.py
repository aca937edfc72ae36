"""What the colours of a map of references mean: one canvas panel for each way to look at them."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float, Int

from simlab.dashboard.canvas import Category, ColorScale, Panel
from simlab.dashboard.map_view.attributes import Attribute
from simlab.figures.colours import ACCURACY, CATEGORIES, CHANCE, COUNT, DIFFERENCE, NO_DATA
from simlab.workspace import ModelEntry

MOST_CATEGORIES = 10
"""More names than this are not told apart by colour: the rarest become 'other'."""

ACCURACY_SCALE = ColorScale(ACCURACY, 0.0, 1.0, "percent", "accuracy", CHANCE, "chance")
TIE = "tie"
_TIE_COLOUR = "#b08f6a"  # neither a model's colour nor a baseline's grey


def accuracy_panel(title: str, accuracy: Float[np.ndarray, " references"], subtitle: str = "") -> Panel:
    """One model's accuracy on each reference, from 0 to 1; NaN is drawn hollow."""
    return Panel(title, accuracy.astype(np.float32), ACCURACY_SCALE, subtitle)


def best_of(accuracy: Float[np.ndarray, "models references"]) -> Int[np.ndarray, " references"]:
    """The model with the highest accuracy on each reference.

    Returns:
        its number; the number of models where several share the highest; −1 where no model has an accuracy.
    """
    known = np.where(np.isnan(accuracy), -np.inf, accuracy)
    top = known.max(axis=0)
    at_top = known == top
    best = np.where(at_top.sum(axis=0) > 1, len(accuracy), at_top.argmax(axis=0))
    best[np.isneginf(top)] = -1
    return np.asarray(best, dtype=np.int64)


def best_model_panel(
    title: str,
    models: Sequence[ModelEntry],
    accuracy: Float[np.ndarray, "models references"],
    colours: Mapping[str, str],
) -> Panel:
    """Each reference in the colour of the model that is best there; equals are a tie and belong to nobody."""
    categories = [
        Category(entry.name, colours[entry.name], "square" if entry.kind == "baseline" else "circle")
        for entry in models
    ]
    return _category_panel(title, [*categories, Category(TIE, _TIE_COLOUR, "x")], best_of(accuracy))


def difference_panels(
    models: Sequence[str], baseline: str, differences: Float[np.ndarray, "models references"]
) -> tuple[Panel, ...]:
    """Accuracy of each model minus that of a baseline, all on one scale."""
    scale = _difference_scale(differences)
    return tuple(
        Panel(name, row.astype(np.float32), scale, f"minus {baseline}")
        for name, row in zip(models, differences, strict=True)
    )


def difference_panel(first: str, second: str, difference: Float[np.ndarray, " references"]) -> Panel:
    """Accuracy of the first model minus that of the second."""
    return Panel(f"{first} minus {second}", difference.astype(np.float32), _difference_scale(difference))


def _difference_scale(differences: Float[np.ndarray, "..."]) -> ColorScale:
    """Symmetrical about 0; it ends where 98 % of the differences do, and not under ±10 points."""
    sizes = np.abs(differences[~np.isnan(differences)])
    bound = max(0.1, float(np.ceil(10 * np.quantile(sizes, 0.98) - 1e-9)) / 10) if len(sizes) else 1.0
    return ColorScale(DIFFERENCE, -bound, bound, "points", "difference", 0.0, "equal")


def attribute_panel(attribute: Attribute) -> Panel:
    """Numbers on a continuous scale; names in the colours of the ten most frequent, the others as 'other'."""
    return number_panel(attribute.name, attribute.values) if attribute.numeric else _names_panel(attribute)


def number_panel(title: str, values: Float[np.ndarray, " references"]) -> Panel:
    """Any number on a scale from its lowest to its highest."""
    known = values[~np.isnan(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    if low == high:
        low, high = min(low, 0.0), max(high, low + 1.0)
    return Panel(title, values.astype(np.float32), ColorScale(COUNT, low, high, "plain"))


def _names_panel(attribute: Attribute) -> Panel:
    frequent = [name for name, _ in attribute.counts]
    shown = frequent[:MOST_CATEGORIES]
    number_of = {name: number for number, name in enumerate(shown)}
    categories = [Category(name, CATEGORIES[number]) for number, name in enumerate(shown)]
    if len(frequent) > len(shown):
        categories.append(Category(f"other ({len(frequent) - len(shown)})", NO_DATA, "diamond"))
    numbers = [-1 if name is None else number_of.get(name, len(shown)) for name in attribute.values]
    return _category_panel(attribute.name, categories, np.array(numbers, dtype=np.int64))


def _category_panel(title: str, categories: Sequence[Category], numbers: Int[np.ndarray, " references"]) -> Panel:
    """A panel of named kinds; a number of −1 means no data."""
    return Panel(title, np.where(numbers < 0, np.nan, numbers).astype(np.float32), tuple(categories))
