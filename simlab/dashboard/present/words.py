"""Figures in the words of people who have never heard of them. A question is a triple, a picture a reference."""

import math
from collections.abc import Sequence

from simlab.ensembles import Rule
from simlab.evaluation import Difference, Estimate
from simlab.studies.designs.presented_rivals import Rival

_NAMED = 3  # models; a sentence with more names is not heard


def questions_text(estimate: Estimate) -> str:
    """ "n = 1,234 questions about 56 pictures"."""
    questions = f"{estimate.n_triples:,} question{'' if estimate.n_triples == 1 else 's'}"
    return f"n = {questions} about {estimate.n_references:,} picture{'' if estimate.n_references == 1 else 's'}"


def answer_sentence(rule: Rule, chosen: str | None) -> str:
    """Who answers in a region; `chosen` is the model that a `best` rule has chosen."""
    several = f"{len(rule.models)} models"
    match rule.kind:
        case "model":
            return f"Here we ask {rule.models[0]}."
        case "best":
            return f"Here we ask {chosen}, which answers best here."
        case "vote":
            return f"Here we let {'these models' if len(rule.models) <= _NAMED else several} vote{_named(rule)}."
        case "weights":
            mixed = rule.text if len(rule.models) <= _NAMED else several
            return f"Here we mix the answers of {mixed}."
        case _:
            return "Here we ask, for each picture, the models that answer best near it."


def _named(rule: Rule) -> str:
    return f": {', '.join(rule.models)}" if len(rule.models) <= _NAMED else ""


def gain_sentence(best_single: str, answers: str | None, ahead: Difference) -> str:
    """What that brings there, against always asking the best single model; `answers` is the one model that answers."""
    if answers == best_single:
        return "It is also the best model over all, so nothing changes here."
    if not ahead.distinguishable:
        return f"That cannot be told apart from always asking {best_single}: {points_text(ahead)}."
    word = "more" if ahead.value > 0 else "fewer"
    return f"{points_text(ahead)}: {word} answers as people gave them than {best_single} alone."


def points_text(ahead: Difference) -> str:
    """A difference as "+2.1 percentage points [0.4, 3.8]", or with the reason why it has no interval."""
    if math.isnan(ahead.value):
        return "there is no answer to compare"
    value = f"{_signed(ahead.value, '+')} percentage points"
    if ahead.low is None or ahead.high is None:
        return f"{value} ({ahead.note})" if ahead.note else value
    return f"{value} [{_signed(ahead.low)}, {_signed(ahead.high)}]"


def rival_label(rival: Rival, n_members: int) -> str:
    """Whom the ensemble is held against."""
    match rival.kind:
        case "best":
            return f"{rival.model}, the best single model"
        case "vote":
            return f"a majority vote of the {n_members} models"
        case "mean":
            return f"the average of the {n_members} models"
        case "global":
            return f"{rival.model}, one model trained on everything"
        case _:
            return f"{rival.model}, the best model not trained for this"


def verdict_sentence(ahead: Sequence[Difference]) -> str:
    """How many of the differences speak for the ensemble, how many against it, and how many say nothing."""
    known = [one for one in ahead if one.distinguishable]
    better = sum(one.value > 0 for one in known)
    worse, open_ = len(known) - better, len(ahead) - len(known)
    if better == len(ahead):
        return "Asking each region's models brings more answers as people gave them than every other way shown."
    parts = [f"better than {better} of {len(ahead)} other ways"] if better else []
    parts += [f"worse than {worse}"] if worse else []
    parts += [f"cannot be told apart from {open_}"] if open_ else []
    return f"Asking each region's models: {', '.join(parts)}."


def _signed(share: float, sign: str = "") -> str:
    return f"{round(100 * share, 1) + 0.0:{sign}.1f}".replace("-", "−")
