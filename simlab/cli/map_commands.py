"""`simlab map fit|list|delete`."""

from enum import StrEnum
from typing import Annotated

import typer

from simlab.cli.options import DistanceName, SeedOption, WorkspaceArgument
from simlab.cli.reporting import print_table, reporting, say

app = typer.Typer(help="Fit, list and delete maps.", no_args_is_help=True)


class Method(StrEnum):
    """Ways to make a map."""

    pca = "pca"
    tsne = "tsne"
    umap = "umap"


@app.command("fit")
def fit(
    workspace: WorkspaceArgument,
    features: Annotated[str, typer.Option(help="The model whose vectors are laid out.")],
    method: Annotated[Method, typer.Option(help="How.")] = Method.pca,
    perplexity: Annotated[float | None, typer.Option(help="t-SNE: neighbours that count, about.")] = None,
    iterations: Annotated[int | None, typer.Option(help="t-SNE: gradient steps after early exaggeration.")] = None,
    exaggeration: Annotated[float | None, typer.Option(help="t-SNE: attraction during those steps, 1 to 4.")] = None,
    neighbours: Annotated[int | None, typer.Option(help="UMAP: neighbours that count.")] = None,
    min_dist: Annotated[float | None, typer.Option(help="UMAP: how closely points may lie.")] = None,
    metric: Annotated[DistanceName | None, typer.Option(help="t-SNE, UMAP: distance between vectors.")] = None,
    seed: SeedOption = 0,
    name: Annotated[str | None, typer.Option(help="Its id; made from method and model by default.")] = None,
) -> None:
    """Fit a map on the validation references, place all others, and store it."""
    from simlab.maps import fit_map, parameters_from_json
    from simlab.workspace import Workspace

    chosen = {
        "perplexity": perplexity,
        "iterations": iterations,
        "exaggeration": exaggeration,
        "n_neighbors": neighbours,
        "min_dist": min_dist,
        "metric": metric.value if metric else None,
    }
    values = {key: value for key, value in chosen.items() if value is not None}
    if method is not Method.pca:
        values["seed"] = seed
    parameters = parameters_from_json(method.value, values)
    with reporting() as progress:
        made = fit_map(Workspace.open(workspace), features, method.value, parameters, name=name, progress=progress)
    say(
        f"Map {made.id}: {len(made.fitted_ids):,} validation references fitted, {len(made.placed_rows):,} others "
        f"placed; trustworthiness {made.trustworthiness:.3f}, continuity {made.continuity:.3f}, placement error "
        f"{made.placement.median:.3f} of the map's radius (median), {made.placement.percentile_90:.3f} (in one of ten)."
    )


@app.command("list")
def list_all(workspace: WorkspaceArgument) -> None:
    """The maps of a workspace."""
    from simlab.maps import list_maps
    from simlab.workspace import Workspace

    rows = [
        [
            found.id,
            found.method,
            found.features,
            f"{len(found.fitted_ids):,}",
            f"{found.trustworthiness:.3f}",
            "stale" if found.stale else "",
        ]
        for found in list_maps(Workspace.open(workspace))
    ]
    print_table("Maps", ["id", "method", "features", "references", "trustworthiness", ""], rows)


@app.command("delete")
def delete(workspace: WorkspaceArgument, map_id: Annotated[str, typer.Argument(metavar="MAP")]) -> None:
    """Delete a map; designs drawn on it can no longer be scored."""
    from simlab.maps import delete_map
    from simlab.workspace import Workspace

    delete_map(Workspace.open(workspace), map_id)
    say(f"Deleted map {map_id}.")
