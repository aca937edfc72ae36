"""`simlab relations`."""

from typing import TYPE_CHECKING, Annotated

import typer

from simlab.cli.options import JsonOption, RevealOption, SplitName, SplitOption, WorkspaceArgument, names_in
from simlab.cli.reporting import print_json, print_table, say

if TYPE_CHECKING:
    from simlab.studies.related_models import ModelRelations


def relations(
    workspace: WorkspaceArgument,
    split: SplitOption = SplitName.validation,
    models: Annotated[str, typer.Option(help="Names, separated by commas; every scored model by default.")] = "",
    by: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help="Column of the image table to slice references by; several times for several, corrected together.",
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="What slices compare with; the best single model by default."),
    ] = None,
    reveal: RevealOption = None,
    as_json: JsonOption = False,
) -> None:
    """How models relate: agreement, what each adds to the others, vote-weighted scores, slices."""
    from simlab.studies.model_relations import model_relations
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    names = names_in(models)
    found = model_relations(opened, split.value, models=names, by=by or (), against=against, reveal=reveal)
    if as_json:
        print_json(found.to_json())
        return
    title = f"{opened.manifest.name}, {split.value} split" + (" (SYNTHETIC)" if found.synthetic else "")
    _print_models(title, found)
    _print_agreement(found)
    if found.slices:
        _print_slices(found)


def _print_models(title: str, found: "ModelRelations") -> None:
    from simlab.evaluation.relation_wording import corrected_difference_text
    from simlab.evaluation.wording import accuracy_text, counts_text, percent

    print_table(
        title,
        ["model", "accuracy", "vote-weighted 2AFC", "only it is right", "mean of all with it − without"],
        [
            [
                name,
                accuracy_text(related.accuracy),
                accuracy_text(related.vote_score) if related.vote_score else "–",
                accuracy_text(related.added_to_oracle),
                corrected_difference_text(related.added_to_mean, related.corrected_p),
            ]
            for name, related in zip(_numbered(found), found.models, strict=True)
        ],
    )
    say(
        f"{counts_text(found.oracle.n_triples, found.oracle.n_references)}; {found.n_ties:,} human ties and "
        f"{found.n_missing:,} triples without a vector left out. Oracle {accuracy_text(found.oracle)}, mean of all "
        f"{accuracy_text(found.mean)}."
    )
    if found.most_agreed:
        say(
            f"Vote-weighted: {counts_text(found.most_agreed.n_triples, found.most_agreed.n_references)} with votes, "
            f"human ties included; no answers can score more than {percent(found.most_agreed.value)}."
        )


def _print_agreement(found: "ModelRelations") -> None:
    from simlab.evaluation.relation_wording import kappa_text

    cells = [["·" for _ in found.models] for _ in found.models]
    for pair in found.pairs:
        cells[pair.second][pair.first] = f"{100 * pair.equal.value:.0f}"
        cells[pair.first][pair.second] = kappa_text(pair.consistency.value)
    print_table(
        "Equal answers in % (below), error consistency κ (above)",
        ["model", *(str(number) for number, _ in enumerate(found.models, 1))],
        [[name, *row] for name, row in zip(_numbered(found), cells, strict=True)],
    )


def _print_slices(found: "ModelRelations") -> None:
    from simlab.evaluation.relation_wording import lead_text
    from simlab.evaluation.wording import percent

    rows = []
    for one in found.slices:
        cells = [lead_text(compared) or percent(compared.accuracy.value) for compared in one.models]
        rows.append([f"{one.column}: {one.label}", f"{one.n_references:,}", *cells])
    against = _numbered(found)[found.names.index(found.against)]
    print_table(
        f"Points against {against}",
        ["slice", "references", *(str(number) for number, _ in enumerate(found.models, 1))],
        rows,
    )
    say(
        f"* distinguishable: corrected p below 0.05 (Holm, over {found.n_comparisons:,} comparisons). "
        f"The column of {found.against} is its accuracy. Slices of fewer than 5 references are not compared."
    )


def _numbered(found: "ModelRelations") -> list[str]:
    """The models' names with the numbers that stand for them above columns."""
    return [f"{number} {name}" for number, name in enumerate(found.names, 1)]
