"""The best rule of every region: planted, on noise, and its honest gain against a literal loop over folds."""

import json

import numpy as np
import pytest

from simlab.ensembles import BEST, FALLBACK, DesignStrategy, one_model, uniform_mean_of
from simlab.errors import InputError
from simlab.evaluation import paired_difference, reference_folds
from simlab.maps import fit_map
from simlab.studies.designs.best_rules import best_rules, design_best_rules, with_best_rules
from simlab.studies.designs.named import create_design, open_design
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import split_questions
from simlab.workspace.check_set import CheckSet, keep_check_set

MEMBERS = ("west-model", "east-model", "third-model")
ENOUGH = {"validation": 200, "test": 16, "train": 12}


@pytest.fixture
def workspace(toy_workspace):
    return toy_workspace(references=ENOUGH)


def mean_everywhere(drawn, reference_map):
    return drawn(reference_map, west=uniform_mean_of(MEMBERS), east=uniform_mean_of(MEMBERS))


def judged(workspace, reference_map, design, part="validation"):
    asked = split_questions(workspace, part, MEMBERS)
    return best_rules(asked, MapPlaces(workspace, reference_map), design, MEMBERS)


def test_each_country_gets_its_model_and_an_empty_fallback_none(workspace, reference_map, drawn):
    design = mean_everywhere(drawn, reference_map)
    found = judged(workspace, reference_map, design)
    assert [(region.id, region.proposed) for region in found.regions] == [
        ("west", one_model("west-model")),
        ("east", one_model("east-model")),
        (FALLBACK, None),
    ]
    assert found.n_comparisons == 2 * 3
    assert found.regions[-1].standing == "few"
    assert found.regions[-1].account == "stays: 0 references, too few to tell (at least 10)"
    assert found.regions[0].account == "west-model is told apart from all others"
    assert found.together.low > 0
    accepted = with_best_rules(design, found, ["west", FALLBACK])
    assert [region.rule for region in accepted.regions] == [one_model("west-model"), uniform_mean_of(MEMBERS)]
    assert accepted.fallback == design.fallback
    both = with_best_rules(design.without("west"), found, ["west", "east"])
    assert [region.rule for region in both.regions] == [one_model("east-model")]


def test_the_gain_is_that_of_a_loop_over_folds(workspace, reference_map, drawn):
    design = mean_everywhere(drawn, reference_map)
    found = judged(workspace, reference_map, design)
    questions = split_questions(workspace, "validation", MEMBERS).questions
    places = MapPlaces(workspace, reference_map)
    fold = reference_folds(questions.references, 5, 0)
    after, before = np.empty(len(questions)), np.empty(len(questions))
    for number in range(5):
        held = fold == number
        learned_from, judged_on = questions.restricted(~held), questions.restricted(held)
        triples = held[questions.positions]
        before[triples] = DesignStrategy(design, places.membership).fit(learned_from).predict(judged_on).margin
        west = learned_from.references % 2 == 0
        for country, here in ((0, west), (1, ~west)):
            chosen = int(np.argmax(learned_from.correct[:, here].sum(axis=1)))
            mine = triples & (questions.references[questions.positions] % 2 == country)
            after[mine] = questions.margins[chosen][mine]
    references = questions.references[questions.positions]
    scores = questions.scores(after), questions.scores(before)
    for country, region in enumerate(found.regions[:2]):
        here = references % 2 == country
        expected = paired_difference(scores[0][here], scores[1][here], references[here], p_value=False)
        assert region.gain == expected
        assert region.n_references == 100
    assert found.together == paired_difference(*scores, references, p_value=False)


def test_what_is_best_already_stays_and_says_so(workspace, reference_map, drawn):
    found = judged(workspace, reference_map, drawn(reference_map, east=BEST))
    assert found.proposed == ()
    assert found.together is None
    assert found.regions[0].account == "stays: west-model leads already, told apart from all others"
    assert found.regions[0].gain.value == 0
    assert found.regions[1].account.startswith(
        "stays: east-model leads all others, and what answers now by +0.0 points"
    )


def test_noise_gets_no_proposal(toy_workspace, drawn):
    for seed in range(8):
        alike = toy_workspace(f"alike-{seed}", references=ENOUGH, skills=dict.fromkeys(MEMBERS, (0.7, 0.7)), seed=seed)
        reference_map = fit_map(alike, "look", "pca")
        found = judged(alike, reference_map, drawn(reference_map, west=one_model("third-model")))
        assert found.proposed == ()
        assert {region.standing for region in found.regions[:2]} <= {"rivals", "present"}
        assert all("stays: " in region.account for region in found.regions)


def test_answers_that_may_not_be_seen_change_nothing(workspace, reference_map, drawn):
    keep_check_set(workspace, CheckSet())
    create_design(workspace, "d", reference_map, mean_everywhere(drawn, reference_map))
    before = design_best_rules(workspace, "d")
    assert before.regions[0].n_references + before.regions[1].n_references == 140
    held = set(CheckSet().references(workspace.split("validation")["reference"].to_numpy()))
    triples = workspace.triples
    hidden = (triples["split"] == "test") | ((triples["split"] == "validation") & triples["reference"].isin(held))
    turned = triples.assign(
        choice=triples["choice"].map({"A": "B", "B": "A", "tie": "tie"}),
        votes_a=triples["votes_b"],
        votes_b=triples["votes_a"],
    )
    workspace.replace_tables(workspace.images, triples.where(~hidden, turned))
    assert design_best_rules(workspace, "d") == before
    with pytest.raises(InputError, match=r"proposed from validation answers; these are of the check part\."):
        judged(workspace, reference_map, open_design(workspace, "d").design, "check")


def test_its_json_says_everything(workspace, reference_map, drawn):
    create_design(workspace, "d", reference_map, mean_everywhere(drawn, reference_map))
    result = design_best_rules(workspace, "d", ("third-model", "west-model"))
    found = json.loads(json.dumps(result.to_json()))
    assert found["n_comparisons"] == 4
    assert [row["region"] for row in found["regions"]] == ["west", "east", "fallback"]
    first = found["regions"][0]
    assert first["proposed"] == {"kind": "model", "weights": {"west-model": 1.0}}
    assert first["gain"]["low"] == result.regions[0].gain.low
    assert first["lead"]["p_value"] == result.regions[0].lead.p_value
    assert found["together"]["value"] == result.together.value
