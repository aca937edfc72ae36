"""`simlab suggest`, `simlab design from-credibility|export|import`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simlab.cli.options import (
    JsonOption,
    MembersOption,
    WorkspaceArgument,
    check_out_folder,
    names_in,
)
from simlab.cli.reporting import print_json, print_table, say

if TYPE_CHECKING:
    from simlab.studies.designs.remapping import RemappedRegion
    from simlab.studies.designs.suggestions import DesignSuggestions

app = typer.Typer(no_args_is_help=True)


@app.callback()
def design() -> None:
    """Make, export and import designs."""


@app.command("from-credibility")
def from_credibility(
    workspace: WorkspaceArgument,
    map_id: Annotated[str, typer.Option("--map", metavar="MAP", help="Id of the map to draw on.")],
    name: Annotated[str, typer.Option(help="Of the new design.")],
    members: MembersOption = "",
) -> None:
    """Turn the credibility map of a map into regions: where one member is ahead of all others, it answers."""
    from simlab.maps import load_map
    from simlab.studies.designs.named import create_design
    from simlab.studies.designs.suggestions import design_from_credibility
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    reference_map = load_map(opened, map_id)
    made = design_from_credibility(opened, reference_map, names_in(members))
    create_design(opened, name, reference_map, made)
    regions = ", ".join(region.name for region in made.regions)
    say(
        f"Design {name} on map {map_id}: {len(made.regions)} regions ({regions}); elsewhere the mean of the members "
        "answers. Shapes and models come from validation answers: its validation figure is in-sample."
    )


@app.command("export")
def export(
    workspace: WorkspaceArgument,
    design: Annotated[str, typer.Option(help="Name of a saved design.")],
    out: Annotated[Path, typer.Option(metavar="FILE.json", help="The file to write.")],
) -> None:
    """Write a design to a file: regions, rules, and which map and models they are about."""
    from simlab.studies.designs.exchange import design_file
    from simlab.workspace import Workspace
    from simlab.workspace.atomic import write_bytes

    check_out_folder(out)
    exported = design_file(Workspace.open(workspace), design)
    write_bytes(out, exported.to_bytes())
    drawn = exported.design
    say(
        f"Wrote {out}: design {design}, {_regions_text(len(drawn.regions))} on map {drawn.map_id} "
        f"({drawn.map_fingerprint}), models {', '.join(drawn.models) or 'none by name'}."
    )


@app.command("import")
def import_file(
    workspace: WorkspaceArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help="What `simlab design export` wrote.")],
    name: Annotated[str | None, typer.Option(help="Of the new design; as in the file by default.")] = None,
    remap: Annotated[
        str | None,
        typer.Option(metavar="MAP", help="Draw the same members on this map instead: hulls, marked approximate."),
    ] = None,
) -> None:
    """Take over a design from a file; a map or model that differs is refused."""
    from simlab.maps import load_map
    from simlab.studies.designs.exchange import import_design, read_file
    from simlab.studies.designs.remapping import import_on_map
    from simlab.workspace import Workspace

    opened, found = Workspace.open(workspace), read_file(file)
    if found.seen is not None and found.seen.account:
        say(found.seen.account)
    remapped: tuple[RemappedRegion, ...] = ()
    if remap is None:
        made = import_design(opened, found, name)
    else:
        made, remapped = import_on_map(opened, found, load_map(opened, remap), name)
    said = f"Design {made.name}: {_regions_text(len(made.design.regions))} on map {made.design.map_id}"
    if not remapped:
        say(f"{said}, as in {file}.")
        return
    _print_remapped(remapped, found.design.map_id, made.design.map_id)
    left_out = [region.name for region in remapped if not region.n_placed]
    say(
        f"{said}: APPROXIMATE, hulls of the members on map {found.design.map_id}."
        + (f" Left out, because no member lies on the map: {', '.join(left_out)}." if left_out else "")
    )


def suggest(
    workspace: WorkspaceArgument,
    design: Annotated[str, typer.Option(help="Name of a saved design.")],
    members: MembersOption = "",
    as_json: JsonOption = False,
) -> None:
    """Regions in which another model beats the design as it is, found and judged on different references.

    Each holds at least 20 references that found it and 20 others that judged it. Intervals and p-values are corrected
    for all regions judged; where nothing can be told from chance, nothing is proposed.
    """
    from simlab.studies.designs.suggestions import design_suggestions
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    result = design_suggestions(opened, design, names_in(members))
    if as_json:
        print_json(result.to_json())
        return
    _print_suggestions(result)


def _print_suggestions(result: "DesignSuggestions") -> None:
    from simlab.evaluation.wording import counts_text, difference_text, percent

    found = result.found
    if found.proposals:
        print_table(
            f"Where another model beats {result.design} on map {result.map_id}"
            + (" (SYNTHETIC)" if result.synthetic else ""),
            ["model", "whole ensemble", "gain there", "p", "model there", "ensemble there", "judged on", "references"],
            [
                [
                    proposal.model,
                    difference_text(proposal.ensemble_gain),
                    difference_text(proposal.gain),
                    f"{proposal.gain.p_value:.4f}".replace("0.0000", "< 0.0001"),
                    percent(proposal.model_accuracy),
                    percent(proposal.ensemble_accuracy),
                    counts_text(proposal.gain.n_triples, proposal.gain.n_references),
                    f"{proposal.n_references:,}",
                ]
                for proposal in found.proposals
            ],
        )
    say(found.account)


def _print_remapped(remapped: "tuple[RemappedRegion, ...]", old: str, new: str) -> None:
    print_table(
        f"Validation references of each region, from map {old} to map {new}",
        ["region", "members there", "placed here", "kept in the hull", "others added"],
        [
            [region.name, *(f"{n:,}" for n in (region.n_members, region.n_placed, region.n_kept, region.n_added))]
            for region in remapped
        ],
    )


def _regions_text(count: int) -> str:
    return "1 region" if count == 1 else f"{count} regions"
