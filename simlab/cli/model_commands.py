"""`simlab embed` and `simlab contexts`."""

from enum import StrEnum
from typing import Annotated

import typer

from simlab.cli.options import (
    PrecisionName,
    PrecisionOption,
    SeedOption,
    SourceSplitName,
    StoreName,
    StoreOption,
    WorkspaceArgument,
)
from simlab.cli.reporting import reporting, say
from simlab.errors import InputError


class BaselineKind(StrEnum):
    """What an embedded model may be."""

    baseline = "baseline"
    features = "features"
    global_ = "global"


def embed(
    workspace: WorkspaceArgument,
    encoder: Annotated[
        list[str],
        typer.Option(
            metavar="SPEC",
            help="CLIP, DINO, DINOv2, or an encoder spec, e.g. histogram:hsv; several times for several.",
        ),
    ],
    name: Annotated[
        list[str] | None, typer.Option(help="Of the model; with several encoders one for each, in their order.")
    ] = None,
    kind: Annotated[
        BaselineKind, typer.Option(help="baseline is scored; features only serves maps.")
    ] = BaselineKind.baseline,
    batch: Annotated[
        int | None, typer.Option(help="Images at a time; what the device likes by default.", min=1)
    ] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, mps, cuda, or several: cuda:0,cuda:1.")] = "auto",
    precision: PrecisionOption = PrecisionName.fp32,
    store: StoreOption = StoreName.fp32,
    first: Annotated[
        SourceSplitName | None, typer.Option(help="The images of this split's triples come first, in random order.")
    ] = None,
) -> None:
    """Embed the images of a workspace; fetches weights that are missing, and goes on where it was stopped."""
    from simlab.encoders import extract_together, open_encoder
    from simlab.encoders.extraction import images_of_split
    from simlab.encoders.naming import model_name
    from simlab.encoders.weights import fetch_weights
    from simlab.workspace import ModelEntry, Workspace

    if name and len(name) != len(encoder):
        raise InputError(f"{len(encoder)} encoder(s) and {len(name)} name(s) were given. Give one --name for each.")
    opened = Workspace.open(workspace)
    models = [ModelEntry(one, kind.value) for one in name or [model_name(spec) for spec in encoder]]
    rows = None if first is None else images_of_split(opened, first.value).tolist()
    with reporting() as progress:
        for spec in encoder:
            fetch_weights(spec, progress)
        all_done = extract_together(
            opened,
            [(open_encoder(spec, opened), model) for spec, model in zip(encoder, models, strict=True)],
            first=rows,
            batch_size=batch,
            device=device,
            precision=precision.value,
            store=store.value,
            progress=progress,
        )
    for done in all_done:
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
