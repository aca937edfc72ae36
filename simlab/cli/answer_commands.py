"""`simlab answer`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simlab.cli.options import (
    DeviceOption,
    JsonOption,
    MembersOption,
    PrecisionName,
    PrecisionOption,
    WorkspaceArgument,
    names_in,
)
from simlab.cli.reporting import print_json, print_table, reporting, say
from simlab.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simlab.studies.live import LiveAnswer, LiveEnsemble, LiveQuery
    from simlab.workspace import Workspace


def answer(
    workspace: WorkspaceArgument,
    pictures: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[REFERENCE A B [C…]]", help="Image files: a reference, and two candidates or more."),
    ] = None,
    triple: Annotated[
        str | None, typer.Option(metavar="ID", help="A triple of the workspace instead of files.")
    ] = None,
    models: Annotated[
        str,
        typer.Option(
            help="Names of models, presets (CLIP, DINO, …) or encoder specs, separated by commas; by default every "
            "scored model of the workspace."
        ),
    ] = "",
    design: Annotated[str | None, typer.Option(help="Ask a saved design, too.")] = None,
    strategy: Annotated[str | None, typer.Option(help="Ask a strategy, too; names as of `simlab ensemble`.")] = None,
    members: MembersOption = "",
    device: DeviceOption = "auto",
    precision: PrecisionOption = PrecisionName.fp32,
    as_json: JsonOption = False,
) -> None:
    """What models answer to one question now: distances, choice, margin, time; and why an ensemble answers as it does.

    The question is a triple of the workspace, or made of files that it has never seen. About images of the workspace, a
    model whose encoder cannot be opened here answers from its stored vectors. Nothing is downloaded.
    """
    from simlab.encoders.loaded import LoadedEncoders
    from simlab.studies.live import fit_subject, live_answers, live_ensemble, people_of_triple
    from simlab.studies.live.subject import DESIGN_PREFIX
    from simlab.workspace import Workspace

    if design is not None and strategy is not None:
        raise InputError("--design and --strategy ask two ensembles; give one of them.")
    opened = Workspace.open(workspace)
    query = _query(opened, pictures or [], triple)
    key = strategy if design is None else f"{DESIGN_PREFIX}{design}"
    subject = None if key is None else fit_subject(opened, key, names_in(members))
    shown = names_in(models) or tuple(entry.name for entry in opened.scored_models())
    asked = tuple(dict.fromkeys((*shown, *(subject.needed if subject else ()))))
    answers = []
    with reporting() as progress:
        progress.stage("asking models", len(asked))
        for one in live_answers(opened, query, LoadedEncoders(device=device, precision=precision.value), asked):
            answers.append(one)
            progress.advance()
    ensemble = None if subject is None else live_ensemble(opened, query, answers, subject)
    people = None if triple is None else people_of_triple(opened, triple)
    if as_json:
        print_json(
            {
                "workspace": opened.manifest.name,
                "synthetic": opened.manifest.synthetic,
                "triple": triple,
                "reference": query.reference.name,
                "candidates": [picture.name for picture in query.candidates],
                "people": None if people is None else people.to_json(),
                "answers": [one.to_json() for one in answers],
                "ensemble": None if ensemble is None else ensemble.to_json(),
            }
        )
        return
    _print_answers(query, answers, ensemble)
    if people is not None:
        votes = "" if people.votes is None else f" ({people.votes[0]} for A, {people.votes[1]} for B)"
        say(people.closed or f"People answered {people.choice}{votes}.")
    if ensemble is not None:
        _print_why(ensemble)


def _query(workspace: "Workspace", files: "Sequence[Path]", triple: str | None) -> "LiveQuery":
    from simlab.images import decode_rgb
    from simlab.studies.live import LivePicture, LiveQuery, query_of_triple

    if (triple is not None) == bool(files):
        raise InputError(
            "Give either a triple of the workspace (--triple ID) or files (REFERENCE A B [C…]); "
            f"{'both were' if files else 'neither was'} given."
        )
    if triple is not None:
        return query_of_triple(workspace, triple)
    reference, *candidates = (LivePicture(decode_rgb(path), path.name) for path in files)
    return LiveQuery(reference, tuple(candidates))


def _print_answers(query: "LiveQuery", answers: "Sequence[LiveAnswer]", ensemble: "LiveEnsemble | None") -> None:
    letters = query.letters
    rows = [
        [one.model, *_said(one, letters), _seconds(one), one.device or one.source] for one in answers if not one.problem
    ]
    if ensemble is not None and not ensemble.problem:
        rows.append([ensemble.label, *_said(ensemble, letters), "", ""])
    choice = ("order", "lead") if len(letters) > 2 else ("nearer", "margin")
    columns = ["model", *(f"to {letter}" for letter in letters), *choice, "time", "on"]
    print_table(f"What is nearest to {query.reference.name}?", columns, rows)
    for letter, picture in zip(letters, query.candidates, strict=True):
        say(f"{letter}: {picture.name}")
    for one in answers:
        if one.problem or one.note:
            stored = "answered from stored vectors. " if one.source == "stored" and not one.problem else ""
            say(f"{one.model}: {stored}{one.problem or one.note}")


def _said(found: "LiveAnswer | LiveEnsemble", letters: tuple[str, ...]) -> list[str]:
    """Distances; of two candidates the nearer and the margin, of more their order and the lead of the first."""
    distances = [f"{distance:.4f}" for distance in found.distances or ()]
    margin = found.margin or 0.0
    if len(letters) > 2:
        return [*distances, " < ".join(letters[number] for number in found.order), f"{margin:.4f}"]
    nearer = "tie" if found.nearest is None else letters[found.nearest]
    return [*distances, nearer, f"{margin:+.4f}".replace("-", "−")]


def _seconds(one: "LiveAnswer") -> str:
    return "–" if one.seconds is None else f"{1000 * one.seconds:.0f} ms"


def _print_why(found: "LiveEnsemble") -> None:
    from simlab.evaluation.wording import percent

    if found.problem:
        say(f"{found.label} has no answer: {found.problem}")
    if not found.weights:
        return
    said = "; ".join(f"{name} {percent(weight)}" for name, weight in found.weights if weight > 0)
    where = f"region {found.region}, where {found.rule} answers" if found.map_id else found.region
    say(f"{found.label}: {where}. Weights{' (votes)' * found.vote}: {said}.")
    if found.place is not None and found.placement is not None:
        x, y = found.place
        half = f"; half of what is placed so is off by more than {percent(found.placement.median)} of the map's radius"
        error = half if found.placement.kind == "placed" else ""
        say(f"Place on map {found.map_id}: ({x:.3f}, {y:.3f}), {found.placement.kind}{error}.")
    if found.supported is not None:
        known = "supported" if found.supported else "UNSUPPORTED: unlike all validation references"
        say(f"Mean distance to its five nearest: {found.novelty:.3g}, limit {found.novelty_limit:.3g}: {known}.")
    if found.in_sample:
        say("It has learned from the answers to this very reference: in-sample.")
