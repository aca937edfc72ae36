"""The ensembles that can be asked live: fitted once on validation, then asked any number of questions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from simlab.ensembles import Design, DesignStrategy, FittedStrategy, margin_scales
from simlab.errors import NotFoundError
from simlab.maps import ReferenceMap
from simlab.studies.designs.named import map_of, open_design
from simlab.studies.designs.opened import OpenedDesign
from simlab.studies.ensemble_evaluation import questions_for, reveal_state
from simlab.studies.live.support import FeatureSupport
from simlab.studies.map_places import MapPlaces
from simlab.studies.scoreboard.lineup import LABELS
from simlab.studies.split_questions import SplitQuestions
from simlab.studies.strategies import NamedStrategy, named_strategy
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint

DESIGN_PREFIX = "design:"


@dataclass(frozen=True, eq=False)
class LiveSubject:
    """A fitted ensemble.

    Attributes:
        key: the name of a strategy, or `design:NAME`.
        label: for people.
        named: the strategy with the models that it needs.
        evidence: the validation triples that it was fitted on.
        fitted: ready to be asked.
        features: the model whose vectors say what a reference is like; None where it looks at none.
        design: of a drawn one, its regions and rules.
        places: of a drawn one, its map.
        support: of what looks at references, those that it knows; None where that is unknown.
    """

    key: str
    label: str
    named: NamedStrategy
    evidence: SplitQuestions
    fitted: FittedStrategy
    features: str | None
    design: Design | None = None
    places: MapPlaces | None = None
    support: FeatureSupport | None = None

    @property
    def models(self) -> tuple[str, ...]:
        """The models that it may weigh, in manifest order."""
        return self.named.models

    @property
    def needed(self) -> tuple[str, ...]:
        """All models whose answers it needs about pictures that nobody has seen."""
        more = () if self.features is None or self.features in self.models else (self.features,)
        return (*self.models, *more)

    @property
    def reference_map(self) -> ReferenceMap | None:
        """Of a drawn one."""
        return None if self.places is None else self.places.reference_map

    @property
    def scales(self) -> Float64[np.ndarray, " models"]:
        """What the models' distances are divided by, as in the study."""
        return margin_scales(self.evidence.questions)


def subjects(workspace: Workspace) -> dict[str, str]:
    """Key → label of every ensemble that can be asked for: strategies first, then designs from the oldest."""
    designs = {f"{DESIGN_PREFIX}{name}": f"design {name}" for name in workspace.store.design_names()}
    return {**{str(name): label for name, label in LABELS.items()}, **designs}


def fit_subject(workspace: Workspace, subject: str, members: Sequence[str] = ()) -> LiveSubject:
    """Fit an ensemble on validation, without the check set.

    Args:
        workspace: the study.
        subject: a key, see `subjects`; the bare name of a design will do where no strategy has it.
        members: names of models; the CS-models by default.

    Raises:
        NotFoundError: there is no such strategy, design or model, or no triples to fit on.
        InputError: it cannot be fitted here.
    """
    key = subject_key(workspace, subject)
    named = _named(workspace, key, tuple(members))
    if key.startswith(DESIGN_PREFIX):
        opened = OpenedDesign.of(workspace, key.removeprefix(DESIGN_PREFIX), named.members)
        strategy = DesignStrategy(opened.design, opened.places.membership, named.members)
        return LiveSubject(
            key=key,
            label=subjects(workspace)[key],
            named=named,
            evidence=opened.drawing,
            fitted=strategy.fit(opened.drawing.questions),
            features=opened.reference_map.features,
            design=opened.design,
            places=opened.places,
            support=FeatureSupport.of_map(workspace, opened.reference_map),
        )
    evidence = questions_for(workspace, named, "validation")
    support = None
    if named.features is not None:
        support = FeatureSupport.of_references(workspace.embedding(named.features), evidence.questions.references)
    return LiveSubject(
        key=key,
        label=subjects(workspace)[key],
        named=named,
        evidence=evidence,
        fitted=named.strategy.fit(evidence.questions),
        features=named.features,
        support=support,
    )


def subject_state(workspace: Workspace, subject: str, members: Sequence[str] = ()) -> str:
    """A fingerprint of everything that `fit_subject` depends on, to keep what it gives by.

    Raises:
        NotFoundError: see `fit_subject`.
    """
    key = subject_key(workspace, subject)
    state = reveal_state(workspace, _named(workspace, key, tuple(members)))
    if not key.startswith(DESIGN_PREFIX):
        return state
    reference_map = map_of(workspace, open_design(workspace, key.removeprefix(DESIGN_PREFIX)).design)
    return fingerprint(state, reference_map.current_feature_fingerprint or "")


def subject_key(workspace: Workspace, subject: str) -> str:
    """The key of a strategy or design.

    Raises:
        NotFoundError: there is none.
    """
    known = subjects(workspace)
    for key in (subject, f"{DESIGN_PREFIX}{subject}"):
        if key in known:
            return key
    raise NotFoundError(
        f"Workspace {workspace.manifest.name!r} has no ensemble {subject!r}. Those that can be asked: "
        f"{', '.join(known)}."
    )


def _named(workspace: Workspace, key: str, members: tuple[str, ...]) -> NamedStrategy:
    if key.startswith(DESIGN_PREFIX):
        return named_strategy(workspace, "design", members=members, design=key.removeprefix(DESIGN_PREFIX))
    name = next(name for name in LABELS if name == key)
    return named_strategy(workspace, name, members=members)
