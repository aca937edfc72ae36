"""How long the models of a workspace take on this machine: measured on its own pictures, and listed by model."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from simlab.errors import InputError
from simlab.progress import SILENT, Progress
from simlab.workspace import ModelEntry, Workspace

if TYPE_CHECKING:
    from simlab.encoders import Precision
    from simlab.encoders.measurements.measurement import Measurement

_PICTURES = 12
_MADE_UP_SIZE = (640, 480)


@dataclass(frozen=True)
class LatencyRow:
    """One encoder on one device in one precision.

    Attributes:
        label: the model's name; of an encoder that is none of the workspace's models, its preset's or its spec.
        model: its entry in the manifest, None where it is none of the workspace's.
        measured: the figures.
    """

    label: str
    model: ModelEntry | None
    measured: "Measurement"

    def to_json(self) -> dict[str, Any]:
        """As on the command line; times in seconds, memory in bytes."""
        fastest = self.measured.fastest
        return {
            "label": self.label,
            "model": self.model.name if self.model else None,
            **asdict(self.measured),
            "prepared_per_second": self.measured.prepared_per_second,
            "fastest": asdict(fastest) if fastest else None,
        }


def measure_encoder(
    spec: str,
    workspace: Workspace | None = None,
    *,
    device: str = "auto",
    precision: "Precision" = "fp32",
    seconds: float = 3.0,
    progress: Progress = SILENT,
) -> "Measurement":
    """Measure an encoder on pictures of a workspace, or on made-up ones, and keep the figures.

    Args:
        spec: of the encoder, or the label of a preset.
        workspace: whose pictures and checkpoints are meant.
        device: `auto`, `cpu`, `cuda`, …
        precision: in what it computes.
        seconds: for the queries, and for each batch size.
        progress: hears one step for the queries and one for each batch size.

    Raises:
        InputError: the spec is not understood, there is no such kind of device, or no room for any time.
        WeightsMissingError: the encoder's weights are not on this machine.
        MissingDependencyError: a package, the device, or the precision is not there.
    """
    from simlab.encoders import open_encoder
    from simlab.encoders.measurements.measuring import measure
    from simlab.encoders.measurements.store import store_measurement
    from simlab.encoders.presets import spec_of

    if seconds <= 0:
        raise InputError(f"Measuring needs some time; {seconds:g} seconds are none.")
    pictures, about = _pictures(workspace)
    found = measure(
        open_encoder(spec_of(spec), workspace),
        pictures,
        about,
        device=device,
        precision=precision,
        seconds=seconds,
        progress=progress,
    )
    store_measurement(found, workspace.manifest.id if workspace else None)
    return found


def latency_rows(workspace: Workspace | None = None) -> tuple[LatencyRow, ...]:
    """What is known on this machine: the models of a workspace in its order, then all other encoders."""
    from simlab.encoders.measurements.store import stored_measurements

    by_spec: dict[str, list[Measurement]] = {}
    for found in stored_measurements(workspace.manifest.id if workspace else None):
        by_spec.setdefault(found.spec, []).append(found)
    rows = []
    for entry in workspace.manifest.models if workspace else ():
        own = _full_first(by_spec.get(entry.encoder or "", ()))
        rows += [LatencyRow(entry.name, entry, found) for found in own if _is_of(workspace, entry, found)]
    known = {entry.encoder for entry in workspace.manifest.models} if workspace else set()
    for spec in (spec for spec in by_spec if spec not in known):
        rows += [LatencyRow(_label(spec), None, found) for found in _full_first(by_spec[spec])]
    return tuple(rows)


def measurable_models(workspace: Workspace) -> tuple[ModelEntry, ...]:
    """The models that an encoder is known of; imported vectors have none."""
    from simlab.encoders.spec import parse_spec

    found = []
    for entry in workspace.manifest.models:
        try:
            parse_spec(entry.encoder or "")
        except InputError:  # what names no encoder: a source's own word for how its vectors came about
            continue
        found.append(entry)
    return tuple(found)


def _pictures(workspace: Workspace | None) -> tuple[Sequence[Image.Image], str]:
    rows = np.flatnonzero(workspace.has_picture) if workspace else np.empty(0, dtype=np.int64)
    rng = np.random.default_rng(0)
    if workspace is not None and len(rows):
        chosen = rng.choice(rows, min(_PICTURES, len(rows)), replace=False)
        pictures = [workspace.picture(int(row)) for row in chosen]
        pictures *= -(-_PICTURES // len(pictures))
        width, height = (int(np.median([picture.size[side] for picture in pictures])) for side in (0, 1))
        return pictures, f"pictures of {workspace.manifest.name}, {width} × {height} pixels in the median"
    coarse = rng.integers(0, 256, size=(_PICTURES, 12, 16, 3), dtype=np.uint8)
    made_up = [Image.fromarray(pixels).resize(_MADE_UP_SIZE, Image.Resampling.BICUBIC) for pixels in coarse]
    return made_up, f"made-up pictures, {_MADE_UP_SIZE[0]} × {_MADE_UP_SIZE[1]} pixels"


def _full_first(found: "Sequence[Measurement]") -> "list[Measurement]":
    return sorted(found, key=lambda one: (one.device, one.precision != "fp32", one.precision))


def _is_of(workspace: Workspace | None, entry: ModelEntry, found: "Measurement") -> bool:
    """False where the model was trained again after it had been measured: it may be another network now."""
    assert workspace is not None
    trained = workspace.path / "models" / entry.name / "model.json"
    return not trained.exists() or trained.stat().st_mtime < datetime.fromisoformat(found.measured).timestamp()


def _label(spec: str) -> str:
    """A preset's label, or the spec with nothing but the name of a file of weights."""
    from simlab.encoders.presets import PRESETS
    from simlab.encoders.spec import parse_spec

    for preset in PRESETS:
        if preset.spec == spec:
            return preset.label
    parts = parse_spec(spec).parts
    return "+".join(part.text.replace(str(part.path), part.path.name) if part.path else part.text for part in parts)
