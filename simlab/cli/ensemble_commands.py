"""`simlab ensemble`."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simlab.cli.options import (
    JsonOption,
    MembersOption,
    RenditionOption,
    RevealOption,
    SplitName,
    SplitOption,
    WorkspaceArgument,
    check_out_folder,
    names_in,
)
from simlab.cli.reporting import print_json, print_table, say, split_title
from simlab.errors import InputError

if TYPE_CHECKING:
    from simlab.studies.explanations.strategy_explanation import StrategyExplanation


class Strategy(StrEnum):
    """Ways to combine models."""

    best = "best"
    vote = "vote"
    mean = "mean"
    credibility = "credibility"
    neighbours = "neighbours"
    mlp = "mlp"
    gate = "gate"
    stacking = "stacking"
    design = "design"


class Mode(StrEnum):
    """How credibilities become weights; see `simlab.ensembles.credibility`."""

    avg = "avg"
    max = "max"
    thres = "thres"


def ensemble(
    workspace: WorkspaceArgument,
    strategy: Annotated[Strategy, typer.Option(help="How to combine.")],
    split: SplitOption = SplitName.validation,
    design: Annotated[str | None, typer.Option(help="Name of a saved design, for --strategy design.")] = None,
    members: MembersOption = "",
    mode: Annotated[
        Mode | None, typer.Option(help="Of credibility and neighbours: how accuracies become weights; max by default.")
    ] = None,
    paper_compatible: Annotated[
        bool, typer.Option("--paper-compatible", help="Of credibility and mlp: as the published code, faults included.")
    ] = False,
    features: Annotated[
        str | None,
        typer.Option(
            help="Model that describes references: by default one of kind features, else global, else baseline."
        ),
    ] = None,
    threshold: Annotated[float | None, typer.Option(help="Of --mode thres; 0.75 by default.")] = None,
    grid: Annotated[
        int | None, typer.Option(help="Cells of the credibility map along each axis; sized to the data by default.")
    ] = None,
    window: Annotated[int | None, typer.Option(help="Cells that a window reaches on each side; 2 by default.")] = None,
    dims: Annotated[
        int | None,
        typer.Option(help="Principal components of the features: for mlp and gate 64 by default, for credibility 2."),
    ] = None,
    neighbours: Annotated[int | None, typer.Option(help="Of neighbours: how many count; 30 by default.")] = None,
    explain: Annotated[
        str | None, typer.Option(metavar="REF", help="Instead: why models weigh as they do before this image.")
    ] = None,
    rendition: RenditionOption = None,
    reveal: RevealOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Write each triple's answer, margin, region and weights to this Parquet file.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Accuracy of an ensemble, beside its members and the strategies that need no drawing."""
    from simlab.evaluation.wording import accuracy_text, counts_text, difference_text
    from simlab.studies.designs.looks import marks_of
    from simlab.studies.designs.named import open_design
    from simlab.studies.ensemble_evaluation import evaluate_ensemble
    from simlab.studies.explanations.strategy_explanation import explain_strategy
    from simlab.studies.strategy_settings import StrategySettings
    from simlab.workspace import Workspace
    from simlab.workspace.atomic import write_parquet

    opened = Workspace.open(workspace)
    check_out_folder(out)
    settings = StrategySettings(
        mode=mode.value if mode else None,
        paper_compatible=paper_compatible,
        features=features,
        threshold=threshold,
        grid=grid,
        window=window,
        dims=dims,
        neighbours=neighbours,
    )
    if explain is not None:
        if (split, rendition, reveal, out) != (SplitName.validation, None, None, None):
            raise InputError(
                "--explain tells the weights before one image, fitted on validation; it takes no --split, --rendition, "
                "--reveal or --out. Leave them out, or leave --explain out."
            )
        found = explain_strategy(
            opened, strategy.value, explain, members=names_in(members), design=design, settings=settings
        )
        _print_explanation(found, as_json)
        return
    result = evaluate_ensemble(
        opened,
        strategy.value,
        split.value,
        members=names_in(members),
        design=design,
        settings=settings,
        rendition=rendition,
        reveal=reveal,
    )
    seen = None if design is None else marks_of(opened, design, open_design(opened, design).design)
    if out is not None:
        write_parquet(out, result.predictions(opened))
        say(f"Wrote {len(result.asked.triples):,} answers to {out}.")
    if as_json:
        edited = {} if seen is None else {"edited_after_reveal": seen.edited_after_reveal}
        print_json({**result.to_json(), **edited})
        return
    label = design or strategy.value
    sample = f" (in-sample{' drawing' if design else ''})" if result.in_sample else ""
    rows = [[f"ensemble: {label}{sample}", accuracy_text(result.estimate)]]
    if result.cross_fitted:
        rows.append([f"ensemble: {label} (cross-fitted)", accuracy_text(result.cross_fitted)])
    others = {name: difference for name, difference in result.differences.items() if name != strategy.value}
    rows += [[f"  against {name}", difference_text(difference)] for name, difference in others.items()]
    rows += [[entry.name, accuracy_text(estimate)] for entry, estimate in result.per_model]
    print_table(split_title(opened.manifest.name, split.value, result.synthetic), ["", "accuracy"], rows)
    say(
        f"{counts_text(result.estimate.n_triples, result.estimate.n_references)}; {result.asked.n_ties:,} human ties "
        f"and {result.asked.n_missing:,} triples without a vector left out."
    )
    if seen is not None and seen.edited_after_reveal:
        say(
            f"Edited after a test reveal: the test figure of other states of {design} was seen "
            f"(reveals: {seen.test_elsewhere}), so that of this one is no longer a first look."
        )


def _print_explanation(found: "StrategyExplanation", as_json: bool) -> None:
    from simlab.evaluation.wording import counts_text, percent

    if as_json:
        print_json(found.to_json())
        return
    grounds = found.grounds
    columns = [
        ("seen", grounds.seen if grounds else None),
        ("believed", grounds.believed if grounds else None),
    ]
    shown = [(name, values) for name, values in columns if values is not None]
    print_table(
        f"{found.strategy} before {found.reference}",
        ["model", *(name for name, _ in shown), "weight"],
        [
            [model, *(percent(values[number]) for _, values in shown), f"{found.weights[number]:.3f}"]
            for number, model in enumerate(found.models)
        ],
    )
    say(found.where)
    if grounds and grounds.n_references is not None:
        n_triples = grounds.n_triples
        held = (
            f"{grounds.n_references:,} references"
            if n_triples is None
            else counts_text(n_triples, grounds.n_references)
        )
        say(f"counted there: {held} of the validation split")
