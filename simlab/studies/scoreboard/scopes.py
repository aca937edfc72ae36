"""Local accuracy, context accuracy, and accuracy on every context (Liao & Chen 2024, section 5).

*Local*: on the held-out training rows of the clusters that a model was fine-tuned on: of a CS-model its own, of a
global model all of them. *Context*: on the board's triples whose reference is of a CS-model's own context. Neither is
there for what nobody fine-tuned, nor for ensembles; accuracy on every context is there for every row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Bool, Float64

from simlab.evaluation import Estimate, accuracy_estimate, margins, score, triple_distances
from simlab.studies.model_evaluation import estimate_json
from simlab.studies.split_questions import SplitQuestions
from simlab.workspace import ModelEntry, Workspace


@dataclass(frozen=True)
class Scopes:
    """Accuracy of one row beside that on all triples of the board.

    Attributes:
        local: see the module; None where there is none.
        context: see the module; None where there is none, or where contexts are not known.
        contexts: by context, in the workspace's order, only those that the board has decided triples of.
    """

    local: Estimate | None = None
    context: Estimate | None = None
    contexts: Mapping[str, Estimate] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As on the command line."""
        return {
            "local": estimate_json(self.local) if self.local else None,
            "context": estimate_json(self.context) if self.context else None,
            "contexts": {name: estimate_json(found) for name, found in self.contexts.items()},
        }

    def line(self) -> dict[str, Any]:
        """As columns of a table, nothing rounded; None where there is none."""
        named = {"local": self.local, "context": self.context}
        ends = {
            f"{name}_{end}": getattr(found, attribute) if found else None
            for name, found in named.items()
            for end, attribute in (("accuracy", "value"), ("low", "low"), ("high", "high"))
        }
        return ends | {
            f"{end}_{name}": getattr(found, attribute)
            for name, found in self.contexts.items()
            for end, attribute in (("accuracy", "value"), ("low", "low"), ("high", "high"))
        }


class ScopeScoring:
    """Scores rows of one board by scope.

    Args:
        workspace: the study.
        asked: the board's triples.
    """

    def __init__(self, workspace: Workspace, asked: SplitQuestions) -> None:
        self._workspace, self._asked = workspace, asked
        questions = asked.questions
        self._references = questions.references[questions.positions]
        known = workspace.images["context"].iloc[self._references]
        of_context = {name: (known == name).fillna(False).to_numpy(dtype=bool) for name in workspace.manifest.contexts}
        decided = questions.signs != 0
        self._of_context: dict[str, Bool[np.ndarray, " triples"]] = {
            name: chosen for name, chosen in of_context.items() if (chosen & decided).any()
        }
        triples = workspace.triples
        self._held_out = triples[(triples["split"] == "train").to_numpy() & triples["held_out"].to_numpy()]

    def of(self, scores: Float64[np.ndarray, " triples"], entry: ModelEntry | None = None) -> Scopes:
        """The figures of one row.

        Args:
            scores: on the board's triples.
            entry: of a single model; None of an ensemble or a bracket.
        """
        rows = self._asked.questions.rows
        contexts = {
            name: accuracy_estimate(scores[chosen], self._references[chosen], rows[chosen])
            for name, chosen in self._of_context.items()
        }
        if entry is None or entry.kind not in ("cs", "global"):
            return Scopes(contexts=contexts)
        own = contexts.get(entry.context) if entry.kind == "cs" and entry.context else None
        return Scopes(self._local(entry), own, contexts)

    def _local(self, entry: ModelEntry) -> Estimate | None:
        chosen = self._held_out
        if entry.kind == "cs":
            chosen = chosen[(chosen["cluster"] == entry.context).fillna(False)]
        if chosen.empty:
            return None
        found = _estimate(self._workspace, entry, chosen)
        return found if found.n_triples else None


def _estimate(workspace: Workspace, entry: ModelEntry, triples: pd.DataFrame) -> Estimate:
    margin = margins(triple_distances(workspace.embedding(entry.name), triples))
    scores = score(margin, triples["choice"])
    return accuracy_estimate(scores, triples["reference"].to_numpy(), triples["row"].to_numpy())
