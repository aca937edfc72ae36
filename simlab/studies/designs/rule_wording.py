"""Rules in words, as the report, the explanation of a reference and the list of best rules say them."""

from simlab.ensembles import Rule


def rule_words(rule: Rule, members: tuple[str, ...]) -> str:
    """A rule in words; equal weights are a mean, and the members need not be listed."""
    weights = {weight for _, weight in rule.weights if weight > 0}
    names = [name for name, weight in rule.weights if weight > 0]
    which = f"the {len(members)} members" if tuple(names) == members else ", ".join(names)
    if rule.kind == "vote":
        return f"majority vote of {which}"
    if rule.kind == "weights" and len(weights) == 1 and len(names) > 1:
        return f"uniform mean of {which}"
    return rule.text
