"""The rules that a reader can choose from, each under a key that the browser sends back."""

from __future__ import annotations

from simlab.ensembles import BEST, CREDIBILITY, Rule, one_model, uniform_mean_of, vote_of
from simlab.errors import InputError

BEST_KEY, VOTE_KEY, MEAN_KEY, CREDIBILITY_KEY = "*best", "*vote", "*mean", "*credibility"
OWN_WEIGHTS_KEY, OWN_VOTE_KEY = "*weights", "*own-vote"
OPTIONS: tuple[tuple[str, str], ...] = (
    (BEST_KEY, "Best on validation"),
    (VOTE_KEY, "Vote of the members"),
    (MEAN_KEY, "Mean of the members"),
    (CREDIBILITY_KEY, "Credibility map inside"),
    (OWN_WEIGHTS_KEY, "Own weights"),
    (OWN_VOTE_KEY, "Vote of chosen models"),
)
"""Key and label of every rule that is not one model; a model's key is its name, which begins with no asterisk."""


def key_of(rule: Rule, members: tuple[str, ...]) -> str:
    """The option that a rule is."""
    match rule.kind:
        case "model":
            return rule.models[0]
        case "best":
            return BEST_KEY
        case "credibility":
            return CREDIBILITY_KEY
        case "vote":
            return VOTE_KEY if set(rule.models) == set(members) else OWN_VOTE_KEY
        case "weights":
            return MEAN_KEY if rule == uniform_mean_of(members) else OWN_WEIGHTS_KEY


def rule_of(key: str, now: Rule, models: tuple[str, ...], members: tuple[str, ...]) -> Rule:
    """The rule of an option.

    Args:
        key: of the option.
        now: the present rule; own weights, and the vote of chosen models, begin with its models.
        models: every model that may be named.
        members: of the ensemble.

    Raises:
        InputError: there is no such option.
    """
    fixed = {BEST_KEY: BEST, VOTE_KEY: vote_of(members), MEAN_KEY: uniform_mean_of(members)}
    if key in fixed:
        return fixed[key]
    if key == CREDIBILITY_KEY:
        return CREDIBILITY
    if key == key_of(now, members):
        return now
    if key == OWN_WEIGHTS_KEY:
        favourite = now.models[0] if now.kind == "model" else members[0]
        names = tuple(dict.fromkeys((*members, favourite)))
        return Rule("weights", tuple((name, 2.0 if name == favourite else 1.0) for name in names))
    if key == OWN_VOTE_KEY:
        return _vote_to_begin_with(now, members)
    if key in models:
        return one_model(key)
    raise InputError(f"{key!r} is no rule here; choose a model ({', '.join(models)}) or another rule of the list.")


def _vote_to_begin_with(now: Rule, members: tuple[str, ...]) -> Rule:
    """The model that answers now and the first members, three in all; of everyone, it would be another option."""
    names = tuple(dict.fromkeys((*(now.models if now.kind == "model" else ()), *members)))[:3]
    return vote_of(names[:-1] if set(names) == set(members) and len(names) > 1 else names)
