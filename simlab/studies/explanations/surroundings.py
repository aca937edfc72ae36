"""Where an image lies on a map, how far that can be believed, and what lies near it."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Placement:
    """How an image came to its place on the map.

    Attributes:
        kind: `fitted`: the map was laid out with it; `placed` out of sample; `none`: it has no vector there.
        median, percentile_90: error of placing held-back references, as shares of the map's radius.
        distance: mean distance to its five nearest fitted references in the feature space; None where unknown.
        limit: 99 of 100 fitted references are not farther from theirs; None where unknown.
    """

    kind: Literal["fitted", "placed", "none"]
    median: float
    percentile_90: float
    distance: float | None
    limit: float | None

    @property
    def unsupported(self) -> bool:
        """Whether it is unlike all validation references."""
        return self.distance is not None and self.limit is not None and self.distance > self.limit

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {
            "kind": self.kind,
            "median_error": self.median,
            "percentile_90_error": self.percentile_90,
            "distance": self.distance,
            "limit": self.limit,
            "unsupported": self.unsupported,
        }


@dataclass(frozen=True)
class NearReference:
    """A reference nearby.

    Attributes:
        row: image row.
        id: image id.
        distance: in the metric of the map's features, or on the map as a share of its radius.
        region: the name of the region it falls in, "fallback" for none.
    """

    row: int
    id: str
    distance: float
    region: str

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {"reference": self.id, "distance": self.distance, "region": self.region}
