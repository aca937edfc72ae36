"""`simlab retrieve` and `simlab matching`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simlab.cli.options import (
    DeviceOption,
    JsonOption,
    PrecisionName,
    PrecisionOption,
    RevealOption,
    SourceSplitName,
    WorkspaceArgument,
    check_out_folder,
    names_in,
)
from simlab.cli.reporting import print_json, print_table, reporting, say, split_title
from simlab.errors import NotFoundError

if TYPE_CHECKING:
    from simlab.studies.live.query import LivePicture
    from simlab.studies.retrieval import MatchedRow, Matching, Neighbours, RetrievalRow
    from simlab.workspace import Workspace

RowsOption = Annotated[
    str,
    typer.Option(
        help="What ranks, separated by commas: models, a+b for models side by side, strategies, design:NAME; every "
        "scored model by default."
    ),
]


def retrieve(
    workspace: WorkspaceArgument,
    query: Annotated[str, typer.Option(metavar="ID|FILE", help="An image of the workspace, or a picture file.")],
    rows: RowsOption = "",
    top: Annotated[int, typer.Option(help="How many neighbours.", min=1)] = 15,
    device: DeviceOption = "auto",
    precision: PrecisionOption = PrecisionName.fp32,
    as_json: JsonOption = False,
) -> None:
    """The images nearest to a query under each model, concatenation, strategy or design; right answers are marked.

    A query of a retrieval task searches the gallery of its task, any other picture all images. Nothing is downloaded.
    """
    from simlab.encoders.loaded import LoadedEncoders
    from simlab.studies.retrieval import neighbours
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    asked = _query(opened, query)
    chosen = _rows(opened, rows)
    encoders = LoadedEncoders(device=device, precision=precision.value)
    with reporting() as progress:
        found = list(neighbours(opened, asked, chosen, top=top, encoders=encoders, progress=progress))
    if as_json:
        print_json(
            {
                "workspace": opened.manifest.name,
                "synthetic": opened.manifest.synthetic,
                "query": opened.ids([asked])[0] if isinstance(asked, int) else asked.name,
                "top": top,
                "rows": [one.to_json(opened.ids(one.image_rows)) for one in found],
            }
        )
        return
    _print_neighbours(opened, query, found)


def matching(
    workspace: WorkspaceArgument,
    task: Annotated[str | None, typer.Option(help="Pairs or classes; the first that the split has by default.")] = None,
    split: Annotated[SourceSplitName, typer.Option(help="Of the images.")] = SourceSplitName.validation,
    rows: RowsOption = "",
    compare_to: Annotated[
        str | None, typer.Option(metavar="ROW", help="Row to compare the others with; nothing is compared by default.")
    ] = None,
    reveal: RevealOption = None,
    out: Annotated[Path | None, typer.Option(help="Write top-N accuracy for N = 1 … 15 to this CSV file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """How many queries find a right answer among their N nearest, with 95 % intervals, and which row finds it first."""
    from simlab.studies.retrieval import matching as match
    from simlab.studies.retrieval import task_named
    from simlab.workspace import Workspace
    from simlab.workspace.atomic import write_text

    opened = Workspace.open(workspace)
    check_out_folder(out)
    posed = task_named(opened, split.value, task)
    with reporting() as progress:
        found = match(opened, posed, _rows(opened, rows), compared_with=compare_to, reveal=reveal, progress=progress)
    if out is not None:
        write_text(out, found.table().to_csv(index=False))
        say(f"Wrote {len(found.scored)} rows to {out}.")
    if as_json:
        print_json(found.to_json())
        return
    _print_matching(opened, found)


def _rows(workspace: "Workspace", listed: str) -> "tuple[RetrievalRow, ...]":
    from simlab.studies.retrieval import rows_of

    names = names_in(listed)
    chosen = rows_of(workspace, names) if names else tuple(r for r in rows_of(workspace) if not r.is_ensemble)
    if not chosen:
        raise NotFoundError(
            f"Workspace {workspace.manifest.name!r} has no model to search with. Run `simlab embed`, `simlab train`, "
            "or `simlab import embeddings`."
        )
    return chosen


def _query(workspace: "Workspace", text: str) -> "int | LivePicture":
    """An image of that id, else the picture in that file."""
    from simlab.images import decode_rgb
    from simlab.studies.live.query import LivePicture

    try:
        return workspace.row(text)
    except NotFoundError as error:
        if Path(text).is_file():
            return LivePicture(decode_rgb(Path(text)), Path(text).name)
        raise NotFoundError(f"{error} Nor is there a file of that name.") from None


def _print_neighbours(workspace: "Workspace", query: str, found: "list[Neighbours]") -> None:
    lines = []
    for one in found:
        if not one.problem:
            names = workspace.ids(one.image_rows)
            right = [False] * len(names) if one.right is None else one.right
            marked = [f"{name} ✓" if good else name for name, good in zip(names, right, strict=True)]
            lines.append([one.row.label, f"{1000 * one.seconds:.0f} ms", ", ".join(marked)])
    print_table(f"Nearest to {query}, the nearest first (✓: a right answer)", ["row", "time", "images"], lines)
    for one in found:
        if one.problem:
            say(f"{one.row.label}: {one.problem}")
        elif one.n_missing or one.recall is not None:
            searched = f"{one.n_gallery:,} images searched, {one.n_missing:,} without a vector left out"
            recall = "" if one.recall is None else f"; finds {one.recall:.1%} of the true neighbours (faiss)"
            say(f"{one.row.label}: {searched}{recall}.")


def _print_matching(workspace: "Workspace", found: "Matching") -> None:
    from simlab.evaluation.wording import accuracy_text, percent
    from simlab.studies.retrieval.matching_result import SHOWN

    first = found.finds_first.sum(axis=1)
    title = split_title(f"{workspace.manifest.name}, {found.task.name}", found.task.split, found.synthetic)
    heads = ["row", *(f"top-{n}" for n in SHOWN), "median place", "finds it first"]
    lines = [
        [
            row.row.label,
            *(accuracy_text(row.curve[n - 1]) for n in SHOWN),
            f"{row.median_rank:g}",
            f"{first[number]:.1f}",
        ]
        for number, row in enumerate(found.scored)
    ]
    print_table(title, heads, lines)
    say(
        f"{len(found.queries):,} queries, {len(found.gallery):,} images in the gallery, the same for every row; "
        f"{found.n_missing_queries:,} queries and {found.n_missing_gallery:,} images left out that some row has no "
        "vector of. Rows that find a query's answer equally early share it."
    )
    figures = [row for row in found.scored if row.class_figures]
    if figures:
        names = list(figures[0].class_figures)
        cells = [[row.row.label, *(percent(row.class_figures[name].value) for name in names)] for row in figures]
        print_table("Classes", ["row", *(_head(name) for name in names)], cells)
    if found.compared_with is not None:
        cells = [[row.row.label, *(_difference(row, n) for n in SHOWN)] for row in found.scored if row.differences]
        against = found.row(found.compared_with).row.label
        print_table(f"Points against {against}", ["row", *(f"top-{n}" for n in SHOWN)], cells)
        say(f"* distinguishable: p below 0.05 after correction for {len(cells)} comparisons at this N (Holm).")
    for row in found.rows:
        if row.problem:
            say(f"{row.row.label}: {row.problem}")


def _difference(row: "MatchedRow", n: int) -> str:
    """Points with their interval, and a star where the corrected p-value calls them a difference."""
    from simlab.evaluation.wording import INDISTINCT, difference_text

    assert row.differences is not None
    text = difference_text(row.differences[n - 1]).partition(f", {INDISTINCT}")[0].replace(" points", "")
    return f"{text} *" if row.verdict(n) in ("better", "worse") else text


def _head(name: str) -> str:
    """Of a class figure: `recall_at_1` → Recall@1."""
    return {"map_at_r": "MAP@R", "r_precision": "R-precision"}.get(name, name.replace("recall_at_", "Recall@"))
