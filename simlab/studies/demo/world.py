"""The demo world as a workspace: pools of landscapes, and the annotator's answers about them."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jaxtyping import Int

from simlab.errors import FingerprintError, WorkspaceError
from simlab.landscapes import CONTEXTS, Landscape
from simlab.landscapes.annotator import Annotator, annotator_from_json
from simlab.landscapes.landscape import GENERATOR_VERSION
from simlab.landscapes.sampling import sample_landscapes
from simlab.progress import SILENT, Progress
from simlab.sources.candidate_order import balanced_coin, swap_candidates
from simlab.studies.demo.sizes import HELD_OUT, TRIPLES_PER_ROW, DemoSize
from simlab.workspace import SPLITS, Manifest, Workspace, WorkspaceContent, create_workspace
from simlab.workspace.generated_pictures import generator_checksum
from simlab.workspace.manifest import require_version

FORMAT_VERSION = 1
NATIVE_SIDE = 128
SAME_CONTEXT_SHARE = 0.6
_RECORD = "world.json"
_PAIRS = ((0, 1), (0, 2), (1, 2))


@dataclass(frozen=True)
class World:
    """What `world.json` says: all that the images and answers of a demo world follow from.

    Attributes:
        seed: of everything.
        size: counts of images, references and triples, and epochs of training.
        annotator: who answered.
        generator_version: of the pictures.
    """

    seed: int
    size: dict[str, Any]
    annotator: Annotator
    generator_version: int = GENERATOR_VERSION

    def to_json(self) -> dict[str, Any]:
        """As stored."""
        return {
            "seed": self.seed,
            "size": self.size,
            "annotator": self.annotator.to_json(),
            "generator_version": self.generator_version,
            "same_context_share": SAME_CONTEXT_SHARE,
        }


def create_world(path: Path, seed: int, size: DemoSize, progress: Progress = SILENT) -> Workspace:
    """The workspace of a demo world, new, or as it is where this very world was begun before.

    Everything follows from seed and size: landscapes first, then questions, then noise, each from a generator of its
    own, so that two calls agree to the bit.

    Raises:
        FingerprintError: another world is there.
        WorkspaceError: something else is there.
    """
    world = World(seed, asdict(size), Annotator())
    if (path / _RECORD).is_file():
        _require_same(path, world)
        return Workspace(path)
    progress.stage("inventing landscapes and asking about them", None)
    landscapes = {split: _pool(seed, number, size.images[split]) for number, split in enumerate(SPLITS)}
    first_row = dict(zip(SPLITS, np.cumsum([0, *(len(landscapes[split]) for split in SPLITS[:-1])]), strict=True))
    triples = pd.concat(
        [
            _answers(world, split, number, landscapes[split], size).assign(
                **{
                    column: lambda frame, c=column, s=split: frame[c] + first_row[s]
                    for column in ("reference", "a", "b")
                }
            )
            for number, split in enumerate(SPLITS)
        ],
        ignore_index=True,
    )
    content = WorkspaceContent(
        manifest=Manifest(
            name="Demo landscapes",
            provenance=_provenance(seed, size),
            license="MIT, as SimLab itself",
            synthetic=True,
            contexts=CONTEXTS,
        ),
        images=pd.concat([_image_rows(split, landscapes[split]) for split in SPLITS], ignore_index=True),
        triples=swap_candidates(triples, balanced_coin(triples["split"], seed)),
        files=[None] * sum(size.images.values()),
        source="demo world",
        records={_RECORD: {"format_version": FORMAT_VERSION, **world.to_json()}},
    )
    return create_workspace(path, content, progress)


def read_world(path: Path) -> World | None:
    """What the demo world in a workspace's folder follows from; None where it holds something else.

    Raises:
        WorkspaceError: the record is damaged.
        FormatVersionError: a newer SimLab wrote it.
    """
    record = path / _RECORD
    if not record.is_file():
        return None
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
        require_version(content["format_version"], FORMAT_VERSION, record)
        annotator = annotator_from_json(content["annotator"])
        return World(content["seed"], content["size"], annotator, content["generator_version"])
    except (ValueError, KeyError, TypeError) as error:
        raise WorkspaceError(f"{record} is damaged ({error}). Build the demo again: `simlab demo build`.") from None


def _require_same(path: Path, world: World) -> None:
    found = read_world(path)
    assert found is not None
    before, now = json.loads(json.dumps(found.to_json())), json.loads(json.dumps(world.to_json()))
    changed = [name for name in now if now[name] != before.get(name)]
    if changed:
        raise FingerprintError(
            f"{path} holds another demo world: {', '.join(changed)} differ. Build this one in another folder (--out), "
            "or remove that one."
        )


def _pool(seed: int, number: int, count: int) -> list[Landscape]:
    """The images of one split, contexts in turn."""
    rng = np.random.default_rng([seed, number, 0])
    return sample_landscapes(rng, [CONTEXTS[place % len(CONTEXTS)] for place in range(count)])


def _answers(world: World, split: str, number: int, pool: list[Landscape], size: DemoSize) -> pd.DataFrame:
    """Three triples for every annotation row of a split; images as positions in its pool."""
    rng = np.random.default_rng([world.seed, number, 1])
    contexts = np.array([CONTEXTS.index(landscape.context) for landscape in pool])
    references = np.arange(size.references[split])  # contexts come in turn, so these are balanced
    rows = np.sort(np.resize(references, size.triples[split] // TRIPLES_PER_ROW))
    candidates = np.stack([_candidates(row, contexts, rng) for row in rows])
    clean = world.annotator.dissimilarity(
        [pool[row] for row in np.repeat(rows, TRIPLES_PER_ROW)], [pool[row] for row in candidates.ravel()]
    )
    judged = world.annotator.judge(clean, np.random.default_rng([world.seed, number, 2])).reshape(candidates.shape)
    classes = world.annotator.classes(judged)
    parts = []
    for pair, (left, right) in enumerate(_PAIRS, start=1):
        parts.append(
            pd.DataFrame(
                {
                    "id": [f"{split}/{row}/{pair}" for row in range(len(rows))],
                    "row": np.arange(len(rows)),
                    "reference": rows,
                    "a": candidates[:, left],
                    "b": candidates[:, right],
                    "choice": np.where(judged[:, left] < judged[:, right], "A", "B"),
                    "class_a": classes[:, left],
                    "class_b": classes[:, right],
                }
            )
        )
    table = pd.concat(parts, ignore_index=True).sort_values(["row", "id"], kind="stable", ignore_index=True)
    table = table.assign(split=split, source="simulated annotator", cluster=None, held_out=False)
    if split == "train":
        table["cluster"] = np.array(CONTEXTS)[contexts[table["reference"]]]
        table["held_out"] = _held_out(table, np.random.default_rng([world.seed, number, 3]))
    return table


def _candidates(reference: int, contexts: Int[np.ndarray, " images"], rng: np.random.Generator) -> np.ndarray:
    """Three different images: each of the reference's own context with SAME_CONTEXT_SHARE, else of any."""
    own = np.flatnonzero(contexts == contexts[reference])
    chosen: list[int] = []
    while len(chosen) < TRIPLES_PER_ROW:
        image = int(rng.choice(own) if rng.random() < SAME_CONTEXT_SHARE else rng.integers(len(contexts)))
        if image != reference and image not in chosen:
            chosen.append(image)
    return np.array(chosen)


