"""`simlab differences`."""

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
from simlab.cli.reporting import print_json, print_table, reporting, say, split_title


def differences(
    workspace: WorkspaceArgument,
    row: Annotated[str, typer.Option(metavar="ROW", help="Row of the scoreboard in question, e.g. vote.")],
    against: Annotated[str, typer.Option(metavar="ROW", help="Row it is held against, e.g. a baseline.")],
    split: SplitOption = SplitName.validation,
    members: MembersOption = "",
    top: Annotated[int, typer.Option(help="How many of the triples that differ most are shown.", min=0)] = 10,
    reveal: RevealOption = None,
    out: Annotated[Path | None, typer.Option(help="Write all triples that differ to this CSV file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Where one row of the scoreboard is right and another is not: per reference, and triple by triple."""
    from simlab.evaluation.wording import counts_text, difference_text
    from simlab.studies.differences import differences as find_differences
    from simlab.workspace import Workspace
    from simlab.workspace.atomic import write_text

    opened = Workspace.open(workspace)
    check_out_folder(out)
    with reporting() as progress:
        found = find_differences(
            opened, split.value, row, against, members=names_in(members), reveal=reveal, progress=progress
        )
    if out is not None:
        listed = found.listed()
        write_text(out, found.triple_table(opened, listed).to_csv(index=False))
        say(f"Wrote {len(listed):,} triples to {out}.")
    content = found.to_json(opened, top)
    if as_json:
        print_json(content)
        return
    study = split_title(opened.manifest.name, split.value, found.board.synthetic)
    print_table(
        f"{study}: where {row} and {against} differ most",
        ["triple", "reference", "A", "B", "people", "right", f"margin of {row}", f"margin of {against}", "apart (σ)"],
        [
            [
                triple["id"],
                triple["reference"],
                triple["a"],
                triple["b"],
                triple["choice"],
                row if triple["row_score"] > triple["against_score"] else against,
                f"{triple['row_margin']:+.4g}",
                f"{triple['against_margin']:+.4g}",
                f"{triple['gap']:.1f}",
            ]
            for triple in content["triples"]
        ],
    )
    difference = found.difference
    p_value = "" if difference.p_value is None else f", p = {difference.p_value:.4f} of this one comparison"
    say(
        f"{row} minus {against}: {difference_text(difference)}{p_value}; "
        f"{counts_text(difference.n_triples, difference.n_references)}."
    )
    say(
        f"Only {row} is right on {content['only_row_right']:,} triples, only {against} on "
        f"{content['only_against_right']:,}. It is ahead on {content['references_ahead']:,} references, behind on "
        f"{content['references_behind']:,}, and equal on {content['references_equal']:,}."
    )
