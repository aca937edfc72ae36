"""What the design panel says about a design: every figure that is in sight, and none that is not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simlab.dashboard import state
from simlab.dashboard.map_view.nearness import neighbourhoods_of
from simlab.dashboard.opened import embedded_models, places_of
from simlab.dashboard.regions.in_hand import region_in_hand
from simlab.dashboard.regions.panel.answer import baseline, open_menu
from simlab.dashboard.regions.panel.last_edit import LastEdit, last_edit
from simlab.dashboard.regions.panel.place_details import place_details
from simlab.dashboard.regions.panel.rule_options import OPTIONS, key_of, rule_of
from simlab.dashboard.regions.panel.sessions import Sessions
from simlab.dashboard.regions.panel.spec import Compared, PanelRow, PanelSpec, RuleMenu
from simlab.ensembles import FALLBACK, ConstantName, Design
from simlab.errors import SimLabError
from simlab.evaluation.wording import counts_text, percent
from simlab.studies.designs.figures import DesignFigures
from simlab.studies.designs.named import NamedDesign
from simlab.studies.designs.region_faithfulness import neighbour_shares
from simlab.studies.designs.session import DesignSession
from simlab.studies.designs.what_if import rule_outcomes
from simlab.workspace import Workspace

_CONSTANTS: dict[str, ConstantName] = {"*best": "best", "*vote": "vote", "*mean": "mean"}


def panel_spec(
    workspace: Workspace,
    named: NamedDesign,
    session: DesignSession,
    figures: DesignFigures,
    members: tuple[str, ...],
) -> PanelSpec:
    """The panel of a design.

    Args:
        workspace: the study.
        named: the design as stored.
        session: of it.
        figures: of it, from that session.
        members: of the ensemble.
    """
    design = named.design
    sessions = Sessions(workspace, design, members, session)
    models = embedded_models(workspace)
    chosen = region_in_hand(design)
    target = open_menu()
    inside = neighbours_inside(workspace, design)
    against = baseline() if baseline() in (*_CONSTANTS, *models) else "*best"
    return PanelSpec(
        rows=_rows(design, figures, inside, members),
        chosen=chosen,
        models=models,
        against=against,
        compared=_compared(sessions, design, against),
        edit=_edit(sessions, design, last_edit(str(workspace.path), named)),
        share=_share(figures),
        details=place_details(workspace, design, sessions.having(models), members, chosen, inside) if chosen else None,
        menu=_menu(sessions, design, models, members, target) if target and _is_there(design, target) else None,
        dark=state.is_dark(),
    )


def neighbours_inside(workspace: Workspace, design: Design) -> list[float]:
    """For each region the share of its members' neighbours in the feature space that are members too, or NaN."""
    neighbourhoods = neighbourhoods_of(workspace, design.map_id)
    if neighbourhoods is None:
        return [np.nan] * len(design.regions)
    return list(neighbour_shares(design, places_of(workspace, design.map_id), neighbourhoods))


def _is_there(design: Design, target: str) -> bool:
    return target in {FALLBACK, *(region.id for region in design.regions)}


def _rows(
    design: Design, figures: DesignFigures, inside: Sequence[float], members: tuple[str, ...]
) -> tuple[PanelRow, ...]:
    drawn = zip(design.regions, figures.regions[:-1], inside, strict=True)
    return (
        *(PanelRow(found, region.color, key_of(region.rule, members), share) for region, found, share in drawn),
        PanelRow(figures.regions[-1], "", key_of(design.fallback, members)),
    )


def _compared(sessions: Sessions, design: Design, against: str) -> Compared:
    session = sessions.having(() if against in _CONSTANTS else (against,))
    questions = session.asked.questions
    constant = _CONSTANTS.get(against)
    scores = session.baselines[constant] if constant else questions.model_scores[questions.column(against)]
    judged = session.judged(design)
    return Compared("", session.difference(judged.honest, scores), cross_fitted=judged.cross_fitted is not None)


def _edit(sessions: Sessions, design: Design, edit: LastEdit | None) -> Compared | None:
    if edit is None:
        return None
    if edit.before.fingerprint == design.fingerprint:
        return Compared(edit.what, None, "no answer changed")
    try:
        session = sessions.having(edit.before.models)
        change = session.change(edit.before, design)
    except SimLabError:  # a model of the earlier rules may be gone since
        return Compared(edit.what, None, "cannot be compared any more")
    learned = session.can_cross_fit and (design.learned or edit.before.learned)
    return Compared(edit.what, change, cross_fitted=learned)


def _share(figures: DesignFigures) -> str:
    total = sum(region.n_references for region in figures.regions)
    outside = figures.regions[-1].n_references
    return f"{percent((total - outside) / total)} of {total:,} references in regions, {outside:,} in the fallback"


def _menu(
    sessions: Sessions, design: Design, models: tuple[str, ...], members: tuple[str, ...], target: str
) -> RuleMenu:
    session = sessions.having(models)
    now = design.rule_of(target)
    keys = [*models, *(key for key, _ in OPTIONS)]
    rules = {key: rule_of(key, now, models, members) for key in keys}
    outcomes = rule_outcomes(session, design, target, list(rules.values()))
    asked = session.asked
    counts = counts_text(len(asked.questions) - asked.n_ties, len(asked.questions.references))
    lacking = (
        f"; {asked.n_missing:,} triples that some model has no vectors for are left out" if asked.n_missing else ""
    )
    return RuleMenu(
        target,
        dict(zip(rules, outcomes, strict=True)),
        f"Change of the whole ensemble's validation accuracy, 95 % interval; {counts}{lacking}. Grey: cannot be told "
        "from no change.",
    )
