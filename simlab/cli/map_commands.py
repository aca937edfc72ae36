"""`simlab map fit|list|show|delete`."""

from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simlab.cli.options import DistanceName, JsonOption, SeedOption, WorkspaceArgument
from simlab.cli.reporting import print_json, print_table, reporting, say

if TYPE_CHECKING:
    from simlab.maps import ReferenceMap
    from simlab.maps.support import UnsupportedShare
    from simlab.workspace import Workspace

app = typer.Typer(help="Fit, list, show and delete maps.", no_args_is_help=True)


MapArgument = Annotated[str, typer.Argument(metavar="MAP", help="Id of a map.")]


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
def list_all(workspace: WorkspaceArgument, as_json: JsonOption = False) -> None:
    """The maps of a workspace, and how far each can be believed."""
    from simlab.evaluation.wording import percent
    from simlab.maps import list_maps
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    found = [(each, _unsupported(opened, each)) for each in list_maps(opened)]
    if as_json:
        print_json({"maps": [_to_json(each, shares) for each, shares in found]})
        return
    rows = [
        [
            each.id,
            each.method,
            each.features,
            f"{len(each.fitted_ids):,}",
            f"{each.trustworthiness:.3f}",
            f"{each.continuity:.3f}",
            f"{each.placement.median:.3f}",
            ", ".join(f"{percent(one.share)} of {one.split}" for one in shares) if shares else "unknown",
            "stale" if each.stale else "",
        ]
        for each, shares in found
    ]
    figures = ["trustworthiness", "continuity", "placement error", "unsupported"]
    print_table("Maps", ["id", "method", "features", "references", *figures, ""], rows)


@app.command("show")
def show(workspace: WorkspaceArgument, map_id: MapArgument, as_json: JsonOption = False) -> None:
    """One map: how it was made, and how far it can be believed."""
    from simlab.maps import load_map, parameters_to_json
    from simlab.maps.support import shares_text
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    found = load_map(opened, map_id)
    shares = _unsupported(opened, found)
    if as_json:
        print_json(_to_json(found, shares))
        return
    placement, settings = found.placement, parameters_to_json(found.parameters)
    rows = {
        "method": " ".join([found.method, *(f"{name}={value}" for name, value in settings.items())]),
        "features": found.features + (" (its vectors have changed since: the map is stale)" if found.stale else ""),
        "validation references": f"{len(found.fitted_rows):,} fitted, {found.n_without_vector:,} without a vector",
        "other references": f"{len(found.placed_rows):,} placed, {found.n_unplaced:,} without a vector",
        "trustworthiness": f"{found.trustworthiness:.3f}",
        "continuity": f"{found.continuity:.3f}",
        "placement error": f"{placement.median:.3f} of the map's radius (median), {placement.percentile_90:.3f} (in "
        f"one of ten); {placement.n_held_back:,} held back",
        "unsupported references": "unknown: the vectors have changed" if shares is None else shares_text(shares),
    }
    print_table(f"Map {found.id}", ["", "value"], [[name, value] for name, value in rows.items()])


def _unsupported(workspace: "Workspace", found: "ReferenceMap") -> "tuple[UnsupportedShare, ...] | None":
    """Shares of the splits; None where they are not known because the vectors have changed."""
    from simlab.maps.support import map_support, unsupported_shares

    support = map_support(workspace, found)
    return None if support is None else unsupported_shares(workspace, support)


def _to_json(found: "ReferenceMap", shares: "tuple[UnsupportedShare, ...] | None") -> dict[str, Any]:
    from simlab.maps import parameters_to_json

    unsupported = {
        one.split: {"share": one.share, "n_unsupported": one.n_unsupported, "n_references": one.n_references}
        for one in shares or ()
    }
    return {
        "id": found.id,
        "method": found.method,
        "features": found.features,
        "parameters": parameters_to_json(found.parameters),
        "fingerprint": found.fingerprint,
        "created": found.created,
        "stale": found.stale,
        "n_fitted": len(found.fitted_rows),
        "n_placed": len(found.placed_rows),
        "n_without_vector": found.n_without_vector,
        "n_unplaced": found.n_unplaced,
        "trustworthiness": found.trustworthiness,
        "continuity": found.continuity,
        "placement_error": asdict(found.placement),
        "unsupported": None if shares is None else unsupported,
    }


@app.command("delete")
def delete(workspace: WorkspaceArgument, map_id: MapArgument) -> None:
    """Delete a map; designs drawn on it can no longer be scored."""
    from simlab.maps import delete_map
    from simlab.workspace import Workspace

    delete_map(Workspace.open(workspace), map_id)
    say(f"Deleted map {map_id}.")
