"""`simlab evaluate`, `simlab check-set`, `simlab reveals`."""

from enum import StrEnum
from typing import Annotated

import typer

from simlab.cli.options import (
    JsonOption,
    RenditionOption,
    RevealOption,
    SeedOption,
    SplitName,
    SplitOption,
    WorkspaceArgument,
    names_in,
)
from simlab.cli.reporting import print_json, print_table, say, split_title


class ScopeName(StrEnum):
    """Which triples of a split count; see `simlab.studies.model_evaluation`."""

    all = "all"
    local = "local"
    context = "context"


def evaluate(
    workspace: WorkspaceArgument,
    split: SplitOption = SplitName.validation,
    models: Annotated[str, typer.Option(help="Names, separated by commas; every scored model by default.")] = "",
    scope: Annotated[
        ScopeName,
        typer.Option(help="all; local: held-out rows of each CS-model's cluster; context: its context's references."),
    ] = ScopeName.all,
    context: Annotated[str | None, typer.Option(help="Only references of this context, for every model alike.")] = None,
    rendition: RenditionOption = None,
    reveal: RevealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Accuracy of single models, with 95 % intervals over references."""
    from simlab.evaluation.wording import accuracy_text, counts_text, percent
    from simlab.studies.model_evaluation import evaluate_models
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    result = evaluate_models(
        opened,
        split.value,
        models=names_in(models),
        scope=scope.value,
        context=context,
        rendition=rendition,
        reveal=reveal,
    )
    if as_json:
        print_json(result.to_json())
        return
    by_paper = any(row.listed_first_accuracy is not None for row in result.rows)
    print_table(
        split_title(opened.manifest.name, split.value, result.synthetic),
        ["model", "kind", "context", "accuracy", "of", "ties", "missing", *(["ties as listed"] if by_paper else [])],
        [
            [
                row.model.name,
                row.model.kind,
                row.model.context or "–",
                accuracy_text(row.estimate),
                counts_text(row.estimate.n_triples, row.estimate.n_references),
                f"{row.n_ties:,}",
                f"{row.n_missing:,}",
                *([percent(row.listed_first_accuracy)] if by_paper else []),
            ]
            for row in result.rows
        ],
    )


def check_set(
    workspace: WorkspaceArgument,
    keep: Annotated[bool, typer.Option("--on/--off", help="Keep a check set, or none.")] = True,
    share: Annotated[float, typer.Option(help="Of the validation references.")] = 0.3,
    seed: SeedOption = 0,
) -> None:
    """Keep a random share of the validation references out of sight while designs are drawn."""
    from simlab.workspace import Workspace
    from simlab.workspace.check_set import CheckSet, keep_check_set

    opened = Workspace.open(workspace)
    chosen = CheckSet(share, seed) if keep else None
    if chosen:
        n_references = len(chosen.references(opened.split("validation")["reference"].to_numpy()))
        say(f"{n_references:,} validation references are kept for checking (share {share:g}, seed {seed}).")
    keep_check_set(opened, chosen)


def reveals(workspace: WorkspaceArgument, as_json: JsonOption = False) -> None:
    """Every time somebody looked at the test split, and why."""
    from simlab.workspace import Workspace

    found = Workspace.open(workspace).store.reveals()
    if as_json:
        print_json({"reveals": [vars(reveal) for reveal in found]})
        return
    print_table(
        "Test reveals", ["time", "what", "reason"], [[reveal.time, reveal.subject, reveal.reason] for reveal in found]
    )
