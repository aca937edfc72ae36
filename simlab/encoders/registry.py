"""From a spec to the encoder that it names; see `simlab.encoders.spec` for how specs read.

What an encoder needs (torch, timm, open_clip, ImageHash) is imported when one of its kind is opened.
"""

from collections.abc import Callable

from simlab.encoders.encoder import Encoder
from simlab.encoders.presets import spec_of
from simlab.encoders.spec import SpecPart, parse_spec
from simlab.errors import InputError, MissingDependencyError
from simlab.workspace import Workspace


def open_encoder(spec: str, workspace: Workspace | None = None) -> Encoder:
    """The encoder that a spec names; nothing is downloaded.

    Args:
        spec: a spec, or the label of a preset.
        workspace: where `checkpoint:` looks for models by name.

    Raises:
        InputError: the spec is not known or not complete.
        NotFoundError: it names a trained model that does not exist.
        WeightsMissingError: its weights are not on this machine.
        WeightsError: they are damaged, or those of another network.
        MissingDependencyError: a package it needs is not installed.
    """
    parsed = parse_spec(spec_of(spec))
    try:
        encoders = [_OPENERS.get(part.prefix, _network)(part, workspace) for part in parsed.parts]
        if len(encoders) == 1:
            return encoders[0]
        from simlab.encoders.concatenation import Concatenation

        return Concatenation(encoders)
    except ImportError as error:
        raise MissingDependencyError(
            f"Encoder {spec!r} needs the package {error.name!r}. Install it: pip install -r requirements.txt"
        ) from None


def _image_hash(part: SpecPart, workspace: Workspace | None) -> Encoder:
    from simlab.encoders.image_hash import HashEncoder

    return HashEncoder(part.name)


def _colour_histogram(part: SpecPart, workspace: Workspace | None) -> Encoder:
    if part.name != "hsv":
        raise InputError(f"{part.text!r} names no known histogram. Known specs: histogram:hsv.")
    from simlab.encoders.colour_histogram import ColourHistogram

    return ColourHistogram()


def _network(part: SpecPart, workspace: Workspace | None) -> Encoder:
    from simlab.encoders.network_encoder import NetworkEncoder
    from simlab.encoders.networks import open_backbone

    models = workspace.path / "models" if workspace is not None else None
    return NetworkEncoder(open_backbone(part, models))


_OPENERS: dict[str, Callable[[SpecPart, Workspace | None], Encoder]] = {
    "hash": _image_hash,
    "histogram": _colour_histogram,
}
