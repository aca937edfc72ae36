"""How large a demo world is, and how long its models are trained."""

from dataclasses import dataclass, replace
from typing import Literal, get_args

from simlab.errors import InputError
from simlab.landscapes import CONTEXTS

SizeName = Literal["small", "paper"]
TRIPLES_PER_ROW = 3
HELD_OUT = 0.15


@dataclass(frozen=True, kw_only=True)
class DemoSize:
    """Counts of a demo world.

    Attributes:
        name: `small` for trying out and tests, `paper` for the sizes of CoSIS.
        images: per split, the size of its image pool; pools share nothing.
        references: per split the number of references; of the training split, in all contexts together.
        triples: per split the number of triples, a multiple of 3 (one annotation row gives three).
        pretraining_epochs: of the backbone.
        epochs: of every CS-model, and of the global model, which sees eight times as many triples in each.
    """

    name: SizeName
    images: dict[str, int]
    references: dict[str, int]
    triples: dict[str, int]
    pretraining_epochs: int
    epochs: int

    def __post_init__(self) -> None:
        for split, count in self.references.items():
            if count > self.images[split] or count < len(CONTEXTS):
                raise InputError(
                    f"The {split} split has {count:,} references among {self.images[split]:,} images; it needs at "
                    f"least {len(CONTEXTS)}, and no more than there are images."
                )
            if self.triples[split] < TRIPLES_PER_ROW * count:
                raise InputError(
                    f"The {split} split has {self.triples[split]:,} triples for {count:,} references. Every reference "
                    f"needs an annotation row of {TRIPLES_PER_ROW}: ask for at least {TRIPLES_PER_ROW * count:,}."
                )


SIZES: dict[SizeName, DemoSize] = {
    "small": DemoSize(
        name="small",
        images={"train": 400, "validation": 320, "test": 240},
        references={"train": 8 * 12, "validation": 160, "test": 120},
        triples={"train": 8 * 150, "validation": 960, "test": 720},
        pretraining_epochs=2,
        epochs=2,
    ),
    "paper": DemoSize(
        name="paper",
        images={"train": 4_800, "validation": 4_000, "test": 3_200},
        references={"train": 8 * 200, "validation": 1_320, "test": 1_010},
        triples={"train": 8 * 3_000, "validation": 12_000, "test": 10_002},
        pretraining_epochs=26,
        epochs=10,
    ),
}


def demo_size(
    name: SizeName, *, references_per_context: int | None = None, triples_per_context: int | None = None
) -> DemoSize:
    """The size of that name, with other counts of training references or triples per context where they are given.

    Raises:
        InputError: no such size, or the counts do not fit together.
    """
    if name not in get_args(SizeName):
        raise InputError(f"{name!r} is no size of the demo; the sizes are {', '.join(get_args(SizeName))}.")
    size = SIZES[name]
    references, triples = dict(size.references), dict(size.triples)
    if references_per_context is not None:
        references["train"] = len(CONTEXTS) * references_per_context
    if triples_per_context is not None:
        if triples_per_context % TRIPLES_PER_ROW:
            raise InputError(
                f"{triples_per_context} triples per context cannot be had: an annotation row gives {TRIPLES_PER_ROW}. "
                f"Ask for a multiple of {TRIPLES_PER_ROW}."
            )
        triples["train"] = len(CONTEXTS) * triples_per_context
    return replace(size, references=references, triples=triples)
