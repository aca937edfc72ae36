"""The best rule for every region at once: proposed in a dialog, taken over as one step of the history."""

from html import escape

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.opened import map_named, part_key, places_of, questions_of
from simlab.dashboard.regions import editing
from simlab.ensembles import FALLBACK
from simlab.evaluation.wording import counts_text, difference_text
from simlab.figures.colours import NO_DATA, model_colours
from simlab.studies.designs.best_rules import best_rules, with_best_rules
from simlab.studies.designs.named import NamedDesign
from simlab.studies.designs.region_bests import BestRules, RegionBest
from simlab.studies.designs.rule_wording import rule_words
from simlab.workspace import Workspace

_TICK = "best-rule-"
_HELP = (
    "Proposes one model for every region in which one can be told to be the best. Nothing changes before you accept."
)
_STYLE = """
.sl-best { width: 100%; border-collapse: collapse; font-size: 13px; line-height: 1.4;
  font-variant-numeric: tabular-nums; }
.sl-best th { padding: 2px 14px 4px 0; font-weight: 400; opacity: .7; text-align: left; }
.sl-best td { padding: 5px 14px 5px 0; vertical-align: top;
  border-top: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
.sl-best small { opacity: .7; font-size: 12px; }
.sl-best-dot { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 5px; }
"""


def show_best_here(workspace: Workspace, named: NamedDesign, models: tuple[str, ...], members: tuple[str, ...]) -> None:
    """The button; pressed, a dialog with what is proposed."""
    pressed = st.button(
        "Best rule for every region",
        icon=":material/auto_awesome:",
        key=state.key("regions", "best-here"),
        help=_HELP,
    )
    if pressed:
        _dialog(workspace, named, models, members)


@st.dialog("The best rule for every region", width="large")
def _dialog(workspace: Workspace, named: NamedDesign, models: tuple[str, ...], members: tuple[str, ...]) -> None:
    with guarded():
        found = _proposed(workspace, named, models, members)
        colours = model_colours(workspace.models())
        region_colours = {region.id: region.color for region in named.design.regions}
        st.html(best_html(found, members, colours, region_colours))
        st.caption(_account(found))
        _show_choice(workspace, named, found)


def best_html(
    found: BestRules, members: tuple[str, ...], colours: dict[str, str], region_colours: dict[str, str]
) -> str:
    """Region, rule now, rule proposed, and what that changes, as a table. All text is escaped.

    Args:
        found: for the design.
        members: of the ensemble.
        colours: of the models.
        region_colours: by id of the region.
    """
    rows = "".join(_row(region, members, colours, region_colours.get(region.id, NO_DATA)) for region in found.regions)
    heads = ("region", "now", "proposed", "gain there, cross-fitted")
    head = "".join(f"<th>{name}</th>" for name in heads)
    return f"<style>{_STYLE}</style><table class='sl-best'><tr>{head}</tr>{rows}</table>"


def accept_best_rules(workspace: Workspace, design_name: str, found: BestRules, accepted: list[str]) -> None:
    """Take over what is proposed for these regions, as one step."""
    chosen = [region for region in found.proposed if region.id in accepted]
    names = ", ".join(region.name for region in chosen)
    editing.edit(workspace, design_name, lambda design: with_best_rules(design, found, accepted), f"best rule: {names}")


def _row(region: RegionBest, members: tuple[str, ...], colours: dict[str, str], region_colour: str) -> str:
    proposed, gain = region.proposed, region.gain
    if proposed is None:
        instead = f"<small>{escape(region.account)}</small>"
        change = "<small>–</small>"
    else:
        instead = f"{_dot(colours[region.leader], round_=True)}<b>{escape(proposed.text)}</b>"
        change = f"<b>{escape(difference_text(gain))}</b>" if gain else ""
    counts = counts_text(region.n_triples, region.n_references)
    name = "everything else" if region.id == FALLBACK else region.name
    return (
        f"<tr><td>{_dot(region_colour)}{escape(name)}<br><small>{counts}</small></td>"
        f"<td>{escape(rule_words(region.now, members))}</td><td>{instead}</td><td>{change}</td></tr>"
    )


def _dot(colour: str, *, round_: bool = False) -> str:
    shape = ";border-radius:50%" if round_ else ""
    return f"<span class='sl-best-dot' style='background:{escape(colour)}{shape}'></span>"


def _account(found: BestRules) -> str:
    compared = (
        f"{found.n_comparisons} comparisons were made; a model is proposed only where its lead holds after correction "
        "for all of them. Gains are cross-fitted: the model is chosen anew without the references it is judged on. "
        "The shapes of the regions were drawn with all of them in sight."
    )
    if found.together is None:
        return f"Nothing is proposed: no member can be told to be better than what answers now. {compared}"
    return f"All together: **{difference_text(found.together)}** for the whole ensemble. {compared}"


def _show_choice(workspace: Workspace, named: NamedDesign, found: BestRules) -> None:
    """Which proposals are taken, and the buttons."""
    accepted = [region.id for region in found.proposed]
    if len(accepted) > 1:
        with st.container(horizontal=True):
            accepted = [
                region.id
                for region in found.proposed
                if st.checkbox(
                    f"{region.name}: {region.leader}", value=True, key=state.key("regions", _TICK + region.id)
                )
            ]
    with st.container(horizontal=True):
        count = len(accepted)
        if found.proposed:
            taken = st.button(
                f"Accept {count} of {len(found.proposed)}" if len(found.proposed) > 1 else "Accept",
                type="primary",
                disabled=not count,
                key=state.key("regions", "best-accept"),
                on_click=accept_best_rules,
                args=(workspace, named.name, found, accepted),
                help="One step of the history: undo takes it back.",
            )
        else:
            taken = False
        if st.button("Cancel" if found.proposed else "Close", key=state.key("regions", "best-cancel")) or taken:
            st.rerun()


def _proposed(workspace: Workspace, named: NamedDesign, models: tuple[str, ...], members: tuple[str, ...]) -> BestRules:
    design = named.design
    evidence = [part_key(workspace, "validation", models), *members, map_named(workspace, design.map_id).fingerprint]
    names = [f"{region.id}:{region.name}" for region in design.regions]
    return _best(workspace, named, models, members, "|".join([*evidence, design.fingerprint, *names]))


@st.cache_resource(max_entries=16, show_spinner="Judging every member in every region …")
def _best(
    _workspace: Workspace, _named: NamedDesign, _models: tuple[str, ...], _members: tuple[str, ...], key: str
) -> BestRules:
    drawing = questions_of(_workspace, "validation", _models)
    return best_rules(drawing, places_of(_workspace, _named.design.map_id), _named.design, _members)
