"""`simlab design versions`, `save-version`, `restore`, `duplicate`, `archive`, `compare`."""

from typing import TYPE_CHECKING, Annotated

import typer

from simlab.cli.options import JsonOption, MembersOption, WorkspaceArgument, names_in
from simlab.cli.reporting import print_json, print_table, say

if TYPE_CHECKING:
    from simlab.studies.designs.version_comparison import VersionComparison

DesignOption = Annotated[str, typer.Option("--design", metavar="DESIGN", help="Name of a saved design.")]
VersionOption = Annotated[str, typer.Option("--version", metavar="VERSION", help="Name of one of its versions.")]


def versions(workspace: WorkspaceArgument, design: DesignOption, as_json: JsonOption = False) -> None:
    """The named versions of a design: who saved them, when, what for, and what was seen of each on check and test."""
    from simlab.studies.designs.looks import marked_versions
    from simlab.workspace import Workspace

    found = marked_versions(Workspace.open(workspace), design)
    if as_json:
        rows = [
            {
                "version": version.name,
                "step": version.step,
                "author": version.author,
                "comment": version.comment,
                "time": version.time,
                "n_regions": len(version.design.regions),
                "fingerprint": version.design.fingerprint,
                "check_looks": marks.check,
                "test_reveals": marks.test,
                "edited_after_reveal": marks.edited_after_reveal,
            }
            for version, marks in found
        ]
        print_json({"design": design, "versions": rows})
        return
    print_table(
        f"Versions of {design}",
        ["version", "regions", "step", "time", "author", "comment", "seen"],
        [
            [row.name, f"{len(row.design.regions)}", f"{row.step}", row.time, row.author, row.comment, marks.text]
            for row, marks in found
        ],
    )


def save_version(
    workspace: WorkspaceArgument,
    design: DesignOption,
    name: Annotated[str, typer.Option(help="Of the version.")],
    comment: Annotated[str, typer.Option(help="Anything worth remembering.")] = "",
    author: Annotated[str | None, typer.Option(help="Who saves it; the system's user name by default.")] = None,
) -> None:
    """Keep a design as it is now under a name, for ever."""
    from simlab.studies.designs.named import open_design
    from simlab.studies.designs.versions import save_version as save
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    version = save(opened, open_design(opened, design), name, author=author, comment=comment)
    say(f"Version {name} of design {design}: step {version.step}, saved by {version.author} at {version.time}.")


def restore(workspace: WorkspaceArgument, design: DesignOption, version: VersionOption) -> None:
    """Make a design what it was in a version: one more step, which can be undone."""
    from simlab.studies.designs.named import open_design
    from simlab.studies.designs.versions import restore_version
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    named = restore_version(opened, open_design(opened, design), version)
    say(f"Design {design} is at step {named.step}: {named.action}.")


def duplicate(
    workspace: WorkspaceArgument,
    design: DesignOption,
    name: Annotated[str, typer.Option(help="Of the new design.")],
    version: Annotated[
        str | None,
        typer.Option(metavar="VERSION", help="Begin with this version; with the design as it is by default."),
    ] = None,
) -> None:
    """A new design that begins as another one is, or was; its history and versions are its own."""
    from simlab.studies.designs.versions import duplicate_design
    from simlab.workspace import Workspace

    named = duplicate_design(Workspace.open(workspace), design, name, version=version)
    say(f"Design {name}: {named.action}; {len(named.design.regions)} regions.")


def archive(
    workspace: WorkspaceArgument,
    design: Annotated[
        str | None, typer.Option(metavar="DESIGN", help="Name of a saved design; without it, the archive is listed.")
    ] = None,
    back: Annotated[bool, typer.Option("--back", help="Take it back from the archive.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Leave a design out of lists and the scoreboard; nothing of it is lost, and its name still opens it."""
    from simlab.errors import InputError
    from simlab.workspace import Workspace

    store = Workspace.open(workspace).store
    if design is None and back:
        raise InputError("--back needs the name of a design (--design DESIGN).")
    if design is not None and back:
        store.unarchive_design(design)
    elif design is not None:
        store.archive_design(design)
    names = store.archived_design_names()
    if as_json:
        print_json({"archived": names})
        return
    say(f"Designs in the archive: {', '.join(names) or 'none'}.")


def compare(
    workspace: WorkspaceArgument,
    design: DesignOption,
    first: Annotated[str, typer.Option(metavar="VERSION", help="Name of a version.")],
    second: Annotated[
        str | None, typer.Option(metavar="VERSION", help="Name of another one; the design as it is now by default.")
    ] = None,
    members: MembersOption = "",
    as_json: JsonOption = False,
) -> None:
    """What differs between two versions of a design, which references that touches, and what both are worth."""
    from simlab.studies.designs.version_comparison import compare_versions
    from simlab.workspace import Workspace

    found = compare_versions(Workspace.open(workspace), design, first, second, names_in(members))
    if as_json:
        print_json(found.to_json())
        return
    _print_comparison(found)


def _print_comparison(found: "VersionComparison") -> None:
    from simlab.cli.reporting import split_title
    from simlab.evaluation.wording import accuracy_text, counts_text, difference_text, percent

    print_table(
        f"{found.design}: from {found.first.label} to {found.second.label} on map {found.map_id}",
        ["region", "changed", "rule", "references", "joined", "left", "moved"],
        [
            [
                region.name,
                ", ".join(region.changes) or "–",
                " → ".join(dict.fromkeys(rule.text for rule in (region.rule_before, region.rule_after) if rule)),
                f"{region.n_before:,} → {region.n_after:,}",
                f"{region.n_joined:,}",
                f"{region.n_left:,}",
                percent(region.moved_share),
            ]
            for region in found.regions
        ],
    )
    sides = [[side.label, accuracy_text(side.estimate), side.basis] for side in (found.first, found.second)]
    print_table(split_title(found.design, "validation", found.synthetic), ["version", "accuracy", "basis"], sides)
    say(
        f"{found.second.label} − {found.first.label}: {difference_text(found.difference)}, on the same "
        f"{counts_text(found.difference.n_triples, found.difference.n_references)}; {found.n_ties:,} human ties and "
        f"{found.n_missing:,} triples that some model cannot answer left out. {found.n_moved:,} of "
        f"{found.n_references:,} references ({percent(found.n_moved / found.n_references)}) change region or fallback."
    )
