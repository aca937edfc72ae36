"""What a step of a presentation is made of: one thing to look at, one thought, and what its numbers rest on."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Int

from simlab.evaluation import Difference, Estimate

Colouring = Literal["plain", "best"]


@dataclass(frozen=True)
class Question:
    """Shows the example triple."""


@dataclass(frozen=True)
class Bar:
    """One accuracy: whose, the model it is coloured by (None for the ensemble's), and how sure."""

    label: str
    model: str | None
    accuracy: Estimate


@dataclass(frozen=True)
class Bars:
    """Accuracies under one another, with chance marked."""

    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Held:
    """The ensemble against one other: whom, that one's accuracy, how far the ensemble is ahead."""

    label: str
    accuracy: Estimate
    ahead: Difference


@dataclass(frozen=True)
class HeldAgainst:
    """The ensemble against others."""

    rows: tuple[Held, ...]


@dataclass(frozen=True)
class Statement:
    """Something that a figure rests on; `badge` marks what cannot be missed."""

    head: str
    said: str
    badge: Literal["synthetic", "test"] | None = None


@dataclass(frozen=True)
class Statements:
    """What the figures rest on."""

    parts: tuple[Statement, ...]


@dataclass(frozen=True, eq=False)
class OnMap:
    """The map.

    Attributes:
        colouring: all dots alike, or each in the colour of the model that is best there.
        regions: the design's regions are drawn.
        region: id of the region that is spoken of; the others are drawn faint.
        rows: image rows that stand out; None where all are alike.
        neighbours: pictures near one another on the map are pointed at.
    """

    colouring: Colouring
    regions: bool = False
    region: str | None = None
    rows: Int[np.ndarray, " rows"] | None = None
    neighbours: bool = False


@dataclass(frozen=True, eq=False)
class Step:
    """One step.

    Attributes:
        key: names it in the page's address; unique.
        title: the thought.
        said: sentences.
        main: what is looked at.
        bars: figures beside it.
        pictures: image rows shown beside it.
        small: what the numbers rest on.
    """

    key: str
    title: str
    said: tuple[str, ...]
    main: Question | Bars | HeldAgainst | Statements | OnMap
    bars: tuple[Bar, ...] = ()
    pictures: tuple[int, ...] = ()
    small: tuple[str, ...] = ()


@dataclass(frozen=True)
class Behind:
    """What a presentation says about where its figures come from.

    Attributes:
        synthetic: images or answers were made by a program.
        features: the model whose distances the map lays out.
        map_text: which map, and how far it can be believed.
        state_text: the design, its step and fingerprint.
        check: accuracy on the check set, where the study keeps one and its figure was asked for; else None.
        check_share: share of the references that the check set holds; None without a check set.
        test: accuracy on the test split, where it was revealed for exactly this state; else None.
        reveals: time and reason of every test reveal of the design.
    """

    synthetic: bool
    features: str
    map_text: str
    state_text: str
    check: Estimate | None
    check_share: float | None
    test: Estimate | None
    reveals: tuple[tuple[str, str], ...]
