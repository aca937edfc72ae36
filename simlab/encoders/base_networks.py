"""What a trained network stands on: the network that its shape names, before head and adapters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from jaxtyping import Float
from torch import nn
from torch.nn.functional import interpolate, normalize

from simlab.encoders.backbones import PUBLISHED, Backbone, preparation_of
from simlab.encoders.backbones.scratch_networks import scratch_network
from simlab.encoders.network_shape import NetworkShape
from simlab.encoders.pixels import normalised
from simlab.encoders.preparation import Preparation, central_square
from simlab.encoders.spec import SPEC_FORMS, EncoderSpec, SpecPart, parse_spec
from simlab.errors import InputError
from simlab.workspace.fingerprints import fingerprint

_NETWORKS = ("scratch", "checkpoint", *PUBLISHED)
"""Prefixes of specs that name networks."""


@dataclass(frozen=True)
class BaseNetwork:
    """The network under head and adapters.

    Attributes:
        shape: as asked for, complete with size and defaults.
        module: normalised pixels to features.
        features: how many.
        preparation: the central square of a picture, with the statistics that normalise it.
        fingerprint: of what it computes, where its weights stay as they are and are not stored with the model.
    """

    shape: NetworkShape
    module: nn.Module
    features: int
    preparation: Preparation
    fingerprint: str | None = None


def base_from_scratch(shape: NetworkShape) -> BaseNetwork:
    """A network that timm knows, its weights drawn from torch's generator.

    Raises:
        InputError: there is no such network, or it cannot take pictures of this size.
    """
    size = shape.size or 96
    module, features = scratch_network(shape.backbone, size)
    return BaseNetwork(replace(shape, size=size), module, features, central_square(size))


def parts_under(shape: NetworkShape) -> tuple[SpecPart, ...]:
    """The parts of the spec that a shape names, for pictures of its size.

    Raises:
        InputError: see `require_trainable`; or the spec is for pictures of another size.
    """
    parts = parse_spec(shape.backbone).parts
    require_trainable(shape, parts)
    return parts if len(parts) > 1 else (_sized(parts[0], shape.size),)


def base_on(shape: NetworkShape, backbones: Sequence[Backbone]) -> BaseNetwork:
    """The networks that a shape names, one for each of `parts_under`: one as it is, several side by side.

    Raises:
        InputError: it cannot take pictures of this size.
    """
    if len(backbones) > 1:
        return _joined(shape, backbones)
    (backbone,) = backbones
    size = _side(backbone)
    if shape.size not in (None, size):
        raise InputError(
            f"{backbone.spec!r} takes {size} × {size} pixels, and the recipe asks for {shape.size}. Leave size out."
        )
    own = backbone.preparation
    return BaseNetwork(
        replace(shape, backbone=backbone.spec, size=size),
        backbone.module if backbone.features is backbone.module else _Features(backbone),
        backbone.dimensions,
        replace(central_square(size), interpolation=own.interpolation, mean=own.mean, std=own.std),
        None if shape.tuning == "full" else backbone.fingerprint(),
    )


def _joined(shape: NetworkShape, backbones: Sequence[Backbone]) -> BaseNetwork:
    size = shape.size or max(_side(backbone) for backbone in backbones)
    module = _JoinedNetworks(backbones)
    return BaseNetwork(
        replace(shape, backbone=EncoderSpec(parse_spec(shape.backbone).parts).text, size=size),
        module,
        sum(backbone.dimensions for backbone in backbones),
        replace(central_square(size), mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0)),
        fingerprint("joined", [backbone.fingerprint() for backbone in backbones]),
    )


def require_network(part: SpecPart) -> None:
    """Refuse a part that names no network.

    Raises:
        InputError: it names none.
    """
    if part.prefix not in _NETWORKS:
        raise InputError(
            f"{part.text!r} is no network. Networks begin with {', '.join(f'{name}:' for name in _NETWORKS)}"
        )


def require_trainable(shape: NetworkShape, parts: Sequence[SpecPart]) -> None:
    """Refuse a spec that cannot be tuned as a shape says.

    Raises:
        InputError: a part is no network, several are joined where one is trained, or a model of the workspace would be
            copied in full.
    """
    for part in parts:
        require_network(part)
    if len(parts) > 1 and shape.tuning != "head":
        raise InputError(
            f"{shape.backbone!r} joins {len(parts)} networks, and tuning={shape.tuning} trains one. Use tuning=head, "
            "which trains a head on all of them, or name one network."
        )
    if parts[0].prefix == "checkpoint" and shape.tuning == "full":
        raise InputError(
            f"{parts[0].text!r} cannot be the backbone where all weights are trained. Name the model as start_from "
            "(--from), with the backbone and size that it has; or train a head or adapters on it: tuning=head or "
            "tuning=lora."
        )


def _sized(part: SpecPart, size: int | None) -> SpecPart:
    """The part for pictures of this size."""
    if size is None:
        return part
    stated = part.options.get("size")
    if stated not in (None, size):
        raise InputError(f"{part.text!r} is for {stated} × {stated} pixels, and the recipe asks for {size}. Leave one.")
    if "size" in SPEC_FORMS[part.prefix].options and _native(part) != (size, size):
        return replace(part, options={**part.options, "size": size})
    return part


def _native(part: SpecPart) -> tuple[int, int] | None:
    return preparation_of(part).size if part.prefix == "timm" else None


class _Features(nn.Module):
    """A trained model as a backbone: what it gives before unit length."""

    def __init__(self, backbone: Backbone) -> None:
        super().__init__()
        self.network = backbone.module
        self._features = backbone.features

    def forward(self, pixels: torch.Tensor) -> Float[torch.Tensor, "images features"]:
        features: torch.Tensor = self._features(pixels)
        return features


class _JoinedNetworks(nn.Module):
    """Unit vectors of k networks side by side, over √k; each sees the picture at its own size and statistics."""

    def __init__(self, backbones: Sequence[Backbone]) -> None:
        super().__init__()
        self.networks = nn.ModuleList([backbone.module for backbone in backbones])
        self._backbones = tuple(backbones)

    def forward(self, pixels: Float[torch.Tensor, "images 3 size size"]) -> Float[torch.Tensor, "images features"]:
        vectors = [normalize(backbone.features(_scaled(pixels, backbone)), dim=1) for backbone in self._backbones]
        return torch.cat(vectors, dim=1).div(len(vectors) ** 0.5)


def _scaled(pixels: Float[torch.Tensor, "images 3 size size"], backbone: Backbone) -> torch.Tensor:
    own = backbone.preparation
    if tuple(pixels.shape[2:]) != own.size:
        pixels = interpolate(pixels, own.size, mode="bicubic", align_corners=False, antialias=True).clamp(0, 1)
    return normalised(pixels, own.mean, own.std)


def _side(backbone: Backbone) -> int:
    height, width = backbone.preparation.size
    if height != width:
        raise InputError(f"{backbone.spec!r} takes {height} × {width} pixels; training looks at square pictures.")
    return height
