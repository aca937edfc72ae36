"""Everything the design panel shows, as one value, and as the short message that goes to the browser."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from simlab.dashboard.regions.panel.details_spec import PlaceDetails
from simlab.evaluation import Difference
from simlab.evaluation.wording import INDISTINCT, accuracy_text, counts_text, difference_text, percent
from simlab.studies.designs.figures import RegionFigures
from simlab.studies.designs.region_faithfulness import FAITHFUL_SHARE
from simlab.studies.designs.what_if import RuleOutcome

SMALL = 10
"""With fewer references, any choice of a rule is a guess."""


@dataclass(frozen=True)
class PanelRow:
    """One region, or the fallback.

    Attributes:
        figures: of the region.
        color: "#rrggbb"; "" for the fallback.
        option: key of its rule.
        inside: share of its members' neighbours in the feature space that are members too; NaN where unknown.
    """

    figures: RegionFigures
    color: str
    option: str
    inside: float = math.nan

    def message(self) -> dict[str, object]:
        """For the browser."""
        found = self.figures
        few = found.n_references < SMALL
        accuracy = percent(found.accuracy.value) if few else accuracy_text(found.accuracy)
        said = {
            "id": found.id,
            "name": found.name,
            "color": self.color,
            "option": self.option,
            "rule": found.rule.text if self.option.startswith("*") else "",
            "accuracy": accuracy if found.n_triples else "",
            "holds": counts_text(found.n_triples, found.n_references) if found.n_triples else "no triples here",
            "chosen": found.chosen or "",
            "few": few and found.n_references > 0,
            "torn": percent(self.inside) if self.inside < FAITHFUL_SHARE else "",
        }
        return {key: value for key, value in said.items() if value}


@dataclass(frozen=True)
class Compared:
    """A difference with what it is about.

    Attributes:
        what: for people.
        difference: None where nothing was compared; `instead` says why.
        instead: said in place of a difference.
        cross_fitted: it stands on references that had no part in what was learned.
    """

    what: str
    difference: Difference | None
    instead: str = ""
    cross_fitted: bool = False

    def message(self) -> dict[str, object]:
        """For the browser."""
        said: dict[str, object] = {"what": self.what, "said": self.instead}
        if self.difference is not None:
            said |= difference_message(self.difference)
        return said | ({"cross": True} if self.cross_fitted else {})


@dataclass(frozen=True)
class RuleMenu:
    """What each rule would do.

    Attributes:
        region: where.
        outcomes: by key of the option.
        note: how the figures are to be taken.
    """

    region: str
    outcomes: Mapping[str, RuleOutcome]
    note: str

    def message(self) -> dict[str, object]:
        """For the browser."""
        return {
            "region": self.region,
            "note": self.note,
            "outcomes": {
                key: {
                    "accuracy": percent(outcome.accuracy.value),
                    "inside": percent(outcome.inside.value),
                    **difference_message(outcome.change),
                    **({"cross": True} if outcome.cross_fitted else {}),
                }
                for key, outcome in self.outcomes.items()
            },
        }


@dataclass(frozen=True)
class PanelSpec:
    """What the panel shows.

    Attributes:
        rows: regions in priority order, the fallback last.
        chosen: id of the region in hand, "fallback", or None.
        models: names of all models that a rule may name.
        against: key of what the ensemble is compared with: a model's name, "*best", "*vote" or "*mean".
        compared: the ensemble's lead over it.
        edit: what the last step changed; None where there was none.
        share: where the references are, in words.
        details: of what is in hand.
        menu: the rules of one region, while their list is open.
        dark: the theme is dark.
    """

    rows: tuple[PanelRow, ...]
    chosen: str | None
    models: tuple[str, ...]
    against: str
    compared: Compared
    edit: Compared | None
    share: str
    details: PlaceDetails | None
    menu: RuleMenu | None
    dark: bool = False

    def message(self) -> dict[str, object]:
        """For the browser."""
        return {
            "rows": [row.message() for row in self.rows],
            "chosen": self.chosen,
            "models": self.models,
            "against": self.against,
            "compared": self.compared.message(),
            "edit": self.edit.message() if self.edit else None,
            "share": self.share,
            "details": self.details.message() if self.details else None,
            "menu": self.menu.message() if self.menu else None,
            "dark": self.dark,
        }


def difference_message(difference: Difference) -> dict[str, object]:
    """Text and direction of a difference: "up", "down", or "same" where it cannot be told from 0."""
    direction = "same"
    if difference.distinguishable:
        direction = "up" if difference.value > 0 else "down"
    if difference.value == 0 and difference.low == 0 == difference.high:
        return {"said": "no change", "direction": direction}
    return {"said": difference_text(difference).removesuffix(f", {INDISTINCT}"), "direction": direction}
