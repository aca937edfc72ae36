"""Image towers of the models that open_clip lists.

Only the image tower is built: text towers would double the memory, and some of them need files of their own.
"""

import difflib
from pathlib import Path
from typing import Any

import open_clip
import torch
from jaxtyping import Float
from open_clip.model import CLIPVisionCfg, _build_vision_tower
from open_clip.transform import PreprocessCfg, merge_preprocess_dict
from torch import nn

from simlab.encoders.backbones.backbone import Backbone
from simlab.encoders.backbones.strict_loading import load_strictly
from simlab.encoders.preparation import Preparation, Resize
from simlab.encoders.spec import SpecPart
from simlab.encoders.weights import load_state, require_weights, weights_of
from simlab.errors import InputError, WeightsError

_RESIZE: dict[str, Resize] = {"shortest": "shorter side", "longest": "longer side", "squash": "both sides"}
_POOLING = {"tok": "class token", "avg": "mean of tokens", "none": "none"}
_TOWER = "visual."


def open_clip_names() -> tuple[str, ...]:
    """Every model with every set of weights that open_clip lists for it, as `MODEL/WEIGHTS`."""
    return tuple(f"{model}/{weights}" for model, weights in open_clip.list_pretrained())


def open_clip_preparation(part: SpecPart) -> Preparation:
    """How open_clip prepares pictures for these weights.

    Raises:
        InputError: open_clip lists no such model, or no such weights of it.
    """
    config, listed = _configs(part)
    wanted = PreprocessCfg(**merge_preprocess_dict(PreprocessCfg(), listed))
    side = CLIPVisionCfg(**config["vision_cfg"]).image_size
    size = (side, side) if isinstance(side, int) else (side[0], side[1])
    mean, std, fill = wanted.mean, wanted.std, wanted.fill_color
    return Preparation(
        size,
        size,
        _RESIZE[wanted.resize_mode],
        wanted.interpolation,
        (mean[0], mean[1], mean[2]),
        (std[0], std[1], std[2]),
        (fill, fill, fill),
    )


def open_clip_backbone(part: SpecPart, *, weights: bool = True) -> Backbone:
    """The image tower, with its projection into the space that images and texts share.

    QuickGELU is used where the weights were trained with it, whatever the model's name says: open_clip itself only
    warns when `ViT-B-32` is given the weights of OpenAI.

    Args:
        part: names the model and its weights.
        weights: False leaves them out, for random ones.

    Raises:
        InputError: open_clip lists no such model, or no such weights of it.
        WeightsMissingError: the weights are not on this machine.
        WeightsError: they are damaged, or those of another model.
    """
    preparation = open_clip_preparation(part)
    config, listed = _configs(part)
    quick = bool(config.get("quick_gelu") or listed.get("quick_gelu"))
    vision = CLIPVisionCfg(**{**config["vision_cfg"], "timm_model_pretrained": False})
    path = require_weights(weights_of(part.text)[0]) if weights else None
    with torch.random.fork_rng(devices=[]):
        tower = _Tower(_build_vision_tower(config["embed_dim"], vision, quick))
    if path is not None:
        _fill(tower, part, path)
    return Backbone(
        part.text,
        tower,
        tower,
        preparation,
        config["embed_dim"],
        {"package": "open_clip", "model": part.name.partition("/")[0], "quick_gelu": quick},
        _notes(vision, quick),
    )


class _Tower(nn.Module):
    """An image tower that gives one vector, also where the model's own gives its tokens beside it (CoCa)."""

    def __init__(self, visual: nn.Module) -> None:
        super().__init__()
        self.visual = visual

    def forward(self, pixels: torch.Tensor) -> Float[torch.Tensor, "images dimensions"]:
        output = self.visual(pixels)
        vectors: torch.Tensor = output[0] if isinstance(output, tuple) else output
        return vectors


def _fill(tower: _Tower, part: SpecPart, path: Path) -> None:
    state = load_state(path)
    found = {name: value for name, value in state.items() if name.startswith(_TOWER)}
    if not found:
        raise WeightsError(
            f"{path} holds no image tower of open_clip ({len(state):,} weights, none of which begins with {_TOWER!r}). "
            f"Name a file that open_clip wrote for {part.text.partition('@')[0]!r}."
        )
    load_strictly(tower, found, part, path)


def _configs(part: SpecPart) -> tuple[dict[str, Any], dict[str, Any]]:
    """What open_clip says of the model, and of the weights."""
    model, _, weights = part.name.partition("/")
    config = open_clip.get_model_config(model)
    listed = open_clip.get_pretrained_cfg(model, weights)
    if config is None or not listed:
        near = difflib.get_close_matches(part.name, open_clip_names(), 3, cutoff=0.5)
        raise InputError(
            f"open_clip {open_clip.__version__} lists no {part.name!r} (near: {', '.join(near) or 'none'}). "
            "`simlab encoders list open_clip` shows all; weights of one's own follow the name of those they come from: "
            "open_clip:MODEL/WEIGHTS@PATH"
        )
    return config, listed


def _notes(vision: CLIPVisionCfg, quick: bool) -> dict[str, Any]:
    if vision.timm_model_name:
        return {
            "pooling": vision.timm_pool or "the network's own",
            "projection": vision.timm_proj or "the network's own",
        }
    if isinstance(vision.layers, tuple | list) or vision.attentional_pool:
        pooling = "attention"
    else:
        pooling = _POOLING[vision.pool_type]
    return {"pooling": pooling, "projection": "linear", "activation": "QuickGELU" if quick else "GELU"}
