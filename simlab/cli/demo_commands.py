"""`simlab demo build|results|pack` and `simlab paint`."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from simlab.cli.options import JsonOption, RevealOption, SeedOption, WorkspaceArgument
from simlab.cli.reporting import print_json, print_table, reporting, say

app = typer.Typer(help="The procedural demo world (synthetic).", no_args_is_help=True)
JobsOption = Annotated[int | None, typer.Option(help="Processor threads; as many as there are by default.", min=1)]


class Size(StrEnum):
    """How large a demo world is."""

    small = "small"
    paper = "paper"


class ResultSplit(StrEnum):
    """Splits that the table can be made for."""

    validation = "validation"
    test = "test"


@app.command("build")
def build(
    out: Annotated[Path | None, typer.Option(help="The workspace; by default demo-SIZE-SEED among yours.")] = None,
    seed: SeedOption = 0,
    size: Annotated[Size, typer.Option(help="paper: the sizes of CoSIS; small: to try things out.")] = Size.paper,
    jobs: JobsOption = None,
    references_per_context: Annotated[
        int | None, typer.Option(help="Training references of each context.", min=1)
    ] = None,
    triples_per_context: Annotated[
        int | None, typer.Option(help="Training triples of each context, a multiple of 3.", min=3)
    ] = None,
) -> None:
    """Paint a world, ask the simulated annotator, train the models, fit the maps, draw the designs.

    Stopped at any point, the same command goes on where it was.
    """
    from simlab.studies.demo.build import DemoBuild, build_demo
    from simlab.studies.demo.sizes import demo_size
    from simlab.workspace import new_workspace_folder

    counts = demo_size(
        size.value, references_per_context=references_per_context, triples_per_context=triples_per_context
    )
    path = out or new_workspace_folder(f"demo-{size.value}-{seed}")
    with reporting() as progress:
        made = build_demo(path.resolve(), DemoBuild(seed, counts, jobs or os.cpu_count() or 1), progress)
    say(f"The demo is in {made.path} (synthetic). Figures: simlab demo results {made.path}")


@app.command("results")
def results(
    workspace: WorkspaceArgument,
    split: Annotated[ResultSplit, typer.Option(help="Which split.")] = ResultSplit.validation,
    reveal: RevealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Every model and ensemble of a demo world, with its noise ceiling."""
    from simlab.evaluation.wording import accuracy_text, difference_text
    from simlab.studies.demo.results import demo_results
    from simlab.workspace import Workspace

    found = demo_results(Workspace.open(workspace), split.value, reveal)
    if as_json:
        print_json(found.to_json())
        return
    print_table(
        f"{split.value} split (SYNTHETIC)",
        ["", "what", "own context", "over the backbone there", "all contexts"],
        [
            [
                row.name,
                row.what,
                accuracy_text(row.own) if row.own else "",
                difference_text(row.gain) if row.gain else "",
                accuracy_text(row.accuracy),
            ]
            for row in found.rows
        ],
    )
    for against, difference in found.differences.items():
        say(f"The well drawn design against {against}: {difference_text(difference)}")
    say(f"10-nearest-neighbour context purity of the backbone's features: {found.purity:.3f}")


@app.command("pack")
def pack(
    workspace: WorkspaceArgument,
    out: Annotated[Path, typer.Option(help="The folder of the copy; one that is there is replaced.")],
) -> None:
    """Make the copy of a built demo that is shipped with SimLab."""
    from simlab.workspace import Workspace
    from simlab.workspace.shipping import ship

    size = ship(Workspace.open(workspace), out.resolve())
    say(f"{out} has {size / 1e6:.1f} MB.")


def paint(workspace: WorkspaceArgument, jobs: JobsOption = None) -> None:
    """Paint all generated pictures of a workspace ahead of time; they are kept in its cache."""
    from simlab.workspace import Workspace

    with reporting() as progress:
        count = Workspace.open(workspace).paint_pictures(jobs or os.cpu_count() or 1, progress)
    say(f"{count:,} pictures are painted.")
