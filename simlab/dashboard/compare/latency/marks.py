"""Measurements as the charts and tables of the page take them."""

from collections.abc import Mapping, Sequence

import pandas as pd

from simlab.evaluation.wording import accuracy_text, counts_text, difference_text
from simlab.figures.colours import model_colours
from simlab.figures.latency_chart import QueryMark, SpeedLine
from simlab.figures.scoreboard import ENSEMBLE
from simlab.studies.latency.measured_models import LatencyRow
from simlab.studies.latency.query_cost import QueryCost
from simlab.studies.latency.wording import day_text, memory_text, seconds_text
from simlab.studies.precision.changed_answers import PrecisionEffect
from simlab.workspace import ModelEntry, Workspace


def row_colours(workspace: Workspace, rows: Sequence[LatencyRow]) -> dict[str, str]:
    """By label: a model's colour as on every page; encoders that are none of its models are baselines after these."""
    others = list(dict.fromkeys(row.label for row in rows if row.model is None))
    stand_ins = [ModelEntry(f"other-{number}", "baseline") for number in range(len(others))]
    colours = model_colours([*workspace.models(), *stand_ins])
    by_label = {label: colours[entry.name] for label, entry in zip(others, stand_ins, strict=True)}
    return {**{entry.name: colours[entry.name] for entry in workspace.models()}, **by_label}


def query_marks(rows: Sequence[LatencyRow], costs: Sequence[QueryCost], colours: Mapping[str, str]) -> list[QueryMark]:
    """A mark for every measurement, then for every ensemble of which all models were measured; fastest first."""
    marks = [
        QueryMark(
            label=row.label,
            device=row.measured.device,
            precision=row.measured.precision,
            colour=colours[row.label],
            seconds=row.measured.query.p50,
            prepare=row.measured.prepare.p50,
            p95=row.measured.query.p95,
            note=_note(row),
        )
        for row in rows
    ]
    joint = [
        QueryMark(
            label=cost.label,
            device=cost.device,
            precision=cost.precision,
            colour=ENSEMBLE,
            seconds=cost.seconds,
            prepare=cost.prepare or 0.0,
            p95=None,
            note=f"{cost.device} {cost.precision}: {seconds_text(cost.seconds)}, the sum of {len(cost.models)} medians"
            f"<br>of it preparing {seconds_text(cost.prepare)}",
        )
        for cost in costs
        if cost.seconds is not None
    ]
    return [*_fastest_first(marks), *_fastest_first(joint)]


def speed_lines(rows: Sequence[LatencyRow], colours: Mapping[str, str]) -> list[SpeedLine]:
    """A line for every encoder with weights."""
    lines = []
    for row in rows:
        done = [
            (batch.size, batch.images_per_second)
            for batch in row.measured.batches
            if batch.images_per_second is not None
        ]
        if done:
            sizes, speeds = zip(*done, strict=True)
            lines.append(
                SpeedLine(
                    row.label,
                    row.measured.device,
                    row.measured.precision,
                    colours[row.label],
                    tuple(sizes),
                    tuple(speeds),
                )
            )
    return lines


def latency_table(rows: Sequence[LatencyRow]) -> pd.DataFrame:
    """One line a measurement; times in milliseconds, as numbers, so that the table sorts by them."""
    lines = []
    for row in rows:
        found, fastest = row.measured, row.measured.fastest
        lines.append(
            {
                "Encoder": row.label,
                "On": place_of(row),
                "p50": 1000 * found.query.p50,
                "p95": 1000 * found.query.p95,
                "Prepare": 1000 * found.prepare.p50,
                "Embed": 1000 * found.embed.p50 if found.n_bytes else None,
                "First": 1000 * found.first,
                "Prepared/s": found.prepared_per_second,
                "Embedded/s": fastest.images_per_second if fastest else None,
                "Batch": fastest.size if fastest else None,
                "Memory": memory_text(found.n_bytes),
                "Busy": 100 * found.busy,
                "Measured": day_text(found.measured),
            }
        )
    return pd.DataFrame(lines)


def cost_table(costs: Sequence[QueryCost]) -> pd.DataFrame:
    """One line for every ensemble on every device and in every precision."""
    return pd.DataFrame(
        {
            "Asked": cost.label,
            "Models": len(cost.models),
            "On": f"{cost.device} {cost.precision}",
            "One query": None if cost.seconds is None else 1000 * cost.seconds,
            "Prepare": None if cost.prepare is None else 1000 * cost.prepare,
            "Memory": memory_text(cost.n_bytes),
            "Not measured": cost.left_out,
        }
        for cost in costs
    )


def effect_table(effects: Sequence[PrecisionEffect], labels: Mapping[str, str]) -> pd.DataFrame:
    """One line for every encoder in half precision.

    Args:
        effects: from `stored_effects`.
        labels: what to call encoders, by spec.
    """
    return pd.DataFrame(
        {
            "Encoder": labels.get(found.encoder, found.encoder),
            "On": f"{found.device} {found.precision}",
            "In fp32": accuracy_text(found.answers.full),
            "In half": accuracy_text(found.answers.half),
            "Half − fp32": difference_text(found.answers.difference),
            "Changed": accuracy_text(found.answers.changed),
            "Largest change": found.answers.largest_change / found.answers.margin_deviation
            if found.answers.margin_deviation
            else None,
            "Of": counts_text(found.answers.changed.n_triples, found.answers.changed.n_references),
        }
        for found in effects
    )


def place_of(row: LatencyRow) -> str:
    """Device and precision, "cuda bf16"."""
    return f"{row.measured.device} {row.measured.precision}"


def _note(row: LatencyRow) -> str:
    found = row.measured
    return "<br>".join(
        (
            f"{found.device} {found.precision}, {found.device_name}",
            f"one query: {seconds_text(found.query.p50)}, 95 % within {seconds_text(found.query.p95)}",
            f"prepare {seconds_text(found.prepare.p50)}, embed {seconds_text(found.embed.p50)}",
            f"the first after loading {seconds_text(found.first)}",
            f"{found.query.n} queries, {day_text(found.measured)}",
            f"{100 * found.busy:.0f} % of the processors were busy otherwise",
        )
    )


def _fastest_first(marks: Sequence[QueryMark]) -> list[QueryMark]:
    """Labels by their fastest mark, and the marks of each by device and precision."""
    fastest: dict[str, float] = {}
    for mark in marks:
        fastest[mark.label] = min(mark.seconds, fastest.get(mark.label, mark.seconds))
    return sorted(marks, key=lambda mark: (fastest[mark.label], mark.label, mark.device, mark.precision != "fp32"))
