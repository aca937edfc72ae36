"""`simlab latency` and `simlab precision`."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from simlab.cli.latency_tables import print_costs, print_effect, print_latencies
from simlab.cli.options import DeviceOption, JsonOption, PrecisionName, SeedOption, WorkspaceArgument, names_in
from simlab.cli.reporting import print_json, reporting
from simlab.errors import InputError, JobCancelled, SimLabError

if TYPE_CHECKING:
    from simlab.workspace import Workspace


def latency(
    workspace: Annotated[
        str | None, typer.Argument(metavar="[WS]", help="Path or name of a workspace; its models are measured.")
    ] = None,
    encoder: Annotated[
        list[str] | None,
        typer.Option(metavar="SPEC", help="Measure this encoder instead; several times for several."),
    ] = None,
    models: Annotated[str, typer.Option(help="Only these models of the workspace, separated by commas.")] = "",
    device: DeviceOption = "auto",
    precision: Annotated[
        list[PrecisionName] | None, typer.Option(help="In what networks compute; several times for several.")
    ] = None,
    seconds: Annotated[float, typer.Option(help="For the queries, and for each batch size.", min=0.01)] = 3.0,
    stored: Annotated[bool, typer.Option("--stored", help="Measure nothing; show what is known.")] = False,
    as_json: JsonOption = False,
) -> None:
    """How long encoders take on this machine, and what one query costs."""
    from simlab.encoders.measurements.machine import this_machine
    from simlab.studies.latency.measured_models import latency_rows
    from simlab.studies.latency.query_cost import query_costs
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace) if workspace else None
    problems: list[str] = []
    if not stored:
        specs = _specs(opened, encoder or [], names_in(models))
        problems = _measure(specs, opened, device, precision or [PrecisionName.fp32], seconds)
    rows = latency_rows(opened)
    costs = query_costs(opened, rows) if opened else ()
    if as_json:
        print_json(
            {
                "machine": asdict(this_machine()),
                "measurements": [row.to_json() for row in rows],
                "queries": [cost.to_json() for cost in costs],
            }
        )
    else:
        print_latencies(rows)
        print_costs(costs)
    if problems:
        raise SimLabError(f"{len(problems)} could not be measured. " + " ".join(problems))


def precision(
    workspace: WorkspaceArgument,
    encoder: Annotated[str, typer.Option(metavar="SPEC", help="An encoder spec, or a preset such as CLIP.")],
    precision: Annotated[PrecisionName, typer.Option(help="bf16 or fp16.")] = PrecisionName.bf16,
    references: Annotated[
        int, typer.Option(help="As many validation references, drawn at random; all if there are no more.", min=1)
    ] = 200,
    device: DeviceOption = "auto",
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """What half precision does to an encoder's answers, against full precision on the same validation triples."""
    from simlab.studies.precision.effect import precision_effect
    from simlab.workspace import Workspace

    opened = Workspace.open(workspace)
    with reporting() as progress:
        found = precision_effect(
            opened,
            encoder,
            precision.value,
            references=references,
            device=device,
            seed=seed,
            progress=progress,
        )
    if as_json:
        print_json(found.to_json())
    else:
        print_effect(opened, found)


def _specs(workspace: "Workspace | None", encoders: Sequence[str], names: Sequence[str]) -> list[str]:
    from simlab.studies.latency.measured_models import measurable_models

    if encoders and names:
        raise InputError("--encoder and --models were both given. Name encoders, or models of the workspace.")
    if encoders:
        return list(encoders)
    if workspace is None:
        raise InputError("Nothing to measure was named. Name a workspace, or an encoder: simlab latency --encoder CLIP")
    known = {entry.name: str(entry.encoder) for entry in measurable_models(workspace)}
    chosen = [workspace.model(name).name for name in names] or list(known)
    without = [name for name in chosen if name not in known]
    if without or not known:
        which = f"{', '.join(without)} of workspace" if without else "No model of workspace"
        raise InputError(
            f"{which} {workspace.manifest.name!r} can be measured: "
            "their vectors were imported, and no encoder is known. Embed with one (`simlab embed`)."
        )
    return list(dict.fromkeys(known[name] for name in chosen))


def _measure(
    specs: Sequence[str],
    workspace: "Workspace | None",
    device: str,
    precisions: Sequence[PrecisionName],
    seconds: float,
) -> list[str]:
    """One after the other; returns why some could not be measured, which does not stop the others."""
    from simlab.studies.latency.measured_models import measure_encoder

    problems = []
    with reporting() as progress:
        for spec in specs:
            for precision in precisions:
                try:
                    measure_encoder(
                        spec, workspace, device=device, precision=precision.value, seconds=seconds, progress=progress
                    )
                except JobCancelled:
                    raise
                except SimLabError as error:
                    problems.append(f"{spec} in {precision.value}: {error}")
    return problems
