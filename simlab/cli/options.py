"""Options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from simlab.errors import InputError


class DistanceName(StrEnum):
    """Distances between vectors."""

    cosine = "cosine"
    euclidean = "euclidean"


class StoreName(StrEnum):
    """Numbers in which vectors are stored."""

    fp32 = "fp32"
    fp16 = "fp16"


class PrecisionName(StrEnum):
    """In what networks compute."""

    fp32 = "fp32"
    bf16 = "bf16"
    fp16 = "fp16"


class SourceSplitName(StrEnum):
    """Splits as a source has them."""

    train = "train"
    validation = "validation"
    test = "test"


class SplitName(StrEnum):
    """Parts of a workspace that can be asked for."""

    train = "train"
    validation = "validation"
    check = "check"
    test = "test"


WorkspaceArgument = Annotated[str, typer.Argument(metavar="WS", help="Path or name of a workspace.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on standard output, and nothing else.")]
SeedOption = Annotated[int, typer.Option(help="Of everything random.", min=0)]
OutOption = Annotated[Path, typer.Option("--out", help="Folder of the new workspace; must not exist, or be empty.")]
RevealOption = Annotated[
    str | None, typer.Option(help="Why you look at the test split now; recorded, and needed for --split test.")
]
RenditionOption = Annotated[
    str | None, typer.Option(help="Answer with another picture of every object (a rendition's name).")
]
DeviceOption = Annotated[str, typer.Option(help="auto, cpu, cuda, mps.")]
PrecisionOption = Annotated[
    PrecisionName, typer.Option(help="In what networks compute: full precision, or autocast to half of it.")
]
ModelNameOption = Annotated[str | None, typer.Option("--name", help="Of the model.")]
StoreOption = Annotated[StoreName, typer.Option(help="Numbers of the stored vectors; fp16 takes half the room.")]
SplitOption = Annotated[
    SplitName, typer.Option(help="Which part; 'check' is what the study keeps apart of validation.")
]
MembersOption = Annotated[str, typer.Option(help="Names of models, separated by commas; the CS-models by default.")]


def check_out_folder(out: Path | None) -> None:
    """Refuse a file to be written whose folder does not exist, before long work is done for it.

    Raises:
        InputError: there is no such folder.
    """
    if out is not None and not out.parent.is_dir():
        raise InputError(f"--out {out}: there is no folder {out.parent}. Make it first.")


def names_in(listed: str) -> tuple[str, ...]:
    """The names in an option that lists them."""
    return tuple(name.strip() for name in listed.split(",") if name.strip())
