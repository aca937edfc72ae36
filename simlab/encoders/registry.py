"""Encoder specs: `PREFIX:REST` names an encoder, and this is the list of prefixes.

| spec | encoder |
|---|---|
| `hash:perceptual` | 64-bit perceptual hash |
| `histogram:hsv` | colour histogram |
| `scratch:TIMM_NAME[?size=96&seed=0]` | any timm backbone at seeded random weights |
| `checkpoint:MODEL_OR_FOLDER` | a model trained in the workspace, or a folder that holds one |

What an encoder needs (torch, timm, ImageHash) is imported when one of its kind is opened.
"""

from collections.abc import Callable
from urllib.parse import parse_qsl

from simlab.encoders.encoder import Encoder
from simlab.errors import InputError, MissingDependencyError
from simlab.workspace import Workspace

Factory = Callable[[str, Workspace | None], Encoder]


def known_specs() -> list[str]:
    """The forms of spec that can be opened, for help texts and messages."""
    return [form for form, _ in _FACTORIES.values()]


def open_encoder(spec: str, workspace: Workspace | None = None) -> Encoder:
    """The encoder that a spec names.

    Args:
        spec: see the module.
        workspace: where `checkpoint:` looks for models by name.

    Raises:
        InputError: the spec is not known or not complete.
        NotFoundError: it names a model that does not exist.
        MissingDependencyError: a package it needs is not installed.
    """
    prefix, colon, rest = spec.partition(":")
    if prefix not in _FACTORIES or not colon:
        raise InputError(f"{spec!r} names no known encoder. Known specs: {', '.join(known_specs())}.")
    form, factory = _FACTORIES[prefix]
    if not rest:
        raise InputError(f"{spec!r} is not complete; it should read {form}.")
    try:
        return factory(rest, workspace)
    except ImportError as error:
        raise MissingDependencyError(
            f"Encoder {spec!r} needs the package {error.name!r}. Install it: pip install -r requirements.txt"
        ) from None


def _perceptual_hash(rest: str, workspace: Workspace | None) -> Encoder:
    if rest != "perceptual":
        raise InputError(f"'hash:{rest}' names no known hash. Known specs: hash:perceptual.")
    from simlab.encoders.perceptual_hash import PerceptualHash

    return PerceptualHash()


def _colour_histogram(rest: str, workspace: Workspace | None) -> Encoder:
    if rest != "hsv":
        raise InputError(f"'histogram:{rest}' names no known histogram. Known specs: histogram:hsv.")
    from simlab.encoders.colour_histogram import ColourHistogram

    return ColourHistogram()


def _scratch_backbone(rest: str, workspace: Workspace | None) -> Encoder:
    backbone, _, query = rest.partition("?")
    options = {"size": 96, "seed": 0}
    for key, value in parse_qsl(query, keep_blank_values=True):
        if key not in options or not value.isdigit():
            raise InputError(
                f"'scratch:{rest}' has an option that is not understood ({key}={value}). Options are size (pixels) "
                "and seed, whole numbers: scratch:resnet10t?size=96&seed=0"
            )
        options[key] = int(value)
    from simlab.encoders.embedding_network import NetworkShape, build_network
    from simlab.encoders.network_encoder import NetworkEncoder

    spec = f"scratch:{backbone}?size={options['size']}&seed={options['seed']}"
    return NetworkEncoder(spec, build_network(NetworkShape(backbone, options["size"]), options["seed"]))


def _trained_model(rest: str, workspace: Workspace | None) -> Encoder:
    from simlab.encoders.model_files import model_folder, read_model
    from simlab.encoders.network_encoder import NetworkEncoder

    return NetworkEncoder(f"checkpoint:{rest}", read_model(model_folder(workspace, rest)))


_FACTORIES: dict[str, tuple[str, Factory]] = {
    "hash": ("hash:perceptual", _perceptual_hash),
    "histogram": ("histogram:hsv", _colour_histogram),
    "scratch": ("scratch:TIMM_NAME[?size=96&seed=0]", _scratch_backbone),
    "checkpoint": ("checkpoint:MODEL_OR_FOLDER", _trained_model),
}
