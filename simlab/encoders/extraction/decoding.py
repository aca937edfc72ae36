"""Who decodes: threads of this process, or processes of their own."""

from collections.abc import Generator, Sequence

from simlab.encoders.encoder import Prepare
from simlab.encoders.extraction.pictures import (
    MOST_THREADS,
    Batch,
    Stacks,
    n_cores,
    prepared_here,
    prepared_picture,
    seconds_per_picture,
)
from simlab.encoders.extraction.replicas import on_processor
from simlab.workspace import Workspace

_WORTH_PROCESSES = 20.0
"""Seconds of decoding on one core from which on processes earn the seconds that their start takes."""
_MOST_PROCESSES = 16
_TIMED_PICTURES = 4


def prepared_batches(
    workspace: Workspace,
    prepares: Sequence[Prepare],
    batches: Sequence[Batch],
    devices: Sequence[str],
    workers: int | None = None,
) -> Generator[Stacks, None, None]:
    """The batches, decoded and prepared, in order.

    Args:
        workspace: whose pictures.
        prepares: one for each encoder.
        batches: one or more.
        devices: where they go.
        workers: processes that decode; 0 decodes in this one, None decides by the work.

    Raises:
        ImageError: a file cannot be read.
    """
    if workers is None:
        workers = _workers(workspace, prepares, batches, devices)
    if not workers:
        return prepared_here(workspace, prepares, batches, ahead=not on_processor(devices))
    from simlab.encoders.extraction.worker_processes import prepared_elsewhere

    return prepared_elsewhere(
        workspace,
        prepares,
        batches,
        workers=workers,
        bytes_per_picture=sum(part.nbytes for part in prepared_picture(workspace, prepares, int(batches[0].rows[0]))),
        pinned=any(device.startswith("cuda") for device in devices),
    )


def _workers(
    workspace: Workspace, prepares: Sequence[Prepare], batches: Sequence[Batch], devices: Sequence[str]
) -> int:
    cores = n_cores()
    if on_processor(devices) and cores <= MOST_THREADS:  # threads use them all, between forward passes
        return 0
    few = [int(row) for row in batches[0].rows[:_TIMED_PICTURES]]
    work = seconds_per_picture(workspace, prepares, few) * sum(len(batch.rows) for batch in batches)
    return 0 if work < _WORTH_PROCESSES else min(_MOST_PROCESSES, cores)
