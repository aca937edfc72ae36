"""What is told, step by step, to people who have never heard of 2AFC: sentences and figures, no Streamlit."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Int

from simlab.dashboard.present.basis import basis_step, how_judged
from simlab.dashboard.present.step import Bar, Bars, Behind, Held, HeldAgainst, OnMap, Question, Step
from simlab.dashboard.present.words import answer_sentence, gain_sentence, questions_text, rival_label, verdict_sentence
from simlab.ensembles import FALLBACK
from simlab.errors import first_few
from simlab.evaluation.wording import accuracy_text, percent
from simlab.studies.designs.presented import PresentedDesign, PresentedRegion

ENSEMBLE = "all together"
MOST_REGIONS = 8
"""Regions that have a step of their own; who has five minutes does not hear of more."""


def steps_of(shown: PresentedDesign, behind: Behind, votes: tuple[int, int] | None) -> tuple[Step, ...]:
    """All steps, in the order in which they are told.

    Args:
        shown: the figures of the design.
        behind: where they come from.
        votes: of people for A and B on the example triple, where they are known.
    """
    first = [] if shown.example is None else [_question(votes)]
    told, rest = _told_apart(shown.regions)
    regions = [_region(shown, region) for region in told] + ([_smaller(shown, rest)] if rest else [])
    return (
        *first,
        _models(shown),
        _map(shown, behind.features),
        _best(shown),
        *regions,
        _sum(shown),
        basis_step(shown, behind),
    )


def _question(votes: tuple[int, int] | None) -> Step:
    counted = f"{max(votes)} of {sum(votes)} people chose the outlined one. " if votes and sum(votes) else ""
    reason = "people agree and the models do not" if counted else "the models do not agree on it"
    return Step(
        "question",
        "Which of the two looks more like the picture in the middle?",
        (f"{counted}Computers are asked the same question, and we count how often they answer as people do.",),
        Question(),
        small=(f"One of the questions of this study, picked because {reason}.",),
    )


def _models(shown: PresentedDesign) -> Step:
    bars = sorted((Bar(name, name, found) for name, found in shown.members.items()), key=lambda b: -b.accuracy.value)
    several = f"{len(bars)} models answer. On {percent(shown.disagreement)} of the questions they do not all agree."
    return Step(
        "models",
        "No model is always right" if len(bars) > 1 else "The model is not always right",
        (
            several if len(bars) > 1 else "One model answers.",
            "A bar is the share of questions that a model answers as people do. Tossing a coin reaches 50 %.",
        ),
        Bars(tuple(bars)),
        small=(_asked(shown), "Whiskers: 95 % intervals."),
    )


def _map(shown: PresentedDesign, features: str) -> Step:
    return Step(
        "map",
        "A map of pictures",
        (
            "Each dot is a picture that people were asked about.",
            f"Pictures that look alike to a computer ({features}) lie near one another, as far as a flat map allows.",
        ),
        OnMap("plain", neighbours=True),
        small=(f"{shown.n_references:,} pictures.",),
    )


def _best(shown: PresentedDesign) -> Step:
    return Step(
        "best",
        "Different models are good at different pictures",
        (
            "Now each dot has the colour of the model that answers best there.",
            "Where one colour gathers, one model can be trusted with pictures of that kind.",
        ),
        OnMap("best"),
        small=("Brown crosses: several models are equally good. A single dot rests on few questions.",),
    )


def _region(shown: PresentedDesign, region: PresentedRegion) -> Step:
    elsewhere = region.id == FALLBACK
    inside = len(region.references)
    where = "fall in no region" if elsewhere else "lie here"
    bars = [Bar(ENSEMBLE, None, region.accuracy)]
    bars += [Bar(f"{shown.best_single}, best over all", shown.best_single, region.best_single)]
    return Step(
        f"region-{region.id}",
        "Everywhere else" if elsewhere else f"Region “{region.name}”",
        (
            answer_sentence(region.rule, region.chosen),
            f"{inside:,} of {shown.n_references:,} pictures {where}.",
            gain_sentence(shown.best_single, _answering(region), region.ahead),
        ),
        OnMap("best", regions=True, region=None if elsewhere else region.id, rows=region.references),
        tuple(bars),
        tuple(spread(region.references, 6)),
        (f"{questions_text(region.accuracy)}. Whiskers: 95 % intervals.",),
    )


def _answering(region: PresentedRegion) -> str | None:
    """The one model that answers in a region, None where it is not one."""
    return region.rule.models[0] if region.rule.kind == "model" else region.chosen


def _told_apart(regions: Sequence[PresentedRegion]) -> tuple[list[PresentedRegion], list[PresentedRegion]]:
    """The regions that have a step of their own, the largest of very many; and those that share one."""
    filled = [region for region in regions if len(region.references)]
    largest = sorted(filled, key=lambda region: -len(region.references))[:MOST_REGIONS]
    return [r for r in filled if r in largest], [r for r in filled if r not in largest]


def _smaller(shown: PresentedDesign, rest: Sequence[PresentedRegion]) -> Step:
    references = np.concatenate([region.references for region in rest])
    return Step(
        "smaller",
        f"And {len(rest)} smaller region{'' if len(rest) == 1 else 's'}",
        (f"{len(references):,} of {shown.n_references:,} pictures lie there: {first_few([r.name for r in rest])}.",),
        OnMap("best", regions=True, rows=references),
        pictures=tuple(spread(references, 6)),
        small=("Regions shows each of them with its figures.",),
    )


def _sum(shown: PresentedDesign) -> Step:
    rows = tuple(Held(rival_label(rival, len(shown.members)), rival.accuracy, rival.ahead) for rival in shown.rivals)
    note = "picked on these very answers, which flatters it" if len(shown.members) > 1 else "the only one"
    return Step(
        "sum",
        f"All together: {percent(shown.accuracy.value)} of answers as people gave them",
        (verdict_sentence([row.ahead for row in rows]),),
        HeldAgainst(rows),
        small=(
            f"{accuracy_text(shown.accuracy)}. {_asked(shown)} {how_judged(shown)}",
            f"In brackets: 95 % intervals, each by itself. The best single model is {note}.",
        ),
    )


def _asked(shown: PresentedDesign) -> str:
    left_out = [f"{shown.n_ties:,} questions that people were undecided on"] if shown.n_ties else []
    left_out += [f"{shown.n_missing:,} that some model cannot answer"] if shown.n_missing else []
    rest = f"; left out: {' and '.join(left_out)}" if left_out else ""
    return f"{questions_text(shown.accuracy)}{rest}."


def spread(rows: Int[np.ndarray, " rows"], most: int) -> list[int]:
    """At most so many of the rows, picked at random with a fixed seed, so that a step always looks the same."""
    if len(rows) <= most:
        return [int(row) for row in rows]
    return sorted(int(row) for row in np.random.default_rng(0).choice(rows, most, replace=False))
