"""Networks with published weights, by the part of a spec that names them; packages are imported when one is opened."""

from simlab.encoders.backbones.backbone import Backbone
from simlab.encoders.preparation import Preparation
from simlab.encoders.spec import SpecPart

PUBLISHED = ("open_clip", "timm")
"""Prefixes of their specs."""


def published_backbone(part: SpecPart, *, weights: bool = True) -> Backbone:
    """The network that `part` names, on the processor; nothing is downloaded.

    Args:
        part: of prefix open_clip or timm.
        weights: False leaves its weights out, which then need not be here; those of the network are random.

    Raises:
        InputError: the package lists no such network or weights.
        WeightsMissingError: its weights are not on this machine.
        WeightsError: they are damaged, or those of another network.
        MissingDependencyError: the package is not installed.
    """
    if part.prefix == "open_clip":
        from simlab.encoders.backbones.open_clip_towers import open_clip_backbone

        return open_clip_backbone(part, weights=weights)
    from simlab.encoders.backbones.timm_networks import timm_backbone

    return timm_backbone(part, weights=weights)


def preparation_of(part: SpecPart) -> Preparation:
    """How pictures are prepared for published weights, which need not be on this machine.

    Args:
        part: of prefix open_clip or timm.

    Raises:
        InputError: the package lists no such network or weights.
    """
    if part.prefix == "open_clip":
        from simlab.encoders.backbones.open_clip_towers import open_clip_preparation

        return open_clip_preparation(part)
    from simlab.encoders.backbones.timm_networks import timm_preparation

    return timm_preparation(part)
