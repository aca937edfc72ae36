"""The loop over batches: from pictures that are decoded to vectors that are kept."""

from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass

from simlab.encoders.encoder import Encoder, Precision
from simlab.encoders.extraction.decoding import prepared_batches
from simlab.encoders.extraction.pictures import Batch
from simlab.encoders.extraction.replicas import Replicas
from simlab.encoders.extraction.unfinished import UnfinishedExtraction
from simlab.progress import Progress
from simlab.workspace import Workspace


@dataclass(frozen=True)
class Task:
    """One encoder of a run, and what it has so far."""

    encoder: Encoder
    work: UnfinishedExtraction


def run_batches(
    workspace: Workspace,
    tasks: Sequence[Task],
    devices: Sequence[str],
    precision: Precision,
    workers: int | None,
    progress: Progress,
) -> None:
    """Compute the batches that tasks lack.

    Args:
        workspace: whose pictures; each is decoded once for all tasks.
        tasks: of the same images in the same order, cut into batches of the same size.
        devices: each gets a copy of every encoder.
        precision: in what networks compute.
        workers: processes that decode; 0 decodes in this one, None decides by the work.
        progress: hears one step per vector.

    Raises:
        ImageError: a file cannot be read.
        InputError: a device cannot hold even one image.
        JobCancelled: the user asked to stop; finished batches are kept.
    """
    batches = _lacking(tasks)
    if not batches:
        return
    replicas = Replicas([task.encoder for task in tasks], devices, precision)
    under_way: list[Future[int]] = []
    try:
        prepares = [task.encoder.prepare for task in tasks]
        with closing(prepared_batches(workspace, prepares, batches, devices, workers)) as stacks:
            for batch, made in zip(batches, stacks, strict=True):
                for which, prepared in zip(batch.encoders, made, strict=True):
                    under_way.append(replicas.submit(which, prepared, tasks[which].work, batch.number))
                    if len(under_way) > replicas.ahead:
                        progress.advance(under_way.pop(0).result())
        for future in under_way:
            progress.advance(future.result())
    finally:
        replicas.close()


def _lacking(tasks: Sequence[Task]) -> list[Batch]:
    """The batches that some task lacks, each with the tasks that do."""
    waiting = [set(task.work.waiting) for task in tasks]
    cut = tasks[0].work.batches
    return [
        Batch(number, cut[number], tuple(which for which, of_task in enumerate(waiting) if number in of_task))
        for number in sorted(set().union(*waiting))
    ]
