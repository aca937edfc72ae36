"""`simlab map credibility`."""

from pathlib import Path
from typing import Annotated

import typer

from simlab.cli.map_commands import MapArgument
from simlab.cli.options import (
    MembersOption,
    WorkspaceArgument,
    check_out_folder,
    names_in,
)
from simlab.cli.reporting import say


def credibility(
    workspace: WorkspaceArgument,
    map_id: MapArgument,
    out: Annotated[Path, typer.Option(help="The HTML file to write; it needs no network and no other file.")],
    members: MembersOption = "",
) -> None:
    """Draw where on a map each model agrees with people, who is ahead, by how much, and on how many triples."""
    from simlab.evaluation.wording import counts_text, percent
    from simlab.figures.colours import model_colours
    from simlab.figures.credibility_map import credibility_figure
    from simlab.maps import load_map
    from simlab.studies.credibility_layer import layer_on_map
    from simlab.studies.split_questions import ensemble_members, split_questions
    from simlab.workspace import Workspace
    from simlab.workspace.atomic import write_text

    check_out_folder(out)
    opened = Workspace.open(workspace)
    chosen = ensemble_members(opened, names_in(members))
    layer = layer_on_map(split_questions(opened, "validation", chosen), load_map(opened, map_id), chosen)
    name = opened.manifest.name + (" (SYNTHETIC)" if opened.manifest.synthetic else "")
    counted = f"{counts_text(layer.n_triples, layer.n_references)} of the validation split"
    counted += f", windows of {100 * layer.window_share:.0f} % of the map's width"
    drawn = "accuracies are drawn toward each model's overall one where a window holds little"
    title = f"{name}, map {map_id}: accuracy near each place<br><sub>{counted}; {drawn}</sub>"
    figure = credibility_figure(layer, model_colours(opened.models()), title)
    write_text(out, figure.to_html(include_plotlyjs=True, config={"displaylogo": False}))
    ahead = f" {percent(layer.decided_share)} of the windows with references have a winner." if len(chosen) > 1 else ""
    say(f"Wrote {out}: {counted}.{ahead}")
