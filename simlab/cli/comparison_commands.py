"""`simlab scoreboard`."""

from pathlib import Path
from typing import Annotated

import typer

from simlab.cli.options import (
    JsonOption,
    MembersOption,
    RevealOption,
    SplitName,
    SplitOption,
    WorkspaceArgument,
    check_out_folder,
    names_in,
)
from simlab.cli.reporting import print_json, print_table, reporting, say


def scoreboard(
    workspace: WorkspaceArgument,
    split: SplitOption = SplitName.validation,
    members: MembersOption = "",
    models: Annotated[
        str, typer.Option(help="Single models to show, separated by commas; every scored model by default.")
    ] = "",
    compare_to: Annotated[
        str | None,
        typer.Option(metavar="ROW", help="Row to compare the others with; the best single model by default."),
    ] = None,
    reveal: RevealOption = None,
    out: Annotated[Path | None, typer.Option(help="Write the table to this CSV file, nothing rounded.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Models, strategies, designs and baselines on the same triples, compared with one of them."""
    from simlab.evaluation.wording import INDISTINCT, accuracy_text, counts_text, difference_text, percent
    from simlab.studies.scoreboard import scoreboard as make_scoreboard
    from simlab.workspace import Workspace
    from simlab.workspace.atomic import write_text

    opened = Workspace.open(workspace)
    check_out_folder(out)
    with reporting() as progress:
        board = make_scoreboard(
            opened,
            split.value,
            models=names_in(models),
            members=names_in(members),
            compare_to=compare_to,
            reveal=reveal,
            progress=progress,
        )
    if out is not None:
        write_text(out, board.table().to_csv(index=False))
        say(f"Wrote {len(board.rows)} rows to {out}.")
    if as_json:
        print_json(board.to_json())
        return
    lines = []
    for row in board.rows:
        figure = accuracy_text(row.estimate) if row.estimate else "–"
        beside = f", in-sample {percent(row.in_sample.value)}" if row.in_sample else ""
        p_value = "" if row.corrected_p is None else f"{row.corrected_p:.4f}"
        against = difference_text(row.difference).partition(f", {INDISTINCT}")[0] if row.difference else ""
        against = against.replace(" points", "")  # the head of the column says so
        scopes = [percent(found.value) if found else "" for found in (row.scopes.local, row.scopes.context)]
        lines.append([row.key, figure, *scopes, f"{row.basis}{beside}", against, p_value, row.verdict])
    title = f"{opened.manifest.name}, {split.value} split" + (" (SYNTHETIC)" if board.synthetic else "")
    columns = [
        "row",
        "all",
        "local",
        "context",
        "basis",
        f"points against {board.compared_with}",
        "corrected p",
        "verdict",
    ]
    print_table(title, columns, lines)
    scored = board.scored[0].estimate
    assert scored is not None
    say(
        f"{counts_text(scored.n_triples, scored.n_references)}, the same for every row; {board.asked.n_ties:,} human "
        f"ties and {board.n_missing:,} triples that some row cannot answer left out. P-values are corrected for "
        f"{board.n_compared} comparisons (Holm)."
    )
    for row in board.rows:
        if row.problem:
            say(f"{row.key}: {row.problem}")