def _held_out(table: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Whole annotation rows of every cluster, for local accuracy."""
    row_clusters = table.groupby("row")["cluster"].first()
    held: list[int] = []
    for _, rows in sorted(row_clusters.groupby(row_clusters).groups.items()):
        held += rng.permutation(rows.to_numpy())[: round(HELD_OUT * len(rows))].tolist()
    result: np.ndarray = table["row"].isin(held).to_numpy()
    return result


def _image_rows(pool: str, landscapes: list[Landscape]) -> pd.DataFrame:
    generators = [landscape.generator for landscape in landscapes]
    return pd.DataFrame(
        {
            "id": [f"{pool}/{number:04d}" for number in range(len(landscapes))],
            "pool": pool,
            "generator": generators,
            "context": [landscape.context for landscape in landscapes],
            "width": NATIVE_SIDE,
            "height": NATIVE_SIDE,
            "sha256": [generator_checksum(generator) for generator in generators],
            "blend": [landscape.blend for landscape in landscapes],
            "hour": [_named(scene.light, ("night", "twilight", "day")) for scene in landscapes],
            "weather": [_named(scene.haze, ("clear", "hazy", "foggy")) for scene in landscapes],
            "season": [_named(scene.season, ("winter", "spring", "summer", "autumn")) for scene in landscapes],
        }
    ).astype({"blend": "string"})


def _named(value: float, names: tuple[str, ...]) -> str:
    """The name of the part of [0, 1], cut evenly, that a value lies in."""
    return names[min(int(value * len(names)), len(names) - 1)]


def _provenance(seed: int, size: DemoSize) -> str:
    return (
        f"Synthetic: landscapes painted by SimLab's generator version {GENERATOR_VERSION}, answers by its simulated "
        f"annotator (parameters in {_RECORD}); size {size.name!r}, seed {seed}. `simlab demo build` makes it again."
    )
