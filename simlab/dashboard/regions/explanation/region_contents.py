"""What lies in a region as the ensemble answers it: its references and triples, the worst failures first."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int64

from simlab.dashboard.explore.triple_filter import disagreement
from simlab.ensembles import FALLBACK
from simlab.studies.explanations.grounds import DesignGrounds


@dataclass(frozen=True, eq=False)
class RegionContents:
    """References and triples of one region, or of the fallback.

    Attributes:
        name: of the region.
        references: positions among the references that are drawn on, the lowest share of right answers first; where
            it is equal, the lowest sum of margins towards the people's choice; those without a scored triple last.
        right: sum of the ensemble's scores of each.
        answered: scored triples of each.
        triples: positions of their triples, the margin farthest against the people's choice first, human ties last.
    """

    name: str
    references: Int64[np.ndarray, " references"]
    right: Float64[np.ndarray, " references"]
    answered: Int64[np.ndarray, " references"]
    triples: Int64[np.ndarray, " triples"]

    @classmethod
    def of(cls, grounds: DesignGrounds, region_id: str) -> "RegionContents":
        """Of the region of that id, "fallback" for the fallback."""
        questions = grounds.drawing.questions
        ids = [*(region.id for region in grounds.design.regions), FALLBACK]
        assignment = grounds.prediction.assignment
        inside = assignment.regions == ids.index(region_id)
        right = questions.right_per_reference(grounds.scores)
        towards = grounds.prediction.margin * questions.signs
        sums = questions.right_per_reference(towards)
        share = np.where(questions.answered > 0, right / np.maximum(questions.answered, 1), 2.0)
        order = np.lexsort((sums, share))
        references = order[inside[order]]
        by_margin = np.lexsort((towards, np.isnan(grounds.scores)))
        return cls(
            name=assignment.region_names[ids.index(region_id)],
            references=references,
            right=right[references],
            answered=questions.answered[references],
            triples=by_margin[inside[questions.positions][by_margin]],
        )

    def listed(self, grounds: DesignGrounds, *, wrong: bool, disagree: bool) -> Int64[np.ndarray, " listed"]:
        """The triples that fulfil all conditions.

        Args:
            grounds: that the contents are of.
            wrong: the ensemble answers otherwise than people did, or is undecided.
            disagree: at least one model finds A closer and at least one finds B closer.
        """
        kept: Bool[np.ndarray, " triples"] = np.ones(len(self.triples), dtype=bool)
        if wrong:
            kept &= grounds.scores[self.triples] < 1
        if disagree:
            kept &= disagreement(grounds.drawing.questions.margins[:, self.triples]) > 0
        listed: Int64[np.ndarray, " listed"] = self.triples[kept]
        return listed
