"""`simlab recall`."""

from typing import Annotated

import typer

from simlab.cli.options import JsonOption, RevealOption, SourceSplitName, WorkspaceArgument, names_in
from simlab.cli.reporting import print_json, print_table, split_title

_TITLES = {
    "recall_at_1": "Recall@1",
    "recall_at_2": "@2",
    "recall_at_4": "@4",
    "recall_at_8": "@8",
    "map_at_r": "MAP@R",
    "r_precision": "R-precision",
}


def recall(
    workspace: WorkspaceArgument,
    split: Annotated[
        SourceSplitName, typer.Option(help="Whose pictures ask and are found.")
    ] = SourceSplitName.validation,
    models: Annotated[str, typer.Option(help="Names, separated by commas; every scored model by default.")] = "",
    reveal: RevealOption = None,
    as_json: JsonOption = False,
) -> None:
    """How well models find pictures of the same class; means over pictures, 95 % intervals over classes."""
    from simlab.evaluation.wording import accuracy_text, percent
    from simlab.studies.class_recall import class_recall
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    result = class_recall(opened, split.value, models=names_in(models), reveal=reveal)
    if as_json:
        print_json(result.to_json())
        return
    alone = f", {result.n_alone:,} alone in their class" if result.n_alone else ""
    missing = f", {result.n_missing:,} without vectors left out" if result.n_missing else ""
    title = split_title(opened.manifest.name, split.value, result.synthetic)
    print_table(
        f"{title}: {result.n_pictures:,} pictures of {result.n_classes:,} classes{alone}{missing}",
        ["model", "kind", *_TITLES.values()],
        [
            [
                row.model.name,
                row.model.kind,
                *(
                    accuracy_text(figure) if name in ("recall_at_1", "map_at_r") else percent(figure.value)
                    for name, figure in row.figures.items()
                ),
            ]
            for row in result.rows
        ],
    )
