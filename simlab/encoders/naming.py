"""What a model is called in a workspace when nobody names it: after its encoder."""

import re

from simlab.encoders.presets import PRESETS, spec_of

_PATH = re.compile(r"@(?:[^+]*/)?([^/+]+?)(?:\.[A-Za-z]+)?(?=\+|$)")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._+-]+")


def model_name(encoder: str) -> str:
    """The name that the vectors of an encoder get: a preset's label, else its spec, without what names may not hold.

    Of the path of local weights only the last part is kept.

    Args:
        encoder: a spec, or the label of a preset in any case of letters.
    """
    label = next((preset.label for preset in PRESETS if preset.spec == spec_of(encoder)), encoder)
    return _NOT_IN_NAMES.sub("-", _PATH.sub(r"-\1", label)).strip("-")
