"""What a report states of every region: counts, accuracies, what the region gains, examples."""

from dataclasses import replace

import numpy as np
from jaxtyping import Float64

from simlab.ensembles import FALLBACK, Design, DesignStrategy
from simlab.ensembles.design_strategy import MembershipOf
from simlab.evaluation import estimate_from_counts, paired_difference
from simlab.figures.colours import NO_DATA
from simlab.studies.design_report.examples import examples_in
from simlab.studies.design_report.facts import RegionReport
from simlab.studies.designs.rule_wording import rule_words
from simlab.studies.designs.session import DesignSession, RegionFigures
from simlab.workspace import Workspace


def region_reports(
    workspace: Workspace,
    design: Design,
    session: DesignSession,
    neighbours_inside: Float64[np.ndarray, " regions"],
    membership_of: MembershipOf,
    members: tuple[str, ...],
) -> tuple[RegionReport, ...]:
    """All regions in priority order, the fallback last.

    The gain of a region is paired by triple: its rule against the fallback rule, had nothing been drawn. Where a rule
    of the design learns, every figure is cross-fitted.

    Args:
        workspace: the study.
        design: as reported.
        session: of the design, judging on the triples that it is drawn on.
        neighbours_inside: see `neighbour_shares`.
        membership_of: of the design's map.
        members: of the ensemble.
    """
    asked = session.asked
    questions = asked.questions
    judged = session.judged(design)
    undrawn = session.judged(replace(design, regions=())).honest
    margin = DesignStrategy(design, membership_of, members).fit(questions).predict(questions).margin
    right = questions.right_per_reference(judged.honest)
    references = questions.references[questions.positions]
    reports = []
    for index, found in enumerate(session.figures(design).regions):
        falls = judged.regions == index
        inside = falls[questions.positions]
        drawn = design.regions[index] if found.id != FALLBACK else None
        gain = paired_difference(
            judged.honest[inside], undrawn[inside], references[inside], questions.rows[inside], p_value=False
        )
        reports.append(
            RegionReport(
                number=0 if drawn is None else index + 1,
                name=found.name,
                colour=NO_DATA if drawn is None else drawn.color,
                rule=rule_words(found.rule, members) + (f": {found.chosen}" if found.chosen else ""),
                note="" if drawn is None else drawn.note,
                answering=_answering(found, members),
                n_references=found.n_references,
                n_triples=found.n_triples,
                accuracy=estimate_from_counts(right[falls], questions.answered[falls]),
                gain=None if drawn is None else gain,
                models=found.models,
                neighbours_inside=float("nan") if drawn is None else float(neighbours_inside[index]),
                examples=examples_in(workspace, asked, margin, inside),
            )
        )
    return tuple(reports)


def _answering(found: RegionFigures, members: tuple[str, ...]) -> tuple[str, ...]:
    if found.chosen:
        return (found.chosen,)
    return tuple(name for name, weight in found.rule.weights if weight > 0) or members
