"""A region: a polygon in the coordinates of a map, with the rule that answers inside."""

import math
import re
import uuid
from dataclasses import dataclass, field

from simlab.ensembles.rules import Rule
from simlab.errors import DesignError

MAX_VERTICES = 2_000
MAX_ID = 80
FARTHEST = 1e100
"""Coordinates beyond are none of a map, and too large for geometry."""
FALLBACK = "fallback"
"""Stands where the id of a region stands, for what lies in none."""
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Region:
    """One polygon with its rule.

    Attributes:
        name: for people; unique in its design.
        points: vertices in data coordinates of the map; the last joins the first.
        rule: what to do there.
        color: "#rrggbb".
        note: anything worth remembering.
        id: made once, of 1 to 80 characters; survives renaming.

    Raises:
        DesignError: one of them is not as it must be; the message says which.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    rule: Rule
    color: str
    note: str = ""
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > 80:
            raise DesignError(f"A region needs a name of 1 to 80 characters; found {self.name!r}.")
        if not 3 <= len(self.points) <= MAX_VERTICES:
            raise DesignError(
                f"Region {self.name!r} has {len(self.points)} vertices; it needs 3 to {MAX_VERTICES:,}. Draw it again."
            )
        if not all(math.isfinite(value) for point in self.points for value in point):
            raise DesignError(f"Region {self.name!r} has a vertex that is not a finite number. Draw it again.")
        if any(abs(value) > FARTHEST for point in self.points for value in point):
            raise DesignError(
                f"Region {self.name!r} has a vertex farther than {FARTHEST:g} from the origin. Draw it again."
            )
        if not 1 <= len(self.id) <= MAX_ID or self.id == FALLBACK:
            raise DesignError(
                f"The id of region {self.name!r} is {self.id!r:.100}; it needs 1 to {MAX_ID} characters, and not to be "
                f"{FALLBACK!r}."
            )
        if not _COLOR.fullmatch(self.color):
            raise DesignError(f"The colour of region {self.name!r} is {self.color!r}; write it as '#rrggbb'.")
