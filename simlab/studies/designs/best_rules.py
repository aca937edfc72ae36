"""For every region of a design the one model that answers best there, where that can be told."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from jaxtyping import Bool

from simlab.ensembles import BEST, FALLBACK, CrossFitting, Design, DesignStrategy, Rule
from simlab.ensembles.suggestions import FEWEST_JUDGING, Leader, leader_of
from simlab.errors import InputError
from simlab.evaluation import Difference, paired_difference
from simlab.studies.designs.opened import OpenedDesign
from simlab.studies.designs.region_bests import BestRules, RegionBest
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import SplitQuestions
from simlab.workspace import Workspace


def best_rules(drawing: SplitQuestions, places: MapPlaces, design: Design, members: tuple[str, ...]) -> BestRules:
    """Which region should have which model.

    Args:
        drawing: the validation triples that may be seen, with the members and every model that rules name.
        places: the design's map.
        design: as it is.
        members: models that may be proposed.

    Raises:
        InputError: the triples are those of another part, or too few references for cross-fitting.
        DesignError: a rule names a model that is not at hand.
    """
    if drawing.part != "validation":
        raise InputError(f"Rules are proposed from validation answers; these are of the {drawing.part} part.")
    questions = drawing.questions
    regions = places.membership(questions.references).of_design(design)
    folds = CrossFitting.of(questions)
    now = questions.scores(folds.margin(DesignStrategy(design, places.membership, members)))
    best = questions.scores(folds.margin(DesignStrategy(_best_everywhere(design), places.membership, members)))
    right = questions.right_per_reference(now)
    columns = [questions.column(name) for name in members]
    rows = [
        *((region.id, region.name, region.rule) for region in design.regions),
        (FALLBACK, FALLBACK, design.fallback),
    ]
    there = [regions == number for number in range(len(rows))]
    enough = [int((questions.answered[inside] > 0).sum()) >= FEWEST_JUDGING for inside in there]
    comparisons = max(1, sum(enough)) * len(members)

    def gain(inside: Bool[np.ndarray, " references"], *, everywhere: bool) -> Difference:
        chosen = inside[questions.positions]
        after = np.where(chosen, best, now)
        judged = np.ones_like(chosen) if everywhere else chosen
        references = questions.references[questions.positions]
        return paired_difference(after[judged], now[judged], references[judged], questions.rows[judged], p_value=False)

    found = []
    for (key, name, rule), inside in zip(rows, there, strict=True):
        answered = questions.answered[inside]
        leader = leader_of(questions.correct[columns][:, inside], right[inside], answered, comparisons)
        found.append(_row(key, name, rule, leader, members, answered))
        if leader.standing != "few":
            found[-1] = replace(found[-1], gain=gain(inside, everywhere=False))
    changed = [inside for region, inside in zip(found, there, strict=True) if region.proposed]
    together = gain(np.any(changed, axis=0), everywhere=True) if changed else None
    return BestRules(tuple(found), comparisons, together)


def design_best_rules(workspace: Workspace, name: str, members: tuple[str, ...] = ()) -> BestRules:
    """The same for a saved design.

    Args:
        workspace: the study.
        name: of the design.
        members: names of models; the CS-models by default.

    Raises:
        NotFoundError: no such design, map or model.
        InputError: see `best_rules`.
    """
    opened = OpenedDesign.of(workspace, name, members)
    return best_rules(opened.drawing, opened.places, opened.design, opened.members)


def with_best_rules(design: Design, found: BestRules, accepted: Collection[str]) -> Design:
    """The design with what is proposed for some of its regions.

    Args:
        design: the one that was judged, or a later state of it; regions that are gone are left out.
        found: for it.
        accepted: ids of regions, "fallback" for the fallback; those without a proposal stay as they are.
    """
    rules = {region.id: region.proposed for region in found.regions if region.proposed and region.id in accepted}
    changed = tuple(replace(r, rule=rules.get(r.id) or r.rule) for r in design.regions)
    return replace(design, regions=changed, fallback=rules.get(FALLBACK) or design.fallback)


def _best_everywhere(design: Design) -> Design:
    return replace(design, regions=tuple(replace(region, rule=BEST) for region in design.regions), fallback=BEST)


def _row(key: str, name: str, rule: Rule, leader: Leader, members: tuple[str, ...], answered: np.ndarray) -> RegionBest:
    return RegionBest(
        id=key,
        name=name,
        now=rule,
        leader=members[leader.model],
        standing=leader.standing,
        against=None if leader.against is None else members[leader.against],
        lead=leader.lead,
        gain=None,
        n_references=int((answered > 0).sum()),
        n_triples=int(answered.sum()),
    )
