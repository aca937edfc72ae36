"""`simlab report`."""

from pathlib import Path
from typing import Annotated

import typer

from simlab.cli.options import (
    WorkspaceArgument,
    check_out_folder,
)
from simlab.cli.reporting import reporting, say
from simlab.cli.version_commands import DesignOption


def report(
    workspace: WorkspaceArgument,
    design: DesignOption,
    out: Annotated[Path, typer.Option(metavar="FILE.html", help="The file to write; it needs no network.")],
    version: Annotated[
        str | None, typer.Option(metavar="VERSION", help="Name of one of its versions; the design as it is by default.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Show the figure of the check set.")] = False,
) -> None:
    """Write what a design does, what it is worth and where that is known from, as one page that prints.

    The test figure is on it only where it was revealed for exactly this state.
    """
    from simlab.studies.design_report import report_html
    from simlab.workspace import Workspace
    from simlab.workspace.atomic import write_bytes

    check_out_folder(out)
    with reporting() as progress:
        content = report_html(Workspace.open(workspace), design, version, check=check, progress=progress)
    write_bytes(out, content)
    what = f"design {design}" if version is None else f"version {version} of design {design}"
    say(f"Wrote {out}: the report on {what}, {len(content) / 1000:,.0f} kB, nothing else needed to open or print it.")
