"""Times and precisions as tables at the terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simlab.cli.reporting import print_table, say, split_title
from simlab.errors import first_few

if TYPE_CHECKING:
    from simlab.studies.latency.measured_models import LatencyRow
    from simlab.studies.latency.query_cost import QueryCost
    from simlab.studies.precision.changed_answers import PrecisionEffect
    from simlab.workspace import Workspace


def print_latencies(rows: "Sequence[LatencyRow]") -> None:
    """What was measured on this machine, and on which pictures."""
    from simlab.encoders.measurements.machine import this_machine
    from simlab.encoders.measurements.measurement import BUSY
    from simlab.studies.latency.wording import day_text, memory_text, rate_text, seconds_text

    machine = this_machine()
    lines = []
    for row in rows:
        found, fastest = row.measured, row.measured.fastest
        lines.append(
            [
                row.label,
                f"{found.device} {found.precision}",
                *map(seconds_text, (found.query.p50, found.query.p95, found.prepare.p50)),
                seconds_text(found.embed.p50 if found.n_bytes else None),
                rate_text(found.prepared_per_second),
                f"{rate_text(fastest.images_per_second)} ({fastest.size})" if fastest else "–",
                memory_text(found.n_bytes),
                day_text(found.measured),
            ]
        )
    columns = ["encoder", "on", "query p50", "p95", "prepare", "embed", "prepared/s"]
    print_table(
        f"Measured on {machine.name}: {machine.processor}, {machine.n_processors} processors, {machine.system}",
        [*columns, "embedded/s (batch)", "memory", "measured"],
        lines,
    )
    for device, name in dict.fromkeys((row.measured.device, row.measured.device_name) for row in rows):
        say(f"{device}: {name}")
    say("A query is three decoded pictures, from pixels to vectors, warm; prepare and embed are medians of its steps.")
    say("Prepared/s: pictures that one process prepares. Embedded/s: prepared ones, at the best batch size.")
    busy = dict.fromkeys(row.label for row in rows if row.measured.busy >= BUSY)
    if busy:
        say(f"The machine was busy when {len(busy)} of these began ({first_few(busy)}): such times are too long.")
    for about in dict.fromkeys(row.measured.pictures for row in rows):
        say(f"Measured on {about}.")


def print_costs(costs: "Sequence[QueryCost]") -> None:
    """What one query costs, as far as the models it asks were measured."""
    from simlab.studies.latency.wording import memory_text, seconds_text

    if not costs:
        return
    lines = []
    for cost in costs:
        figures = [seconds_text(cost.seconds), seconds_text(cost.prepare), memory_text(cost.n_bytes)]
        lines.append([cost.label, str(len(cost.models)), f"{cost.device} {cost.precision}", *figures, cost.left_out])
    print_table(
        "What one query costs: sums over the models asked, one after the other",
        ["asked", "models", "on", "medians", "of it preparing", "memory", "not measured"],
        lines,
    )


def print_effect(workspace: "Workspace", found: "PrecisionEffect") -> None:
    """Accuracy in full and in half precision, and the answers that are others."""
    from simlab.evaluation.wording import accuracy_text, counts_text, difference_text

    answers = found.answers
    print_table(
        split_title(workspace.manifest.name, "validation", found.synthetic),
        ["encoder", "fp32", found.precision, f"{found.precision} − fp32", "answered otherwise"],
        [
            [
                found.encoder,
                accuracy_text(answers.full),
                accuracy_text(answers.half),
                difference_text(answers.difference),
                accuracy_text(answers.changed),
            ]
        ],
    )
    say(
        f"{counts_text(answers.changed.n_triples, answers.changed.n_references)}, {found.n_images:,} pictures, on "
        f"{found.device} ({found.device_name}); {found.n_missing:,} triples without pictures left out. No margin "
        f"changed by more than {answers.largest_change:.2g}; margins vary by {answers.margin_deviation:.2g} (standard "
        "deviation)."
    )
