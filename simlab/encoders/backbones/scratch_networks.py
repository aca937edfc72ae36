"""Architectures of timm's by name alone, at random weights, for pictures of any size that they can take."""

import difflib

import timm
import torch
from torch import nn

from simlab.errors import InputError, MissingDependencyError


def scratch_network(name: str, size: int) -> tuple[nn.Module, int]:
    """The network without its classifier at weights drawn from torch's generator, and the width of its features.

    Raises:
        InputError: timm knows no such backbone, or it cannot take this input size.
        MissingDependencyError: it needs a package that is not installed.
    """
    if name not in timm.list_models():
        near = ", ".join(difflib.get_close_matches(name, timm.list_models(), 3)) or "none of a similar name"
        raise InputError(
            f"timm {timm.__version__} knows no backbone {name!r} (near: {near}). `timm.list_models()` lists all."
        )
    try:
        model: nn.Module = timm.create_model(name, pretrained=False, num_classes=0)
        if hasattr(model, "patch_embed"):  # transformers fix their grid when built
            model = timm.create_model(name, pretrained=False, num_classes=0, img_size=size)
    except ImportError as error:
        raise MissingDependencyError(f"Backbone {name!r} needs a package that is not installed: {error}.") from None
    return model, _features(model, size)


def _features(backbone: nn.Module, size: int) -> int:
    """The width of the backbone's output, found by trying, since timm's own attributes differ between families."""
    backbone.eval()
    try:
        with torch.inference_mode():
            output = backbone(torch.zeros(1, 3, size, size))
    except (RuntimeError, AssertionError, ValueError) as error:
        raise InputError(f"The backbone cannot take pictures of {size} × {size} pixels: {error}") from None
    finally:
        backbone.train()
    if output.ndim != 2:
        raise InputError(f"The backbone gives features of shape {tuple(output.shape[1:])}; one vector is needed.")
    return int(output.shape[1])
