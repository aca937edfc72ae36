"""What the panel shows of the place in hand, as one value, and as the short message that goes to the browser."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simlab.ensembles import Rule
from simlab.evaluation import Estimate


@dataclass(frozen=True)
class ModelBar:
    """A model's accuracy in the place that is in hand.

    Attributes:
        name: of the model.
        color: its colour on every page.
        baseline: hatched.
        estimate: its accuracy there.
        best: it can be told from every other member there.
    """

    name: str
    color: str
    baseline: bool
    estimate: Estimate
    best: bool = False

    def message(self) -> list[object]:
        """For the browser: name, colour, hatched, value, low, high, best."""
        found = self.estimate
        value = None if math.isnan(found.value) else found.value  # a region without triples; JSON knows no NaN
        ends = [None if end is None else round(end, 3) for end in (value, found.low, found.high)]
        return [self.name, self.color, int(self.baseline), *ends, int(self.best)]


@dataclass(frozen=True)
class PlaceDetails:
    """More about the region that is in hand.

    Attributes:
        region: its id, "fallback" for the fallback.
        title: its name.
        rule: what is done there.
        bars: every model's accuracy there.
        notes: sentences: overlaps, neighbours.
        note: what the reader wrote; None for the fallback, which has no note.
    """

    region: str
    title: str
    rule: Rule
    bars: tuple[ModelBar, ...]
    notes: tuple[str, ...]
    note: str | None

    def message(self) -> dict[str, object]:
        """For the browser."""
        weights = dict(self.rule.weights)
        said: dict[str, object] = {
            "region": self.region,
            "title": self.title,
            "kind": self.rule.kind,
            "bars": [bar.message() for bar in self.bars],
            "notes": self.notes,
        }
        if self.rule.kind in ("weights", "vote"):
            said["weights"] = [[bar.name, weights.get(bar.name, 0.0)] for bar in self.bars]
        return said | ({} if self.note is None else {"note": self.note})
