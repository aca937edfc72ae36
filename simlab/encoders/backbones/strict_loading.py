"""Weights into a network, all of them or none."""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import nn

from simlab.encoders.spec import SpecPart
from simlab.errors import WeightsError, first_few


def load_strictly(module: nn.Module, state: Mapping[str, torch.Tensor], part: SpecPart, path: Path) -> None:
    """Copy `state` into `module`.

    Raises:
        WeightsError: a weight is missing, too many, or of another shape.
    """
    own = module.state_dict()
    missing = [name for name in own if name not in state]
    strange = [name for name in state if name not in own]
    shapes = [name for name in own if name in state and own[name].shape != state[name].shape]
    if missing or strange or shapes:
        faults = [("missing", missing), ("of another shape", shapes), ("unknown", strange)]
        raise not_its_weights(
            part, path, "; ".join(f"{len(names):,} {fault} ({first_few(names)})" for fault, names in faults if names)
        )
    module.load_state_dict(dict(state))


def not_its_weights(part: SpecPart, path: Path, why: str) -> WeightsError:
    """The error for weights that do not fit a network."""
    return WeightsError(
        f"{path} does not hold the weights of {part.text.partition('@')[0]!r}: {why}. Name the file that belongs to "
        "this encoder, or leave out '@PATH' to use the published weights."
    )
