"""`simlab embed` and `simlab contexts`."""

from enum import StrEnum
from typing import Annotated

import typer

from simlab.cli.options import DeviceOption, ModelNameOption, SeedOption, StoreName, StoreOption, WorkspaceArgument
from simlab.cli.reporting import reporting, say


class BaselineKind(StrEnum):
    """What an embedded model may be."""

    baseline = "baseline"
    features = "features"
    global_ = "global"


def embed(
    workspace: WorkspaceArgument,
    encoder: Annotated[
        str, typer.Option(help="An encoder spec, e.g. histogram:hsv, hash:perceptual, scratch:resnet10t.")
    ],
    name: ModelNameOption = None,
    kind: Annotated[
        BaselineKind, typer.Option(help="baseline is scored; features only serves maps.")
    ] = BaselineKind.baseline,
    batch: Annotated[int, typer.Option(help="Images at a time.", min=1)] = 64,
    device: DeviceOption = "auto",
    store: StoreOption = StoreName.fp32,
) -> None:
    """Embed the images of a workspace; goes on where it was stopped."""
    import re

    from simlab.encoders import extract, open_encoder
    from simlab.workspace import ModelEntry, Workspace

    opened = Workspace.open(workspace)
    model = ModelEntry(name or re.sub(r"[^A-Za-z0-9._+-]+", "-", encoder).strip("-"), kind.value)
    with reporting() as progress:
        done = extract(
            opened,
            open_encoder(encoder, opened),
            model,
            batch_size=batch,
            device=device,
            store=store.value,
            progress=progress,
        )
    unchanged = " Nothing had changed since the last time." if not done.computed else ""
    without = f" {done.without_file:,} images have no file." if done.without_file else ""
    say(f"Model {done.model}: {done.embedded:,} images embedded.{without}{unchanged}")


def contexts(
    workspace: WorkspaceArgument,
    features: Annotated[str, typer.Option(help="The model whose vectors are clustered.")],
    k: Annotated[int, typer.Option("--k", help="Number of clusters.", min=2)],
    seed: SeedOption = 0,
    held_out: Annotated[
        float, typer.Option(help="Share of each cluster's training rows held out for local accuracy.")
    ] = 0.1,
    replace: Annotated[bool, typer.Option(help="Replace the contexts that the workspace has.")] = False,
) -> None:
    """Make context clusters by k-means where a source has none."""
    from simlab.studies.context_clusters import cluster_contexts
    from simlab.workspace import Workspace

    with reporting() as progress:
        made = cluster_contexts(
            Workspace.open(workspace),
            features,
            k,
            seed,
            held_out=held_out,
            replace_known=replace,
            progress=progress,
        )
    for cluster in made.clusters:
        say(
            f"{cluster.name}: {cluster.references:,} training references and {cluster.other_references:,} others, "
            f"{cluster.triples:,} training triples of which {cluster.held_out:,} are held out"
        )
    if made.without_vector:
        say(f"{made.without_vector:,} references have no vector in {features!r} and so no context.")
