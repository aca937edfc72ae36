"""Extraction from beginning to end: what is there already is kept, the rest is computed, and the models registered."""

from collections.abc import Sequence
from dataclasses import dataclass

from simlab.encoders.encoder import Encoder, Precision
from simlab.encoders.extraction.asked import Asked
from simlab.encoders.extraction.engine import Task, run_batches
from simlab.encoders.extraction.planning import Order, devices_for, planned
from simlab.encoders.extraction.turns import taking_turns
from simlab.encoders.extraction.unfinished import UnfinishedExtraction
from simlab.encoders.extraction.vectors import StoredAs, sidecar_of, store_embedding
from simlab.errors import InputError
from simlab.progress import SILENT, Progress
from simlab.workspace import ModelEntry, Workspace


@dataclass(frozen=True)
class Extraction:
    """What an extraction did.

    Attributes:
        model: the model whose embedding was written.
        embedded: images with a vector now.
        without_file: images that were asked for and have no picture; they get no vector.
        reused: batches that an earlier, interrupted run had left.
        computed: batches computed now; 0 when nothing had changed since the last time.
    """

    model: str
    embedded: int
    without_file: int
    reused: int
    computed: int


def extract(
    workspace: Workspace,
    encoder: Encoder,
    model: ModelEntry,
    *,
    image_rows: Sequence[int] | None = None,
    first: Sequence[int] | None = None,
    batch_size: int | None = None,
    device: str = "auto",
    precision: Precision = "fp32",
    workers: int | None = None,
    store: StoredAs = "fp32",
    checkpoint: str | None = None,
    progress: Progress = SILENT,
) -> Extraction:
    """Embed images and store the vectors as the embedding of `model`, which is registered when new.

    Args:
        workspace: whose images.
        encoder: from `open_encoder`.
        model: its name, kind and context; the encoder's spec is filled in.
        image_rows: which images; all by default.
        first: image rows that come first, in this order.
        batch_size: images per batch; by default 64 on a processor, and found by trying on another device.
        device: `auto` (every CUDA device, else MPS, else the processor), or devices separated by commas.
        precision: in what networks compute: `fp32`, or autocast to `bf16` or `fp16`.
        workers: processes that decode files, 0 to decode in this one; by default as the amount of work deserves.
        store: `fp32` as encoders give vectors, or `fp16`, half the room at three significant digits.
        checkpoint: the weights used, relative to the workspace, for the sidecar.
        progress: hears one step per image.

    Raises:
        InputError: the batch size is not positive, a device holds not even one image, or a value does not fit the
            type of number to be stored.
        NotFoundError: none of the images has a picture.
        ImageError: a file cannot be decoded.
        MissingDependencyError: this machine has no such device.
        JobCancelled: the user asked to stop; finished batches are kept, and the next call goes on from them.
    """
    asked = Asked.of(workspace, image_rows, first, batch_size, precision, store)
    return _extract(workspace, [Order(encoder, model, checkpoint)], asked, device, workers, progress)[0]


def extract_together(
    workspace: Workspace,
    orders: Sequence[tuple[Encoder, ModelEntry]],
    *,
    image_rows: Sequence[int] | None = None,
    first: Sequence[int] | None = None,
    batch_size: int | None = None,
    device: str = "auto",
    precision: Precision = "fp32",
    workers: int | None = None,
    store: StoredAs = "fp32",
    progress: Progress = SILENT,
) -> tuple[Extraction, ...]:
    """`extract` for several encoders: each picture is decoded once for all of them.

    Args:
        workspace: whose images.
        orders: encoders, each with the model that it is to be.
        image_rows, first, batch_size, device, precision, workers, store: as for `extract`.
        progress: hears one step per image and encoder.

    Returns:
        What was done, in the order of `orders`.

    Raises:
        InputError: two models have one name; and all that `extract` raises.
    """
    names = [model.name for _, model in orders]
    if len(set(names)) < len(names):
        raise InputError(f"Each encoder needs a model name of its own; the names are {', '.join(names)}.")
    asked = Asked.of(workspace, image_rows, first, batch_size, precision, store)
    return _extract(workspace, [Order(*order) for order in orders], asked, device, workers, progress)


def _extract(
    workspace: Workspace,
    orders: Sequence[Order],
    asked: Asked,
    device: str,
    workers: int | None,
    progress: Progress,
) -> tuple[Extraction, ...]:
    n_images = len(asked.rows)
    with taking_turns(workspace, [order.model.name for order in orders], progress):
        changed = [order for order in orders if not asked.is_met(order.encoder, sidecar_of(workspace, order.model))]
        for order in orders:
            if order not in changed:
                progress.log(f"{order.model.name}: nothing has changed since its {n_images:,} images were embedded")
        batches = _computed(workspace, changed, asked, device, workers, progress) if changed else {}
    return tuple(
        Extraction(order.model.name, n_images, asked.without_picture, *batches.get(order.model.name, (0, 0)))
        for order in orders
    )


def _computed(
    workspace: Workspace,
    orders: Sequence[Order],
    asked: Asked,
    device: str,
    workers: int | None,
    progress: Progress,
) -> dict[str, tuple[int, int]]:
    """Compute and store; by model the number of batches that were there already, and of those computed now."""
    devices = devices_for(orders, device)
    works = planned(workspace, orders, asked, devices[0], progress)
    waiting = {name: len(work.waiting) for name, work in works.items()}
    for size in sorted({work.plan.batch_size for work in works.values()}):
        tasks = [Task(order.encoder, works[order.model.name]) for order in orders]
        alike = [task for task in tasks if task.work.plan.batch_size == size]
        specs = " and ".join(task.encoder.spec for task in alike)
        progress.stage(f"embedding with {specs}", len(alike) * len(asked.rows))
        progress.advance(sum(task.work.n_done for task in alike))
        run_batches(workspace, alike, devices, asked.precision, workers, progress)
    for order in orders:
        _finish(workspace, order, asked, works[order.model.name], progress)
    return {name: (len(work.batches) - waiting[name], waiting[name]) for name, work in works.items()}


def _finish(workspace: Workspace, order: Order, asked: Asked, work: UnfinishedExtraction, progress: Progress) -> None:
    plan, name = work.plan, order.model.name
    facts: dict[str, str | int] = {
        "extraction": asked.extraction_key(order.encoder, plan.batch_size),
        "batch_size": plan.batch_size,
        "precision": asked.precision_of(order.encoder),
    }
    if plan.at_once < plan.batch_size:
        facts["at_once"] = plan.at_once
        progress.log(f"{name}: memory ran out, so that {plan.at_once:,} images went to the device at once")
    store_embedding(workspace, order.model, order.encoder, work, asked.store, order.checkpoint, facts)
