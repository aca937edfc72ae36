"""`simlab workspaces`, `simlab health`."""

from simlab.cli.options import JsonOption, WorkspaceArgument
from simlab.cli.reporting import print_json, print_table
from simlab.errors import SimLabError


def workspaces() -> None:
    """The workspaces that are known by name, and where they are."""
    from simlab.workspace import workspace_folders
    from simlab.workspace.manifest import read_manifest

    rows = []
    for folder in workspace_folders():
        try:
            manifest = read_manifest(folder)
        except SimLabError as error:
            rows.append([folder.name, f"cannot be opened: {error}", "", str(folder)])
            continue
        rows.append([folder.name, manifest.name, f"{len(manifest.models)}", str(folder)])
    print_table("Workspaces", ["name", "study", "models", "folder"], rows)


def health(workspace: WorkspaceArgument, as_json: JsonOption = False) -> None:
    """What to know about a workspace's data before trusting figures made from it."""
    from simlab.studies.workspace_health import workspace_health
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    found = workspace_health(opened)
    if as_json:
        print_json({"workspace": opened.manifest.name, "rows": [vars(row) for row in found]})
        return
    rows = [[row.what, row.value, row.advice] for row in found]
    print_table(opened.manifest.name, ["", "", "what to do"], rows)
