"""Choosing a rule: one model, a vote, the mean, weights of one's own, or the best on validation."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.regions import editing
from simlab.ensembles import BEST, FALLBACK, Design, Rule, one_model, uniform_mean_of, vote_of
from simlab.workspace import Workspace

_BEST = "Best on validation"
_VOTE = "Vote of the members"
_MEAN = "Mean of the members"
_OWN = "Own weights"
_HIGHEST = 10.0
_WIDTH = 200


def show_rule(
    workspace: Workspace,
    design_name: str,
    target: str,
    where: str,
    rule: Rule,
    models: tuple[str, ...],
    members: tuple[str, ...],
) -> None:
    """A picker for the rule of a region, or of the fallback.

    Args:
        workspace: the study.
        design_name: the design that is edited.
        target: id of the region, or "fallback".
        where: its name, for people.
        rule: as it is.
        models: every model that may be named.
        members: the ensemble's members.
    """
    options = [*models, _BEST, _VOTE, _MEAN, _OWN]
    key = state.key("regions", f"rule-{target}")
    st.session_state[key] = _label(rule, members)
    st.selectbox(
        f"Rule of {where}",
        options,
        key=key,
        label_visibility="collapsed",
        width=_WIDTH,
        on_change=_choose,
        args=(workspace, design_name, target, where, key, members),
    )
    if rule.kind == "weights" and _label(rule, members) == _OWN:
        with st.popover("Weights", width="content"), guarded():
            _show_weights(workspace, design_name, target, where, rule, models)


def set_rule(target: str, rule: Rule) -> Callable[[Design], Design]:
    """The change that gives a region, or the fallback, a rule."""
    if target == FALLBACK:
        return lambda design: replace(design, fallback=rule)
    return lambda design: design.changed(target, lambda region: replace(region, rule=rule))


def _label(rule: Rule, members: tuple[str, ...]) -> str:
    if rule.kind == "model":
        return rule.models[0]
    if rule.kind == "best":
        return _BEST
    if rule.kind == "vote":
        return _VOTE
    return _MEAN if rule == uniform_mean_of(members) else _OWN


def _choose(
    workspace: Workspace, design_name: str, target: str, where: str, key: str, members: tuple[str, ...]
) -> None:
    label = st.session_state[key]
    fixed = {_BEST: BEST, _VOTE: vote_of(members), _MEAN: uniform_mean_of(members)}
    if label == _OWN:
        # Weights that are not the mean, so that the sliders appear; the first member counts double.
        rule = Rule("weights", tuple((name, 2.0 if name == members[0] else 1.0) for name in members))
    else:
        rule = fixed.get(label) or one_model(label)
    editing.edit(workspace, design_name, set_rule(target, rule), f"rule of {where}: {rule.text}")


def _show_weights(
    workspace: Workspace, design_name: str, target: str, where: str, rule: Rule, models: tuple[str, ...]
) -> None:
    known = dict(rule.weights)
    highest = max(_HIGHEST, *known.values())  # a design that was made in Python may go beyond
    with st.form(state.key("regions", f"weights-{target}"), border=False):
        st.caption("Weights are relative; distances are put on one scale before they are averaged.")
        chosen = {
            name: st.slider(
                name, 0.0, highest, float(known.get(name, 0.0)), 0.5, key=f"weight-{target}-{name}-{rule.text}"
            )
            for name in models
        }
        if st.form_submit_button("Apply", type="primary"):
            weights = tuple((name, weight) for name, weight in chosen.items() if weight > 0)
            with guarded():
                new = Rule("weights", weights)
                editing.edit(workspace, design_name, set_rule(target, new), f"weights of {where}: {new.text}")
                st.rerun()
