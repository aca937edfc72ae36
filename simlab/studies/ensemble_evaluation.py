"""Accuracy of an ensemble, beside that of its members and of the strategies that need no drawing."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Float64

from simlab.ensembles import ConstantName, ConstantStrategy, CrossFitting, Prediction, Strategy
from simlab.ensembles.cross_fitting import FOLDS
from simlab.evaluation import Difference, Estimate, accuracy_estimate, paired_difference
from simlab.studies.designs.looks import note_check_look, reveal_test_of
from simlab.studies.designs.named import open_design
from simlab.studies.model_evaluation import estimate_json, listed_first_accuracy
from simlab.studies.reveal import open_test_split, state_fingerprint
from simlab.studies.split_questions import Part, SplitQuestions, split_questions
from simlab.studies.strategies import DEFAULT_SETTINGS, NamedStrategy, named_strategy
from simlab.studies.strategy_settings import StrategyName, StrategySettings
from simlab.workspace import ModelEntry, Workspace
from simlab.workspace.check_set import check_set_of

BASELINES: tuple[ConstantName, ...] = ("best", "vote", "mean")


@dataclass(frozen=True, eq=False)
class EnsembleEvaluation:
    """An ensemble on one part of a workspace.

    Attributes:
        strategy: its name.
        asked: the questions.
        members: names of models.
        prediction: what it answered.
        estimate: accuracy with its interval, on the triples that all its models can answer.
        in_sample: the figure stands on the answers that the design was drawn, or the strategy fitted, on.
        cross_fitted: for a strategy that learns, its validation accuracy, each reference judged by a fit without it;
            None where there are too few references for that.
        differences: to best single model, vote and mean, on the same triples.
        per_model: each model's accuracy on the same triples.
        listed_first_accuracy: by the count of Lagunas et al. 2019, where the source says what it listed first.
        synthetic: the images or answers are.
    """

    strategy: StrategyName
    asked: SplitQuestions
    members: tuple[str, ...]
    prediction: Prediction
    estimate: Estimate
    in_sample: bool
    cross_fitted: Estimate | None
    differences: dict[ConstantName, Difference]
    per_model: tuple[tuple[ModelEntry, Estimate], ...]
    listed_first_accuracy: float | None
    synthetic: bool

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {
            "strategy": self.strategy,
            "split": self.asked.part,
            "members": list(self.members),
            "synthetic": self.synthetic,
            **estimate_json(self.estimate),
            "n_ties": self.asked.n_ties,
            "n_missing": self.asked.n_missing,
            "in_sample": self.in_sample,
            "cross_fitted": estimate_json(self.cross_fitted) if self.cross_fitted else None,
            "listed_first_accuracy": self.listed_first_accuracy,
            "differences": {name: difference_json(difference) for name, difference in self.differences.items()},
            "per_model": [
                {
                    "model": entry.name,
                    "kind": entry.kind,
                    "context": entry.context,
                    **estimate_json(estimate),
                    "n_ties": self.asked.n_ties,
                }
                for entry, estimate in self.per_model
            ],
        }

    def predictions(self, workspace: Workspace) -> pd.DataFrame:
        """One row per triple: id, reference, a, b (image ids), prediction, margin, region, one weight per model."""
        triples, questions = self.asked.triples, self.asked.questions
        assignment = self.prediction.assignment
        table = pd.DataFrame({"triple_id": triples["id"]})
        for column in ("reference", "a", "b"):
            table[column] = workspace.ids(triples[column].to_numpy())
        table["prediction"] = np.select([self.prediction.margin > 0, self.prediction.margin < 0], ["A", "B"], "tie")
        table["margin"] = self.prediction.margin
        table["region"] = np.array(assignment.region_names, dtype=object)[assignment.regions[questions.positions]]
        for number, name in enumerate(questions.models):
            table[f"weight_{name}"] = assignment.weights[questions.positions, number]
        return table


def difference_json(difference: Difference) -> dict[str, Any]:
    """A paired difference as on the command line."""
    return {
        "value": None if np.isnan(difference.value) else difference.value,
        "low": difference.low,
        "high": difference.high,
        "p_value": difference.p_value,
        "n_triples": difference.n_triples,
        "n_references": difference.n_references,
        "note": difference.note,
    }


def evaluate_ensemble(
    workspace: Workspace,
    strategy: StrategyName,
    split: Part,
    *,
    members: tuple[str, ...] = (),
    design: str | None = None,
    settings: StrategySettings = DEFAULT_SETTINGS,
    rendition: str | None = None,
    reveal: str | None = None,
    author: str | None = None,
) -> EnsembleEvaluation:
    """Fit on validation (without the check set, where one is kept) and answer one part of the workspace.

    Args:
        workspace: the study.
        strategy: see `named_strategy`.
        split: `check` is the part of validation that the study keeps apart.
        members: names of models; the CS-models by default.
        design: the name of a saved design, for strategy `design`.
        settings: of the strategy.
        rendition: answer with another picture of every object; fitting still sees the original ones.
        reveal: the reason for looking at the test split.
        author: of the version of a design that a reveal makes; the system's user name by default.

    Raises:
        InputError: the test split is closed, or arguments do not fit together.
        NotFoundError: no such model, design, rendition or triples.
    """
    named = named_strategy(workspace, strategy, members=members, design=design, settings=settings)
    evidence = questions_for(workspace, named, "validation")
    same = split == "validation" and rendition is None
    asked = evidence if same else questions_for(workspace, named, split, rendition)
    if split == "test":
        state = reveal_state(workspace, named, rendition)
        if design is None or reveal is None:
            open_test_split(workspace, named.subject, state, reveal)
        else:
            reveal_test_of(workspace, design, state, reveal, author)
    if split == "check" and design is not None:
        seen = open_design(workspace, design)
        note_check_look(workspace, design, seen.design, step=seen.step)
    prediction = named.strategy.fit(evidence.questions).predict(asked.questions)
    return _evaluation(workspace, strategy, named, evidence, asked, prediction)


def questions_for(
    workspace: Workspace, named: NamedStrategy, part: Part, rendition: str | None = None
) -> SplitQuestions:
    """What the models of a strategy say about one part, on the triples that it can be asked about."""
    return split_questions(
        workspace,
        part,
        named.models,
        rendition,
        described_by=named.features,
        published_only=named.published_only,
    )


def reveal_state(workspace: Workspace, named: NamedStrategy, rendition: str | None = None) -> str:
    """What a test reveal of this strategy is recorded for: everything that its test figure depends on."""
    fitted_on = str(check_set_of(workspace))
    return state_fingerprint(workspace, named.vectors, named.fingerprint, fitted_on, rendition or "")


def _evaluation(
    workspace: Workspace,
    strategy: StrategyName,
    named: NamedStrategy,
    evidence: SplitQuestions,
    asked: SplitQuestions,
    prediction: Prediction,
) -> EnsembleEvaluation:
    questions = asked.questions
    scores = questions.scores(prediction.margin)
    differences: dict[ConstantName, Difference] = {}
    references = questions.references[questions.positions]
    for name in BASELINES:
        baseline = ConstantStrategy(name, named.members).fit(evidence.questions).predict(questions)
        baseline_scores = questions.scores(baseline.margin)
        differences[name] = paired_difference(scores, baseline_scores, references, questions.rows)
    per_model = [
        (workspace.model(name), estimate_of(asked, questions.scores(questions.margins[number])))
        for number, name in enumerate(questions.models)
    ]
    return EnsembleEvaluation(
        strategy=strategy,
        asked=asked,
        members=named.members,
        prediction=prediction,
        estimate=estimate_of(asked, scores),
        in_sample=asked.part == "validation" and (named.strategy.learned or strategy == "design"),
        cross_fitted=cross_fitted_estimate(named.strategy, asked) if asked is evidence else None,
        differences=differences,
        per_model=tuple(per_model),
        listed_first_accuracy=listed_first_accuracy(prediction.margin, asked.triples),
        synthetic=workspace.manifest.synthetic,
    )


def cross_fitted_estimate(
    strategy: Strategy, asked: SplitQuestions, folds: CrossFitting | None = None
) -> Estimate | None:
    """Accuracy of a strategy that learns, each reference judged by a fit without it.

    Args:
        strategy: not fitted.
        asked: the validation triples.
        folds: of the same triples, where they are cut already.

    Returns:
        None for a strategy that learns nothing, and where there are too few references.
    """
    questions = asked.questions
    if not strategy.learned or len(questions.references) < FOLDS:
        return None
    margin = (folds or CrossFitting.of(questions)).margin(strategy)
    return estimate_of(asked, questions.scores(margin))


def estimate_of(asked: SplitQuestions, scores: Float64[np.ndarray, " triples"]) -> Estimate:
    """Accuracy of scores on these questions, with its interval over their references."""
    questions = asked.questions
    return accuracy_estimate(scores, questions.references[questions.positions], questions.rows)
