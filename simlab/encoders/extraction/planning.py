"""Where and in which portions orders are worked off: devices, batch sizes, and what is gone on with."""

from collections.abc import Sequence
from dataclasses import dataclass

from simlab.encoders.encoder import Encoder
from simlab.encoders.extraction.asked import Asked
from simlab.encoders.extraction.batch_size import ON_PROCESSOR, find_batch_size
from simlab.encoders.extraction.pictures import prepared_picture
from simlab.encoders.extraction.unfinished import Plan, UnfinishedExtraction, work_folder
from simlab.progress import Progress
from simlab.workspace import ModelEntry, Workspace


@dataclass(frozen=True)
class Order:
    """One encoder to extract with.

    Attributes:
        encoder: what makes the vectors.
        model: what they are to be in the workspace.
        checkpoint: the weights used, relative to the workspace.
    """

    encoder: Encoder
    model: ModelEntry
    checkpoint: str | None = None


def devices_for(orders: Sequence[Order], device: str) -> tuple[str, ...]:
    """Where to compute; encoders without weights need the processor only, and torch not at all."""
    if not any(order.encoder.n_bytes for order in orders):
        return ("cpu",)
    from simlab.encoders.extraction.replicas import devices_of

    return devices_of(device)


def planned(
    workspace: Workspace, orders: Sequence[Order], asked: Asked, device: str, progress: Progress
) -> dict[str, UnfinishedExtraction]:
    """By model the work that is gone on with, or begun; what begins now is cut alike."""
    keys = {order.model.name: asked.plan_key(order.encoder) for order in orders}
    found = {name: UnfinishedExtraction.read(work_folder(workspace, name)) for name in keys}
    works = {name: work for name, work in found.items() if work is not None and work.plan.key == keys[name]}
    new = [order for order in orders if order.model.name not in works]
    if not new:
        return works
    size = asked.batch_size or min(_liked_size(workspace, order.encoder, asked, device) for order in new)
    if asked.batch_size is None and device != "cpu":
        progress.log(f"found by trying: batches of {size:,} images on {device}")
    for order in new:
        name, encoder = order.model.name, order.encoder
        plan = Plan(keys[name], encoder.distance, encoder.dimensions, size, at_once=size)
        works[name] = UnfinishedExtraction.begin(work_folder(workspace, name), plan, asked.rows)
    return works


def _liked_size(workspace: Workspace, encoder: Encoder, asked: Asked, device: str) -> int:
    if device == "cpu" or not encoder.n_bytes:
        return ON_PROCESSOR
    encoder.use(device, asked.precision)
    (picture,) = prepared_picture(workspace, [encoder.prepare], int(asked.rows[0]))
    return find_batch_size(encoder, picture, len(asked.rows))
