"""Shapes and types in signatures, checked while tests run.

Only modules that annotate shapes are checked, and only in layers that trust their input: tests of the outer border
hand over wrong types on purpose, to see the refusal.
"""

from pathlib import Path

import jaxtyping
from beartype import BeartypeConf, beartype

LAYERS = ("evaluation", "ensembles", "maps")
PACKAGE = Path(__file__).resolve().parents[1] / "simlab"

check = beartype(conf=BeartypeConf(is_pep484_tower=True))


def shaped_modules() -> list[str]:
    """The modules of LAYERS that say what shape an array has."""
    files = sorted(path for layer in LAYERS for path in (PACKAGE / layer).rglob("*.py"))
    shaped = [path for path in files if "from jaxtyping import" in path.read_text(encoding="utf-8")]
    return [".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in shaped]


def install(name: str) -> None:
    """Check them from now on; `name` is the name that this module can be imported by."""
    jaxtyping.install_import_hook(shaped_modules(), f"{name}.check")
