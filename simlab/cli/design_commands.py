"""`simlab suggest`, `simlab design from-credibility`."""

from typing import TYPE_CHECKING, Annotated

import typer

from simlab.cli.options import JsonOption, MembersOption, WorkspaceArgument, names_in
from simlab.cli.reporting import print_json, print_table, say

if TYPE_CHECKING:
    from simlab.studies.design_suggestions import DesignSuggestions

app = typer.Typer(no_args_is_help=True)


@app.callback()
def design() -> None:
    """Make designs."""


@app.command("from-credibility")
def from_credibility(
    workspace: WorkspaceArgument,
    map_id: Annotated[str, typer.Option("--map", metavar="MAP", help="Id of the map to draw on.")],
    name: Annotated[str, typer.Option(help="Of the new design.")],
    members: MembersOption = "",
) -> None:
    """Turn the credibility map of a map into regions: where one member is ahead of all others, it answers."""
    from simlab.maps import load_map
    from simlab.studies.design_suggestions import design_from_credibility
    from simlab.studies.named_designs import create_design
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
    from simlab.studies.design_suggestions import design_suggestions
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
