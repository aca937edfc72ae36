"""What half precision changes: against literal loops, and against the study's own extraction and evaluation."""

import json

import numpy as np
import pandas as pd
import pytest

from simlab.encoders import extract, open_encoder
from simlab.errors import InputError, NotFoundError
from simlab.studies.model_evaluation import evaluate_models
from simlab.studies.precision.changed_answers import compare_answers
from simlab.studies.precision.effect import precision_effect
from simlab.studies.precision.store import stored_effects
from simlab.workspace import ModelEntry
from simlab.workspace.check_set import CheckSet, keep_check_set

SPEC = "scratch:resnet10t?size=32&seed=0"
SMALL = {"references": {"validation": 12, "test": 2}, "per_reference": 2}


def test_answers_are_compared_as_a_loop_would():
    rng = np.random.default_rng(0)
    full = rng.normal(size=200)
    half = full + rng.normal(scale=0.3, size=200)
    half[:3] = 0.0
    choice = rng.choice(["A", "B", "tie"], size=200)
    triples = pd.DataFrame({"reference": np.repeat(np.arange(20), 10), "row": np.arange(200), "choice": choice})
    found = compare_answers(full, half, triples)

    changed, right, largest = 0, {"full": [], "half": []}, 0.0
    for f, h, wanted in zip(full, half, choice, strict=True):
        changed += (f > 0) != (h > 0) or (h == 0)
        largest = max(largest, abs(h - f))
        if wanted != "tie":
            for name, margin in (("full", f), ("half", h)):
                right[name].append(0.5 if margin == 0 else float((margin > 0) == (wanted == "A")))
    assert found.changed.value == pytest.approx(changed / 200)
    assert found.changed.n_triples == 200
    assert found.full.value == pytest.approx(np.mean(right["full"]))
    assert found.half.value == pytest.approx(np.mean(right["half"]))
    assert found.difference.value == pytest.approx(np.mean(right["half"]) - np.mean(right["full"]))
    assert found.difference.low < found.difference.value < found.difference.high
    assert found.largest_change == pytest.approx(largest)
    assert found.margin_deviation == pytest.approx(np.std(full))


def test_equal_margins_change_nothing():
    margins = np.linspace(-1, 1, 60)
    triples = pd.DataFrame({"reference": np.arange(60) // 3, "row": np.arange(60), "choice": ["A", "B", "tie"] * 20})
    found = compare_answers(margins, margins.copy(), triples)
    assert (found.difference.value, found.changed.value, found.largest_change) == (0.0, 0.0, 0.0)


def test_full_precision_is_what_the_study_evaluates(toy_workspace):
    workspace = toy_workspace(files=True, **SMALL)
    found = precision_effect(workspace, SPEC, "bf16", device="cpu")
    extract(workspace, open_encoder(SPEC), ModelEntry("network", "baseline"), device="cpu", batch_size=32)
    (row,) = evaluate_models(workspace, "validation", models=("network",)).rows
    assert found.answers.full == row.estimate
    assert found.answers.changed.n_triples == 24
    assert 0 < found.answers.largest_change < 0.05
    assert (found.encoder, found.precision, found.device, found.synthetic) == (SPEC, "bf16", "cpu", True)
    assert found.n_images == 12 + 2 * 24
    assert found.n_missing == 0

    assert stored_effects(workspace) == (found,)
    assert json.loads(json.dumps(found.to_json()))["split"] == "validation"
    keep_check_set(workspace, CheckSet())
    assert stored_effects(workspace) == (), "figures of other triples than those of now"
    assert precision_effect(workspace, SPEC, "bf16", device="cpu").answers.changed.n_references == 8


def test_some_references_are_drawn_and_missing_pictures_counted(toy_workspace):
    workspace = toy_workspace(files=True, **SMALL)
    images = workspace.images.copy()
    first = workspace.split("validation").iloc[0]
    images.loc[first["a"], "path"] = None
    workspace.replace_tables(images, workspace.triples)
    found = precision_effect(workspace, SPEC, "bf16", references=5, device="cpu")
    again = precision_effect(workspace, SPEC, "bf16", references=5, device="cpu")
    assert found.answers == again.answers
    assert found.answers.changed.n_references == 5
    everything = precision_effect(workspace, SPEC, "bf16", device="cpu")
    assert (everything.n_missing, everything.answers.changed.n_triples) == (1, 23)


def test_refusals(toy_workspace):
    workspace = toy_workspace(**SMALL)
    with pytest.raises(InputError, match="fp32 is the full precision that others are compared with"):
        precision_effect(workspace, SPEC, "fp32")
    with pytest.raises(InputError, match="At least one reference is needed; 0 were asked for"):
        precision_effect(workspace, SPEC, references=0)
    with pytest.raises(NotFoundError, match="None of 24 validation triples of 'toy' has pictures of all three images"):
        precision_effect(workspace, SPEC)
