"""`simlab import material|cosis|table|folders|pairs|embeddings`."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from simlab.cli.options import DistanceName, OutOption, SeedOption, WorkspaceArgument
from simlab.cli.reporting import print_table, reporting, say
from simlab.progress import Progress
from simlab.sources.import_summary import ImportSummary

app = typer.Typer(help="Make a workspace from a source, or add vectors to one.", no_args_is_help=True)
NameOption = Annotated[str | None, typer.Option(help="What people call the study; the folder's name by default.")]
ImagesOption = Annotated[Path | None, typer.Option(help="Folder of the pictures; without it labels only.")]


class Order(StrEnum):
    """Which candidate is A."""

    kept = "kept"
    random = "random"


class Kind(StrEnum):
    """Kinds of models."""

    cs = "cs"
    global_ = "global"
    baseline = "baseline"
    features = "features"


@app.command("material")
def material(
    source: Annotated[Path, typer.Argument(metavar="SRC", help="Folder with ennis/, stpeters/, answers_*.json.")],
    out: OutOption,
    validation_share: Annotated[float, typer.Option(help="Share of each reference's training answers.")] = 0.2,
    held_out_objects: Annotated[
        int, typer.Option(help="So many objects are kept out of training and validation entirely.", min=0)
    ] = 0,
    seed: SeedOption = 0,
    name: NameOption = None,
) -> None:
    """The material-appearance data of Lagunas et al. (TOG 2019)."""
    from simlab.sources import import_material

    _import(
        lambda progress: import_material(
            source,
            out,
            validation_share=validation_share,
            held_out_objects=held_out_objects,
            seed=seed,
            name=name,
            progress=progress,
        )
    )


@app.command("cosis")
def cosis(
    source: Annotated[Path, typer.Argument(metavar="SRC", help="Folder with txt_labels/, npy_labels/, …")],
    out: OutOption,
    images: ImagesOption = None,
    seed: SeedOption = 0,
    name: NameOption = None,
) -> None:
    """The CoSIS labels of Liao & Chen (KDD 2024)."""
    from simlab.sources import import_cosis

    _import(lambda progress: import_cosis(source, out, images=images, seed=seed, name=name, progress=progress))


@app.command("table")
def table(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or Parquet; see docs/formats.md.")],
    out: OutOption,
    images: ImagesOption = None,
    order: Annotated[Order, typer.Option(help="random: draw anew which candidate is A.")] = Order.kept,
    validation_share: Annotated[float, typer.Option(help="Of references, where there is no split column.")] = 0.2,
    test_share: Annotated[float, typer.Option(help="Of references, where there is no split column.")] = 0.2,
    seed: SeedOption = 0,
    name: NameOption = None,
    terms: Annotated[str, typer.Option("--license", help="Terms of images and answers.")] = "unknown",
) -> None:
    """A table of your own."""
    from simlab.sources import import_table

    _import(
        lambda progress: import_table(
            source,
            out,
            images=images,
            order=order.value,
            validation_share=validation_share,
            test_share=test_share,
            seed=seed,
            name=name,
            license=terms,
            progress=progress,
        )
    )


@app.command("folders")
def folders(
    sources: Annotated[list[Path], typer.Argument(metavar="DIR…", help="Folders that hold a folder per class.")],
    out: OutOption,
    validation: Annotated[
        list[str] | None, typer.Option(help="Name of a DIR whose pictures are of split validation; may be repeated.")
    ] = None,
    test: Annotated[
        list[str] | None, typer.Option(help="Name of a DIR whose pictures are of split test; may be repeated.")
    ] = None,
    name: NameOption = None,
    terms: Annotated[str, typer.Option("--license", help="Terms of the pictures.")] = "unknown",
) -> None:
    """Pictures in folders of their classes, at any depth: DIR/GROUP/CLASS/PICTURE."""
    from simlab.sources import import_folders

    _import(
        lambda progress: import_folders(
            sources, out, validation=validation or (), test=test or (), name=name, license=terms, progress=progress
        )
    )


@app.command("pairs")
def pairs(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="Folder of the pictures that ask.")],
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="Folder of their counterparts, of the same names.")],
    out: OutOption,
    unlabelled: Annotated[Path | None, typer.Option(help="Folder of further pictures, to learn from.")] = None,
    test_share: Annotated[float, typer.Option(help="Of the pairs; the others are validation.")] = 0.0,
    seed: SeedOption = 0,
    name: NameOption = None,
    terms: Annotated[str, typer.Option("--license", help="Terms of the pictures.")] = "unknown",
) -> None:
    """Two folders that show the same things, matched by file name."""
    from simlab.sources import import_pairs

    _import(
        lambda progress: import_pairs(
            source,
            target,
            out,
            unlabelled=unlabelled,
            test_share=test_share,
            seed=seed,
            name=name,
            license=terms,
            progress=progress,
        )
    )


@app.command("embeddings")
def embeddings(
    workspace: WorkspaceArgument,
    model: Annotated[str, typer.Option(help="Name of the model; made when new.")],
    kind: Annotated[Kind, typer.Option(help="What it is.")],
    pool: Annotated[str, typer.Option(help="The image pool whose index the rows are.")],
    file: Annotated[Path, typer.Option(help="A .npy file: row i is image index i of the pool.")],
    context: Annotated[str | None, typer.Option(help="Of a CS-model: its context cluster.")] = None,
    distance: Annotated[DistanceName, typer.Option(help="Of its vectors.")] = DistanceName.cosine,
) -> None:
    """Vectors that were computed elsewhere."""
    from simlab.sources import import_embeddings
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    _import(
        lambda progress: import_embeddings(
            opened,
            model=model,
            kind=kind.value,
            context=context,
            pool=pool,
            file=file,
            distance=distance.value,
            progress=progress,
        )
    )


def _import(work: Callable[[Progress], ImportSummary]) -> None:
    with reporting() as progress:
        summary = work(progress)
    print_table(str(summary.workspace), ["", ""], summary.table().to_numpy().tolist())
    if summary.cross_check is not None:
        shown = summary.cross_check.astype(str).set_index(summary.cross_check.columns[0]).T
        rows = [[what, *values] for what, values in zip(shown.index, shown.to_numpy().tolist(), strict=True)]
        print_table("Cross-check", ["", *shown.columns], rows)
    for warning in summary.warnings:
        say(f"Note: {warning}")
