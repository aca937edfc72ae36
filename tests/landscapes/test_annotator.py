from dataclasses import replace

import numpy as np
import pytest

from simlab.landscapes import CONTEXTS, Landscape
from simlab.landscapes.annotator import ACCEPTED, CRITERIA, Annotator, annotator_from_json
from simlab.landscapes.landscape import ATTRIBUTES
from simlab.landscapes.sampling import BLENDED_SHARE, BLENDS, sample_landscapes

MIDDLE = Landscape(context="forest", seed=0, **dict.fromkeys(ATTRIBUTES, 0.5))
ANNOTATOR = Annotator()


def one(reference, candidate):
    return float(ANNOTATOR.dissimilarity([reference], [candidate])[0])


def membership(scene):
    if scene.blend is None or scene.blend == scene.context:
        return {scene.context: 1.0}
    return {scene.context: 0.65, scene.blend: 0.35}


def by_hand(reference, candidate):
    """The equation of `Annotator.dissimilarity`, literally."""
    total = 0.0
    for context, share in membership(reference).items():
        for name, weight in CRITERIA[context].items():
            apart = abs(getattr(reference, name) - getattr(candidate, name))
            total += share * weight * (2 * min(apart, 1 - apart) if name == "hue" else apart)
        for other, part in membership(candidate).items():
            foreign = 0.0 if other == context else ACCEPTED[context].get(other, 1.0)
            total += share * part * ANNOTATOR.context_weight * foreign
    return total


def test_the_equation_against_a_loop():
    scenes = sample_landscapes(np.random.default_rng(0), [CONTEXTS[i % 8] for i in range(200)])
    assert any(scene.blend for scene in scenes)
    expected = [by_hand(r, x) for r, x in zip(scenes[:100], scenes[100:], strict=True)]
    assert ANNOTATOR.dissimilarity(scenes[:100], scenes[100:]) == pytest.approx(expected)


def test_criteria_sum_to_one_and_name_attributes():
    assert set(CRITERIA) == set(ACCEPTED) == set(CONTEXTS)
    for weights in CRITERIA.values():
        assert sum(weights.values()) == pytest.approx(1)
        assert set(weights) <= set(ATTRIBUTES)


def test_a_landscape_is_like_itself():
    assert one(MIDDLE, MIDDLE) == 0


def test_only_the_references_criteria_count():
    assert one(MIDDLE, replace(MIDDLE, hue=0.9)) == 0  # a forest does not care for hue …
    assert one(replace(MIDDLE, context="flower"), replace(MIDDLE, context="flower", hue=0.9)) > 0.3  # a flower does


def test_hue_goes_round_the_circle():
    flower = replace(MIDDLE, context="flower", hue=0.02)
    assert one(flower, replace(flower, hue=0.98)) < one(flower, replace(flower, hue=0.12))


def test_similarity_is_not_symmetric():
    flower, field = replace(MIDDLE, context="flower"), replace(MIDDLE, context="field")
    assert one(flower, field) < one(field, flower)


def test_noise_and_classes():
    judged = ANNOTATOR.judge(np.full(50_000, 0.4), np.random.default_rng(0))
    assert judged.std() == pytest.approx(ANNOTATOR.noise, rel=0.05)
    assert list(ANNOTATOR.classes(np.array([0.0, 0.3, 0.45, 0.6, 2.0]))) == [1, 2, 3, 4, 5]


def test_json_gives_an_equal_annotator():
    other = Annotator(noise=0.2, context_weight=0.1)
    assert annotator_from_json(other.to_json()) == other


def test_sampled_landscapes_are_of_the_contexts_asked_for():
    asked = [CONTEXTS[i % 8] for i in range(1_600)]
    scenes = sample_landscapes(np.random.default_rng(1), asked)
    assert [scene.context for scene in scenes] == asked
    blended = [scene for scene in scenes if scene.blend]
    assert {(scene.context, scene.blend) for scene in blended} <= set(BLENDS)
    can_blend = sum(any(home == context for home, _ in BLENDS) for context in asked)
    assert len(blended) / can_blend == pytest.approx(BLENDED_SHARE, abs=0.04)
