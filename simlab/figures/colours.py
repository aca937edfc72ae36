"""Colours with fixed meanings, the same on every page, chart and table, in light and dark theme.

Accuracy runs from indigo at chance over teal to gold at 1, a sequence whose lightness rises throughout, so that it is
read without red and green; below chance lie muted reddish greys. Differences diverge from grey at 0: teal is better,
orange worse; a lead, which is never negative, has the better half. Models have one colour each (Paul Tol's bright and
muted sets), baselines a grey one; where none is ahead it is a grey near the paper's. Regions have a palette of their
own.
"""

from collections.abc import Sequence

from simlab.workspace import ModelEntry

Stops = tuple[tuple[float, str], ...]

CHANCE = 0.5
ACCURACY: Stops = (
    (0.0, "#c4a7a2"),
    (0.4999, "#93848a"),
    (0.5, "#4a4fb5"),
    (0.625, "#2f7fb8"),
    (0.75, "#1fa088"),
    (0.875, "#8ac24a"),
    (1.0, "#f2c92e"),
)
DIFFERENCE: Stops = ((0.0, "#b3560f"), (0.25, "#e8a45f"), (0.5, "#b9b9b9"), (0.75, "#57b8ac"), (1.0, "#0b7a75"))
COUNT: Stops = ((0.0, "#c6cdd8"), (0.5, "#7b8fb2"), (1.0, "#2c4a86"))
LEAD: Stops = ((0.0, "#b9b9b9"), (0.5, "#57b8ac"), (1.0, "#0b7a75"))
NO_DATA = "#9a9a9a"
PAPER = {False: "#ffffff", True: "#12161c"}
"""Background of a page in light and in dark, as in `.streamlit/config.toml`; a picture that is saved needs one."""
UNDECIDED, UNDECIDED_IN_THE_DARK = "#d3d3d3", "#50555e"
UNDECIDED_NAME = "cannot be told apart"
HUMAN = "#e0218a"

_MODELS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#44aa99", "#ddcc77", "#882255", "#88ccee")
_BASELINES = ("#6f6f6f", "#9b9b9b", "#858585", "#b0b0b0")
REGIONS = ("#e6550d", "#3f51b5", "#00897b", "#c2185b", "#7cb342", "#6d4c41", "#8e24aa", "#0097a7", "#f9a825", "#455a64")
CATEGORIES = (
    "#4477aa",
    "#ee6677",
    "#228833",
    "#ccbb44",
    "#66ccee",
    "#aa3377",
    "#44aa99",
    "#cc6633",
    "#999933",
    "#332288",
)


def model_colours(models: Sequence[ModelEntry]) -> dict[str, str]:
    """The colour of each model of a workspace, by its place in the manifest; baselines are grey.

    Args:
        models: all models of the workspace, in manifest order, so that a model keeps its colour on every page.
    """
    colours: dict[str, str] = {}
    coloured = grey = 0
    for entry in models:
        if entry.kind == "baseline":
            colours[entry.name] = _BASELINES[grey % len(_BASELINES)]
            grey += 1
        else:
            colours[entry.name] = _MODELS[coloured % len(_MODELS)]
            coloured += 1
    return colours


def region_colour(number: int) -> str:
    """The colour of the region made as number so-and-so, counted from 0."""
    return REGIONS[number % len(REGIONS)]
