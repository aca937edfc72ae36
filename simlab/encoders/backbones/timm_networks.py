"""Features of the models that timm lists: DINO, DINOv2, DINOv3 and every other name."""

import difflib
import logging
import math
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import timm
import torch
from timm.data.config import resolve_data_config
from timm.models import get_pretrained_cfg
from torch import nn

from simlab.encoders.backbones.backbone import Backbone
from simlab.encoders.backbones.strict_loading import not_its_weights
from simlab.encoders.preparation import Preparation, Resize
from simlab.encoders.spec import SpecPart
from simlab.encoders.weights import require_weights, weights_of
from simlab.errors import InputError, MissingDependencyError, first_few

_RESIZE: dict[str, Resize] = {"center": "shorter side", "border": "longer side", "squash": "both sides"}
_POOLING = {"token": "class token", "avg": "mean", "": "none"}
_MAX_SIZE = 2048
_timm_log = logging.getLogger("timm.models._builder")


def timm_names() -> tuple[str, ...]:
    """Every model with every set of weights that timm lists for it, as `MODEL.WEIGHTS`."""
    return tuple(timm.list_models(pretrained=True))


def timm_preparation(part: SpecPart) -> Preparation:
    """How timm prepares pictures for these weights when a model is evaluated.

    Raises:
        InputError: timm lists no such model, or the size is none that can be used.
    """
    config = _config(part)
    size = part.options.get("size")
    asked = {} if size is None else {"input_size": (3, size, size)}
    data = resolve_data_config(asked, pretrained_cfg=config)  # type: ignore[no-untyped-call]
    channels, height, width = data["input_size"]
    if channels != 3:
        raise InputError(f"{part.name!r} looks at {channels} channels; encoders look at RGB pictures.")
    mean, std, crop = data["mean"], data["std"], data["crop_pct"]
    return Preparation(
        (height, width),
        (math.floor(height / crop), math.floor(width / crop)),
        _RESIZE[data["crop_mode"]],
        data["interpolation"],
        (mean[0], mean[1], mean[2]),
        (std[0], std[1], std[2]),
        (round(255 * mean[0]), round(255 * mean[1]), round(255 * mean[2]))
        if data["crop_mode"] == "border"
        else (0,) * 3,
    )


def timm_backbone(part: SpecPart, *, weights: bool = True) -> Backbone:
    """The model without its classifier: pooled features as timm gives them.

    Args:
        part: names the model and its weights.
        weights: False leaves them out, for random ones from torch's generator.

    Raises:
        InputError: timm lists no such model or weights, or the model cannot take pictures of that size.
        WeightsMissingError: the weights are not on this machine.
        WeightsError: they are damaged, or those of another model.
        MissingDependencyError: the model needs a package that is not installed.
    """
    preparation = timm_preparation(part)
    config = _config(part)
    name = ".".join(filter(None, (config["architecture"], config.get("tag"))))
    complete = SpecPart("timm", name, part.options, part.path)
    sized: dict[str, Any] = (
        {"img_size": preparation.size} if "size" in part.options and config.get("fixed_input_size") else {}
    )
    if weights:
        module = _with_weights(complete, require_weights(weights_of(complete.text)[0]), sized)
    else:
        module = timm.create_model(config["architecture"], pretrained=False, num_classes=0, **sized)
    return Backbone(
        complete.text,
        module,
        module,
        preparation,
        _width(module, complete, preparation.size),
        {"package": "timm", "model": config["architecture"], **sized},
        {"pooling": _pooling(module)},
    )


def _config(part: SpecPart) -> dict[str, Any]:
    """What timm says of the model and its weights."""
    architecture = part.name.partition(".")[0]
    size = part.options.get("size")
    if size is not None and not 16 <= size <= _MAX_SIZE:
        raise InputError(f"The input size must be 16 to {_MAX_SIZE} pixels; {part.text!r} asks for {size}.")
    known = timm.is_model(architecture)
    try:
        config = get_pretrained_cfg(part.name) if known else None
    except RuntimeError:  # timm's answer to weights it does not list
        config = None
    if config is None:
        listed = timm.list_models(f"{architecture}.*", pretrained=True) if known else timm_names()
        near = difflib.get_close_matches(part.name, listed, 3, cutoff=0.5) or listed[:3]
        raise InputError(
            f"timm {timm.__version__} lists no {part.name!r} (near: {', '.join(near) or 'none'}). "
            "`simlab encoders list timm` shows all."
        )
    return asdict(config)


def _with_weights(part: SpecPart, path: Path, sized: dict[str, Any]) -> nn.Module:
    with torch.random.fork_rng(devices=[]), _missing_weights() as missing:
        try:
            module: nn.Module = timm.create_model(
                part.name, pretrained=True, pretrained_cfg_overlay={"file": str(path)}, num_classes=0, **sized
            )
        except ImportError as error:
            raise MissingDependencyError(f"{part.text!r} needs a package that is not installed: {error}.") from None
        # What is raised depends on which of a file's contents timm stumbles over, and in which of its families.
        except Exception as error:
            why = " ".join(str(error).split()) or type(error).__name__
            raise not_its_weights(part, path, textwrap.shorten(why, 200, placeholder=" …")) from None
    if missing:
        raise not_its_weights(part, path, missing[0])
    return module


@contextmanager
def _missing_weights() -> Iterator[list[str]]:
    """What timm says, in its log alone, of weights that a file lacks when it drops a classifier.

    Such weights would stay random, and the network would give other vectors each time it is opened.
    """
    said: list[str] = []
    thread = threading.get_ident()

    def heard(record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if record.thread == thread and text.startswith("Missing keys"):
            names = text[text.index("(") + 1 : text.rindex(")")].split(", ")
            said.append(f"{len(names):,} missing ({first_few(names)})")
        return record.thread != thread

    _timm_log.setLevel(logging.INFO)
    _timm_log.addFilter(heard)
    try:
        yield said
    finally:
        _timm_log.removeFilter(heard)


def _width(module: nn.Module, part: SpecPart, size: tuple[int, int]) -> int:
    """The length of the features, found by trying, since timm's own attributes differ between families."""
    module.eval()
    try:
        with torch.inference_mode():
            output = module(torch.zeros(1, 3, *size))
    except (RuntimeError, AssertionError, ValueError) as error:
        raise InputError(f"{part.text!r} cannot take pictures of {size[0]} × {size[1]} pixels: {error}") from None
    if output.ndim != 2:
        raise InputError(f"{part.text!r} gives features of shape {tuple(output.shape[1:])}; one vector is needed.")
    return int(output.shape[1])


def _pooling(module: nn.Module) -> str:
    for holder in (module, getattr(module, "head", None)):
        pool = getattr(holder, "global_pool", None)
        name = pool if isinstance(pool, str) else getattr(pool, "pool_type", None)
        if isinstance(name, str):
            return _POOLING.get(name, name)
    return "the network's own"
