"""The test split stays closed until somebody gives a reason; every opening is recorded."""

from simlab.errors import InputError
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint


def state_fingerprint(workspace: Workspace, models: tuple[str, ...], *more: str) -> str:
    """Of everything a figure of these models depends on: triples, vectors, and what else is named."""
    vectors = [workspace.embedding(name).sidecar.fingerprint for name in models]
    return fingerprint(workspace.triples_fingerprint, vectors, list(more))


def is_revealed(workspace: Workspace, subject: str, state: str) -> bool:
    """Whether the test figure of exactly this state has been looked at before."""
    return any(reveal.fingerprint == state for reveal in workspace.store.reveals(subject))


def open_test_split(workspace: Workspace, subject: str, state: str, reason: str | None) -> None:
    """Let a test figure through, recording the reveal; a figure that has been seen needs no second one.

    Args:
        workspace: whose test split.
        subject: what is scored, e.g. "design night-cities".
        state: see `state_fingerprint`.
        reason: why it is looked at now.

    Raises:
        InputError: it was not looked at before, and no reason is given.
    """
    if reason is None and is_revealed(workspace, subject, state):
        return
    if reason is None or not reason.strip():
        raise InputError(
            f"The test split of {workspace.manifest.name!r} is closed for {subject}. Test data only reports: choose on "
            'validation, then look once. To open it, give the reason: --reveal "REASON". The reveal is recorded.'
        )
    workspace.store.add_reveal(subject, state, reason)
