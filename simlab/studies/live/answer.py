"""One model's answer to a question."""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from jaxtyping import Float, Float64

from simlab.workspace import ModelKind

Source = Literal["live", "stored"]


@dataclass(frozen=True, eq=False)
class LiveAnswer:
    """What one model says, or why it says nothing.

    Attributes:
        model: its name; of an encoder that the workspace does not know, the preset or spec that it was asked for by.
        kind: of the model; `baseline` for an encoder that the workspace does not know.
        distances: from the reference to each candidate, in the model's own distance; None where it has no answer.
        order: numbers of the candidates, the nearest first; equal distances in the order given.
        margin: of two candidates d(R, B) − d(R, A), positive where A is nearer; of more, by how much the second
            nearest is farther than the nearest. None where there is no answer.
        seconds: of preparing and embedding all pictures; None where nothing was computed.
        device: that it was computed on, "" where nothing was.
        precision: that it was computed in, "" where nothing was.
        problem: why there is no answer, and what to do; "" where there is one.
        source: `live`: pictures were embedded now; `stored`: vectors of the workspace were read.
        note: why stored vectors were read; of a live answer, that the study's stored vectors say otherwise; else "".
        spec: of the encoder; None where the vectors were imported.
        weights_missing: its weights are not on this machine; all else is.
        vectors: of the reference, then the candidates; None where there is no answer.
    """

    model: str
    kind: ModelKind
    distances: tuple[float, ...] | None = None
    order: tuple[int, ...] = ()
    margin: float | None = None
    seconds: float | None = None
    device: str = ""
    precision: str = ""
    problem: str = ""
    source: Source = "live"
    note: str = ""
    spec: str | None = None
    weights_missing: bool = False
    vectors: Float[np.ndarray, "pictures dimensions"] | None = field(default=None, repr=False)

    @property
    def nearest(self) -> int | None:
        """Number of the nearest candidate; None where the two nearest are equally near, or there is no answer."""
        return self.order[0] if self.margin else None

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {
            "model": self.model,
            "kind": self.kind,
            "distances": None if self.distances is None else list(self.distances),
            "order": list(self.order),
            "nearest": self.nearest,
            "margin": self.margin,
            "seconds": self.seconds,
            "device": self.device,
            "precision": self.precision,
            "source": self.source,
            "note": self.note,
            "spec": self.spec,
            "problem": self.problem,
            "weights_missing": self.weights_missing,
        }


def order_of(distances: Float64[np.ndarray, " candidates"]) -> tuple[int, ...]:
    """Numbers of the candidates, the nearest first; equal ones stay as they are."""
    return tuple(int(number) for number in np.argsort(distances, kind="stable"))


def margin_of(distances: Float64[np.ndarray, " candidates"]) -> float:
    """Of two distances the second less the first; of more, the second smallest less the smallest."""
    if len(distances) == 2:
        return float(distances[1] - distances[0])
    smallest = np.sort(distances)
    return float(smallest[1] - smallest[0])
