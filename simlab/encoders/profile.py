"""What can be told of an encoder before it is used, also when its weights are not on this machine."""

from dataclasses import dataclass
from typing import Any

from simlab.encoders.presets import spec_of
from simlab.encoders.registry import open_encoder
from simlab.encoders.spec import SpecPart, parse_spec
from simlab.encoders.weights import WeightsState, weights_of, weights_state
from simlab.workspace import Workspace


@dataclass(frozen=True)
class EncoderProfile:
    """One part of a spec.

    Attributes:
        spec: of the part.
        preprocessing: see `Encoder.preprocessing`; without pooling where the network could not be opened.
        dimensions: of its vectors; None where it could not be opened.
        n_bytes: memory that its weights take; None where it could not be opened.
        weights: the file of weights that it needs, None if it needs none.
    """

    spec: str
    preprocessing: dict[str, Any]
    dimensions: int | None
    n_bytes: int | None
    weights: WeightsState | None

    def to_json(self) -> dict[str, Any]:
        """As JSON has it."""
        state = self.weights
        return {
            "spec": self.spec,
            "preprocessing": self.preprocessing,
            "dimensions": self.dimensions,
            "n_bytes": self.n_bytes,
            "weights": None
            if state is None
            else {"here": None if state.here is None else str(state.here), "expected": state.expected},
        }


def encoder_profile(spec: str, workspace: Workspace | None = None) -> tuple[EncoderProfile, ...]:
    """The profiles of a spec's parts; a part whose weights are here is opened, nothing is downloaded.

    Args:
        spec: a spec, or the label of a preset.
        workspace: where `checkpoint:` looks for models by name.

    Raises:
        SimLabError: as `open_encoder`, except that missing weights are no error.
    """
    return tuple(_profile(part, workspace) for part in parse_spec(spec_of(spec)).parts)


def _profile(part: SpecPart, workspace: Workspace | None) -> EncoderProfile:
    files = weights_of(part.text)
    state = weights_state(files[0]) if files else None
    if state is not None and state.here is None:
        from simlab.encoders.backbones import preparation_of

        return EncoderProfile(part.text, preparation_of(part).describe(), None, None, state)
    encoder = open_encoder(part.text, workspace)
    return EncoderProfile(encoder.spec, encoder.preprocessing, encoder.dimensions, encoder.n_bytes, state)
