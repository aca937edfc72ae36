"""What is told, apart from Streamlit: every number with what it rests on, nothing that no figure bears."""

from dataclasses import replace

import numpy as np
import pytest

from simlab.dashboard.present.step import Behind, HeldAgainst, OnMap, Question, Statements
from simlab.dashboard.present.steps import MOST_REGIONS, steps_of
from simlab.dashboard.present.words import answer_sentence, gain_sentence, points_text, verdict_sentence
from simlab.ensembles import BEST, FALLBACK, Rule, one_model, uniform_mean_of, vote_of
from simlab.evaluation import Difference, Estimate
from simlab.studies.designs.presented import PresentedDesign, PresentedRegion
from simlab.studies.designs.presented_rivals import Rival

AHEAD = Difference(0.05, 0.02, 0.08, None, 60, 10)
OPEN = Difference(0.01, -0.03, 0.05, None, 60, 10)
BEHIND = Difference(-0.05, -0.08, -0.02, None, 60, 10)
FEW = Difference(0.05, None, None, None, 12, 2, "too few references")
MOST = Estimate(0.8, 0.7, 0.9, 60, 10)
QUIET = Behind(True, "look", "Map look", "Design d, step 3", None, None, None, ())


def region(name: str, size: int, ahead: Difference = AHEAD, rule: Rule | None = None) -> PresentedRegion:
    rows = np.arange(size, dtype=np.int32)
    return PresentedRegion(name, name, "#aa5500", rule or one_model("east"), None, rows, MOST, MOST, ahead)


def design(*regions: PresentedRegion, **changes: object) -> PresentedDesign:
    shown = PresentedDesign(
        accuracy=MOST,
        cross_fitted=False,
        members={"west": replace(MOST, value=0.6), "east": MOST},
        best_single="west",
        rivals=(Rival("best", "west", MOST, AHEAD), Rival("vote", None, MOST, OPEN)),
        regions=regions or (region("night <b>", 7), replace(region("x", 3, OPEN), id=FALLBACK, color=None)),
        disagreement=0.5,
        example=0,
        n_references=10,
        n_triples=66,
        n_ties=6,
        n_missing=0,
    )
    return replace(shown, **changes)


def keys(shown: PresentedDesign) -> list[str]:
    return [step.key for step in steps_of(shown, QUIET, None)]


def told(shown: PresentedDesign, behind: Behind, key: str) -> str:
    step = next(step for step in steps_of(shown, behind, (4, 1)) if step.key == key)
    parts = [f"{part.head}: {part.said}" for part in step.main.parts] if isinstance(step.main, Statements) else []
    return "\n".join([step.title, *step.said, *parts, *step.small])


def test_one_thought_a_step() -> None:
    assert keys(design()) == [
        "question",
        "models",
        "map",
        "best",
        "region-night <b>",
        "region-fallback",
        "sum",
        "basis",
    ]
    steps = steps_of(design(), QUIET, (4, 1))
    assert isinstance(steps[0].main, Question)
    assert "4 of 5 people" in steps[0].said[0]
    assert [bar.label for bar in steps[1].main.bars] == ["east", "west"], "the best first"
    assert isinstance(steps[4].main, OnMap)
    assert steps[4].main.region == "night <b>"
    assert steps[5].main.region is None
    assert steps[5].title == "Everywhere else"


def test_what_is_empty_has_no_step() -> None:
    assert "question" not in keys(design(example=None))
    assert "region-empty" not in keys(design(region("empty", 0), region("full", 4)))


def test_of_very_many_regions_the_smallest_share_a_step() -> None:
    shown = design(*(region(f"r{number}", 20 - number) for number in range(MOST_REGIONS + 3)))
    found = keys(shown)
    assert found[4:-2] == [*(f"region-r{number}" for number in range(MOST_REGIONS)), "smaller"]
    assert "And 3 smaller regions" in told(shown, QUIET, "smaller")


def test_a_region_says_what_it_brings_and_no_more() -> None:
    assert "+5.0 percentage points [2.0, 8.0]: more answers" in told(design(), QUIET, "region-night <b>")
    assert "cannot be told apart from always asking west" in told(design(), QUIET, "region-fallback")
    assert "n = 60 questions about 10 pictures" in told(design(), QUIET, "region-fallback")
    assert "nothing changes" in gain_sentence("west", "west", Difference(0.0, 0.0, 0.0, None, 60, 10))
    assert "fewer answers" in gain_sentence("west", "east", BEHIND)
    assert gain_sentence("west", "east", FEW).endswith("+5.0 percentage points (too few references).")
    assert points_text(Difference(float("nan"), None, None, None, 0, 0)) == "there is no answer to compare"


@pytest.mark.parametrize(
    ("rule", "chosen", "said"),
    [
        (one_model("city"), None, "Here we ask city."),
        (BEST, "city", "Here we ask city, which answers best here."),
        (vote_of(("a", "b")), None, "Here we let these models vote: a, b."),
        (vote_of("abcdefgh"), None, "Here we let 8 models vote."),
        (Rule("weights", (("a", 3.0), ("b", 1.0))), None, "Here we mix the answers of 75% a + 25% b."),
        (uniform_mean_of("abcdefgh"), None, "Here we mix the answers of 8 models."),
        (Rule("credibility"), None, "Here we ask, for each picture, the models that answer best near it."),
    ],
)
def test_who_answers(rule: Rule, chosen: str | None, said: str) -> None:
    assert answer_sentence(rule, chosen) == said


def test_the_sum_counts_what_the_differences_bear() -> None:
    step = next(step for step in steps_of(design(), QUIET, None) if step.key == "sum")
    assert isinstance(step.main, HeldAgainst)
    assert [row.label for row in step.main.rows] == ["west, the best single model", "a majority vote of the 2 models"]
    assert step.said == ("Asking each region's models: better than 1 of 2 other ways, cannot be told apart from 1.",)
    assert "more answers" in verdict_sentence([AHEAD, AHEAD])
    assert verdict_sentence([BEHIND]) == "Asking each region's models: worse than 1."
    assert "n = 60 questions about 10 pictures; left out: 6 questions that people were undecided on." in step.small[0]


def test_what_the_figures_rest_on() -> None:
    quiet = told(design(), QUIET, "basis")
    assert "Synthetic data" in quiet
    assert "drawn while looking at these very answers" in quiet
    assert "No pictures are kept out of sight" in quiet
    assert "have not been looked at" in quiet
    assert "cross-validated" in told(design(cross_fitted=True), QUIET, "basis")
    kept = replace(QUIET, check_share=0.3)
    assert "30 % of the pictures are kept out of sight" in told(design(), kept, "basis")
    assert "80.0 %" not in told(design(), kept, "basis")
    assert "On them: 80.0 % [70.0, 90.0]" in told(design(), replace(kept, check=MOST), "basis")


def test_the_test_split_is_told_only_for_the_state_that_was_revealed() -> None:
    past = (("2026-11-21 09:53", "the paper"),)
    edited = told(design(), replace(QUIET, reveals=past), "basis")
    assert "Edited after a test reveal: Test pictures were looked at for another state" in edited
    revealed = told(design(), replace(QUIET, reveals=past, test=MOST), "basis")
    assert "Test revealed: 80.0 % [70.0, 90.0]; n = 60 questions about 10 pictures." in revealed
    assert "Looked at: 2026-11-21 09:53: the paper." in revealed
