import pytest

from simlab.ensembles import BEST, CREDIBILITY, RULE_KINDS, Rule, one_model, uniform_mean_of, vote_of
from simlab.errors import DesignError


@pytest.mark.parametrize(
    ("kind", "weights", "text"),
    [
        ("sum", (("a", 1.0),), r"'sum' is no rule; the rules are model, weights, vote, best, credibility\."),
        ("weights", (("a", 1.0), ("a", 2.0)), r"names a model twice \(a, a\)\. Name each once\."),
        ("weights", (("a", -1.0), ("b", 2.0)), r"must be finite and not negative; found \{'a': -1\.0, 'b': 2\.0\}"),
        ("weights", (("a", float("nan")),), "must be finite and not negative"),
        ("weights", (("a", float("inf")),), "must be finite and not negative"),
        (
            "weights",
            (("a", 0.0), ("b", 0.0)),
            r"weights of this rule are all 0\. Give one of its models a weight above",
        ),
        ("weights", (), r"weights of this rule are all 0"),
        ("weights", (("a", 1e308), ("b", 1e308)), "sum of these weights is too large to compute with"),
        ("model", (), "names exactly one model; this one names 0"),
        ("model", (("a", 1.0), ("b", 1.0)), "names exactly one model; this one names 2"),
        ("model", (("a", 0.0),), r"'model' rule gives each of its models weight 1; found \{'a': 0\.0\}"),
        ("vote", (), "at least one model; this one names none"),
        ("vote", (("a", 0.0),), "'vote' rule gives each of its models weight 1"),
        ("vote", (("a", 2.0), ("b", 1.0)), "Use a 'weights' rule for models that count differently"),
        ("best", (("a", 1.0),), "'best' rule names no models: it chooses among the members"),
        ("credibility", (("a", 1.0),), "'credibility' rule names no models: it chooses among the members"),
    ],
)
def test_what_is_no_rule_is_refused(kind, weights, text):
    with pytest.raises(DesignError, match=text):
        Rule(kind, weights)


@pytest.mark.parametrize(
    "content", [{}, {"kind": "model"}, {"kind": "weights", "weights": [1]}, {"kind": "weights", "weights": {"a": "x"}}]
)
def test_json_that_is_no_rule_is_refused(content):
    with pytest.raises(DesignError, match=r"A rule must have 'kind' and 'weights' .*; found \{"):
        Rule.from_json(content)


def test_rules_for_people():
    rules = [one_model("a"), Rule("weights", (("a", 3.0), ("b", 1.0), ("c", 0.0))), vote_of(["a", "b"]), BEST]
    rules.append(CREDIBILITY)
    assert [rule.learned for rule in rules] == [False, False, False, True, True]
    assert all(Rule.from_json(rule.to_json()) == rule for rule in rules)
    assert tuple(rule.kind for rule in rules) == RULE_KINDS
    assert [rule.text for rule in rules] == [
        "a",
        "75% a + 25% b",
        "vote of a, b",
        "best on validation",
        "credibility map inside",
    ]
    assert uniform_mean_of(["a", "b"]).text == "50% a + 50% b"
