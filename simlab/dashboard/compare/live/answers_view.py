"""Answers as they come in: the ensemble, every model of the study and each baseline, one line each."""

import time
from collections.abc import Iterator

import streamlit as st

from simlab.dashboard.compare.live.answer_rows import AnswerRow, letter, rows_html
from simlab.dashboard.compare.live.run import LiveRun
from simlab.dashboard.compare.live.who_answers import Ensemble
from simlab.dashboard.triple_cards import human_answer
from simlab.figures.colours import NO_DATA, model_colours
from simlab.figures.scoreboard import ENSEMBLE
from simlab.studies.live import LiveAnswer, LiveEnsemble, PeopleAnswer
from simlab.workspace import ModelKind, Workspace

_KINDS: dict[ModelKind, str] = {
    "cs": "CS-model",
    "global": "global model",
    "baseline": "baseline",
    "features": "features only",
}
_A_WHILE = 2.0
"""Seconds after which a line says how long its model has taken so far."""


def show_answers(
    workspace: Workspace, run: LiveRun, ensemble: Ensemble | None, n_candidates: int, people: PeopleAnswer | None
) -> None:
    """The table with one sentence above it.

    Args:
        workspace: the study.
        run: the question on its way.
        ensemble: the one that answers, too.
        n_candidates: of the question.
        people: what they answered, None where nobody was asked.
    """
    found = run.ensembles.get(ensemble) if ensemble else None
    st.markdown(summary(run, found, people))
    rows = [_ensemble_row(found, ensemble.label, n_candidates, waits=bool(run.waiting))] if ensemble else []
    choice = people.choice if people else None
    chosen = {"A": 0, "B": 1}.get(choice) if choice else None
    st.html(rows_html([*rows, *_model_rows(workspace, run)], n_candidates, chosen))


def summary(run: LiveRun, found: LiveEnsemble | None, people: PeopleAnswer | None) -> str:
    """The answers in a sentence, as Markdown."""
    said = []
    if found is not None and found.distances is not None:
        said.append(f"**{found.label}: {_choice_text(found.nearest, found.margin)}**")
    answered = [answer for answer in run.answers if answer.distances is not None]
    counts: dict[str, int] = {}
    for answer in answered:
        text = _choice_text(answer.nearest, answer.margin)
        counts[text] = counts.get(text, 0) + 1
    most = sorted(counts.items(), key=lambda pair: -pair[1])
    if most:
        said.append("models: " + ", ".join(f"{count} × {text}" for text, count in most))
    if people is not None:
        choice = None if people.choice is None else human_answer(people.choice, people.votes)  # type: ignore[arg-type]
        said.append(f"people: {choice}" if choice else people.closed)
    if run.waiting:
        said.append(f"{len(run.answers)} of {len(run.models)} have answered")
    return " · ".join(said) or "Asking …"


def _choice_text(nearest: int | None, margin: float | None) -> str:
    return "tie" if nearest is None or margin == 0 else letter(nearest)


def _model_rows(workspace: Workspace, run: LiveRun) -> Iterator[AnswerRow]:
    colours = model_colours(workspace.models())
    kinds = {entry.name: entry.kind for entry in workspace.models()}
    waiting = run.waiting
    answers = [answer for answer in run.answers if answer.model not in waiting]
    for answer in answers:
        yield _answered(answer, colours.get(answer.model, NO_DATA))
    for name in waiting:
        note = "waits" if name != waiting[0] or not run.working else _asking_text(time.monotonic() - run.turned)
        yield AnswerRow(name, _KINDS[kinds.get(name, "baseline")], colours.get(name, NO_DATA), note=note)


def _asking_text(seconds: float) -> str:
    return f"loads and looks … {seconds:.0f} s" if seconds > _A_WHILE else "looks …"


def _answered(answer: LiveAnswer, colour: str) -> AnswerRow:
    kind = _KINDS[answer.kind]
    if answer.distances is None:
        note = "its weights are not on this machine: see below" if answer.weights_missing else answer.problem
        return AnswerRow(answer.model, kind, colour, note=note)
    assert answer.margin is not None
    return AnswerRow(
        name=answer.model,
        kind=kind,
        colour=colour,
        distances=answer.distances,
        order=answer.order,
        margin=answer.margin,
        time="–" if answer.seconds is None else f"{1000 * answer.seconds:,.0f} ms",
        where="stored vectors" if answer.source == "stored" else f"{answer.device}, {answer.precision}",
        note=answer.note,
    )


def _ensemble_row(found: LiveEnsemble | None, label: str, n_candidates: int, *, waits: bool) -> AnswerRow:
    if found is None:
        note = "waits for its models" if waits else "looks at the reference …"
        return AnswerRow(label, "our ensemble", ENSEMBLE, note=note, ensemble=True)
    if found.distances is None or found.margin is None:
        return AnswerRow(label, "our ensemble", ENSEMBLE, note=found.problem, ensemble=True)
    return AnswerRow(
        name=label,
        kind="our ensemble",
        colour=ENSEMBLE,
        distances=found.distances,
        order=found.order,
        margin=found.margin,
        where=_voters(found, n_candidates) if found.vote else "its models, weighted",
        ensemble=True,
    )


def _voters(found: LiveEnsemble, n_candidates: int) -> str:
    return "votes " + " : ".join(f"{found.votes[place]:g}" for place in range(n_candidates))
