"""Encoder specs: how an encoder is named in a command, on a page and in a sidecar.

    SPEC := PART ("+" PART)*
    PART := PREFIX:NAME[?key=value&…][@PATH]

A "+" separates parts only where a known prefix follows it, and the name of a checkpoint may be any path.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

from simlab.encoders.presets import PRESETS
from simlab.errors import InputError


@dataclass(frozen=True)
class SpecForm:
    """How the specs of one prefix read.

    Attributes:
        form: for help texts and messages.
        about: what such a spec names.
        options: the keys that may follow a "?"; their values are whole numbers.
        local: whether weights of one's own may be named after an "@".
    """

    form: str
    about: str
    options: tuple[str, ...] = ()
    local: bool = False


SPEC_FORMS = {
    "hash": SpecForm("hash:perceptual|average|difference|wavelet", "64-bit image hash"),
    "histogram": SpecForm("histogram:hsv", "colour histogram"),
    "scratch": SpecForm(
        "scratch:TIMM_NAME[?size=96&seed=0]", "any timm backbone at seeded random weights", ("size", "seed")
    ),
    "checkpoint": SpecForm(
        "checkpoint:MODEL_OR_FOLDER", "a model trained in the workspace, or a folder that holds one"
    ),
    "open_clip": SpecForm("open_clip:MODEL/WEIGHTS[@PATH]", "image tower of a model that open_clip lists", (), True),
    "timm": SpecForm("timm:NAME[?size=PIXELS][@PATH]", "features of a model that timm lists", ("size",), True),
}
_SEPARATOR = re.compile(rf"\+(?=(?:{'|'.join(SPEC_FORMS)}):)")


@dataclass(frozen=True)
class SpecPart:
    """One encoder of a spec.

    Attributes:
        prefix: a key of `SPEC_FORMS`.
        name: what stands between the colon and options or path.
        options: as written, in that order.
        path: of weights of one's own, absolute: a file or a folder.
    """

    prefix: str
    name: str
    options: dict[str, int] = field(default_factory=dict, hash=False)
    path: Path | None = None

    @property
    def text(self) -> str:
        """The part as it is written."""
        options = "&".join(f"{key}={value}" for key, value in self.options.items())
        return (
            f"{self.prefix}:{self.name}" + (f"?{options}" if options else "") + (f"@{self.path}" if self.path else "")
        )


@dataclass(frozen=True)
class EncoderSpec:
    """A parsed spec: one part, or several whose unit vectors are concatenated."""

    parts: tuple[SpecPart, ...]

    @property
    def text(self) -> str:
        """The spec as it is written."""
        return "+".join(part.text for part in self.parts)


def known_specs() -> list[str]:
    """The forms of spec that can be opened, for help texts and messages."""
    return [form.form for form in SPEC_FORMS.values()]


def parse_spec(text: str) -> EncoderSpec:
    """The spec that a text says.

    Raises:
        InputError: a prefix is not known, a name is missing, or an option is not understood.
    """
    return EncoderSpec(tuple(_part(part) for part in _SEPARATOR.split(text.strip())))


def _part(text: str) -> SpecPart:
    prefix, colon, rest = text.partition(":")
    known = SPEC_FORMS.get(prefix)
    if known is None or not colon:
        raise InputError(
            f"{text!r} names no known encoder. Known specs: {', '.join(known_specs())}; or a preset: "
            f"{', '.join(preset.label for preset in PRESETS)}."
        )
    path = ""
    if known.local:
        rest, at, path = rest.partition("@")
        if at and not path:
            raise InputError(f"{text!r} names no file or folder after '@'; it should read {known.form}.")
    query = ""
    if prefix != "checkpoint":
        rest, _, query = rest.partition("?")
    if not rest:
        raise InputError(f"{text!r} is not complete; it should read {known.form}.")
    return SpecPart(prefix, rest, _options(text, query, known), Path(path).expanduser().absolute() if path else None)


def _options(text: str, query: str, known: SpecForm) -> dict[str, int]:
    options = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        if key not in known.options or not (value.isascii() and value.isdigit()):
            takes = f"whole numbers for {' and '.join(known.options)}" if known.options else "no options"
            raise InputError(
                f"{text!r} has an option that is not understood ({key}={value}). Such specs take {takes}: {known.form}"
            )
        options[key] = int(value)
    return options
