"""What can be done with a training run afterwards: remove it, or register its model."""

import shutil

from simlab.encoders import StoredAs
from simlab.errors import ConflictError
from simlab.progress import SILENT, Progress
from simlab.training.dependents import require_no_dependents
from simlab.training.network_register import NetworkRegister
from simlab.training.run_folder import at_work
from simlab.training.runs.run import find_run
from simlab.workspace import ModelEntry, Workspace


def delete_run(workspace: Workspace, name: str) -> None:
    """Remove a run, and the model it trained where that is not registered; a registered model stays.

    Raises:
        NotFoundError: there is no such run.
        ConflictError: a process trains it now, or other models stand on the one that would be removed.
    """
    run = find_run(workspace, name)
    with at_work(workspace, name):
        if run.state == "finished":
            require_no_dependents(workspace, name)
            shutil.rmtree(workspace.path / "models" / name, ignore_errors=True)
        shutil.rmtree(run.folder)


def register_run(
    workspace: Workspace,
    name: str,
    *,
    device: str = "auto",
    store: StoredAs = "fp32",
    progress: Progress = SILENT,
) -> None:
    """Embed all images by the model of a finished run, and add it to the workspace's models.

    Args:
        workspace: whose run.
        name: of the run.
        device: on which images are embedded.
        store: the numbers in which the vectors are stored; a registered model is embedded again when they change.
        progress: hears one step per image.

    Raises:
        NotFoundError: there is no such run.
        ConflictError: it is not finished.
        JobCancelled: the user asked to stop; call again to go on.
    """
    run = find_run(workspace, name)
    if run.state not in ("finished", "registered"):
        doing = "is being trained" if run.state == "training" else "was stopped before its end"
        raise ConflictError(
            f"Run {name!r} {doing}, after {len(run.history)} of {run.recipe['epochs']} epochs. Only a finished run can "
            "be registered; let it go on first."
        )
    if (workspace.path / "models" / name).is_dir():
        NetworkRegister(workspace, ModelEntry(name, run.kind, run.context), device, store, progress).register()
