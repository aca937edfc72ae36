"""Ten regions drawn by hand on the shipped demo, and what they are worth: `python -m docs.demo_sequence`.

Synthetic data. Each step was reasoned from what the Regions page shows of the validation split with 30 % of its
references kept as check set: points coloured by *best member*, *Winner* under them, and every model's accuracy in the
region. `tests/browser/test_designer.py` draws the same by mouse. Members are the eight CS-models; the global model,
which may be named in rules, is not.

    python -m docs.demo_sequence                          validation and check, on a copy that is thrown away
    python -m docs.demo_sequence --reveal-test "why"      the test figure, too
    python -m docs.demo_sequence --keep FOLDER            the copy stays: FOLDER must not exist
"""

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from simlab.ensembles import Region, one_model
from simlab.evaluation import Difference, paired_difference
from simlab.evaluation.wording import accuracy_text, counts_text, difference_text
from simlab.figures.colours import region_colour
from simlab.maps import load_map
from simlab.studies.designs.named import NamedDesign, create_design, save_step
from simlab.studies.ensemble_evaluation import EnsembleEvaluation, evaluate_ensemble
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace
from simlab.workspace.check_set import CheckSet, keep_check_set
from simlab.workspace.locations import SHIPPED_FOLDER
from simlab.workspace.manifest import read_manifest, write_manifest

MAP = "umap-global"
DESIGN = "ten-regions"

Tool = Literal["box", "polygon", "lasso"]
Outline = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Step:
    """One region.

    Attributes:
        title: its name.
        tool: that draws it.
        points: corners in coordinates of the map.
        model: that answers there.
        reason: what on the page speaks for it, without the check set.
    """

    title: str
    tool: Tool
    points: Outline
    model: str
    reason: str


SEQUENCE = (
    Step(
        "left island",
        "box",
        ((-6.3, 5.0), (-4.0, 5.0), (-4.0, 9.1), (-6.3, 9.1)),
        "cs-city",
        "One winner on the whole island: cs-city 77.7 %, the next 64.9 %.",
    ),
    Step(
        "top, northern part",
        "polygon",
        (
            *((0.1, 9.3), (0.1, 8.5), (0.7, 8.1), (1.5, 8.1), (1.4, 8.75)),
            *((1.85, 9.1), (2.3, 9.55), (2.3, 11.8), (0.7, 11.8)),
        ),
        "cs-ocean",
        "cs-ocean wins from the tip down to the bay on the left: 75.5 %, the next 59.7 %.",
    ),
    Step(
        "top, southern part",
        "lasso",
        ((0.6, 7.3), (2.3, 7.2), (3.7, 7.7), (3.8, 8.9), (2.9, 9.4), (2.3, 9.7), (1.3, 9.2), (0.5, 8.4)),
        "cs-mountain",
        "What is left of this island: cs-mountain 69.2 %, the next 63.7 %, and no better cut in sight.",
    ),
    Step(
        "middle, upper left",
        "polygon",
        (
            *((-1.3, 1.3), (-0.3, 1.3), (0.5, 1.6), (1.0, 2.0), (1.2, 2.6), (2.3, 2.6)),
            *((2.2, 3.0), (1.0, 3.2), (0.9, 4.5), (0.3, 4.5), (0.1, 3.5), (-1.1, 3.4)),
        ),
        "cs-field",
        "cs-field wins here and loses under the diagonal: 71.0 %, the next 62.1 %.",
    ),
    Step(
        "middle, lower right",
        "polygon",
        (
            *((-1.3, 0.2), (-0.2, -0.6), (0.7, -0.6), (1.4, 0.7), (3.0, 2.2), (2.9, 2.8)),
            *((1.8, 2.6), (1.0, 2.2), (0.5, 1.6), (-0.3, 1.3), (-1.2, 1.2)),
        ),
        "cs-forest",
        "The other side of the diagonal: cs-forest 72.0 %, the next 62.3 %.",
    ),
    Step(
        "right, lower left",
        "polygon",
        ((6.2, 1.1), (6.2, -1.5), (8.9, -1.5), (8.9, -0.6), (8.0, 0.2), (7.2, 1.0)),
        "cs-flower",
        "cs-flower wins in the corner and fades towards the right: 72.7 %, the next 64.5 %.",
    ),
    Step(
        "small island",
        "box",
        ((8.1, 2.6), (9.95, 2.6), (9.95, 3.7), (8.1, 3.7)),
        "cs-abstract",
        "An island of its own with one winner: cs-abstract 74.2 %, the next 60.5 %.",
    ),
    Step(
        "right, between",
        "polygon",
        (
            *((7.0, 1.2), (7.6, 0.4), (8.2, 0.3), (8.4, -0.6)),
            *((9.9, -0.6), (10.8, 0.6), (10.8, 1.2), (9.0, 1.3)),
        ),
        "cs-abstract",
        "Grey under the points, but all of it together has a winner: cs-abstract 71.2 %, the next 63.4 %.",
    ),
    Step(
        "far right, upper",
        "box",
        ((10.3, 2.6), (12.4, 2.6), (12.4, 4.6), (10.3, 4.6)),
        "cs-indoor",
        "One winner: cs-indoor 78.1 %, the next 62.7 %.",
    ),
    Step(
        "far right, lower",
        "box",
        ((10.8, 0.4), (12.4, 0.4), (12.4, 2.3), (10.8, 2.3)),
        "cs-indoor",
        "The same winner below it, 78.3 %, the next 64.8 %; three points outside all regions stay with the mean.",
    ),
)


def demo_copy(folder: Path) -> Workspace:
    """The shipped demo in a folder of its own, with a check set of 30 % that nobody has seen."""
    shutil.copytree(SHIPPED_FOLDER / "demo", folder)
    write_manifest(folder, replace(read_manifest(folder), shipped=False))
    workspace = Workspace.open(folder)
    keep_check_set(workspace, CheckSet())
    return workspace


def draw(workspace: Workspace) -> NamedDesign:
    """The sequence, each region one step of the design's history, without browser."""
    named = create_design(workspace, DESIGN, load_map(workspace, MAP))
    for number, step in enumerate(SEQUENCE):
        region = Region(step.title, step.points, one_model(step.model), region_colour(number), step.reason)
        design = named.design.with_region(region)
        named = save_step(workspace, named, design, f"drew {step.title} for {step.model}")
    return named


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw, and print what it is worth."""
    parser = argparse.ArgumentParser(prog="python -m docs.demo_sequence", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reveal-test", metavar="REASON", help="look at the test split, too, for this reason")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the copy stays; it must not exist")
    asked = parser.parse_args(arguments)
    if asked.keep and asked.keep.exists():
        parser.error(f"{asked.keep} exists already; name a folder that does not.")
    with tempfile.TemporaryDirectory() as temporary:
        workspace = demo_copy(asked.keep or Path(temporary) / "demo")
        draw(workspace)
        print("Demo (synthetic), ten regions drawn by hand, credibility map of the same eight members, all fitted on")
        print("validation without the check set; n counts triples and references.")
        parts: tuple[Part, ...] = ("validation", "check", *(("test",) if asked.reveal_test else ()))
        for part in parts:
            _print_part(workspace, part, asked.reveal_test)
        for reveal in workspace.store.reveals():
            print(f"Recorded reveal: {reveal}")


def _print_part(workspace: Workspace, part: Part, reason: str | None) -> None:
    reveal = reason if part == "test" else None
    drawn = evaluate_ensemble(workspace, "design", part, design=DESIGN, reveal=reveal)
    mapped = evaluate_ensemble(workspace, "credibility", part, reveal=reveal)
    counted = counts_text(drawn.estimate.n_triples, drawn.estimate.n_references)
    in_sample = " (in-sample drawing)" if drawn.in_sample else ""
    print(f"{part}: ten regions {accuracy_text(drawn.estimate)}{in_sample}, {counted}")
    print(f"{part}:   over the best single member {difference_text(drawn.differences['best'])}")
    cross_fitted = f"; cross-fitted {accuracy_text(mapped.cross_fitted)}" if mapped.cross_fitted else ""
    print(f"{part}: credibility map {accuracy_text(mapped.estimate)}{cross_fitted}")
    print(f"{part}:   ten regions less credibility map {difference_text(_difference(drawn, mapped))}")


def _difference(one: EnsembleEvaluation, other: EnsembleEvaluation) -> Difference:
    """Of two ensembles that were asked the same triples."""
    questions = one.asked.questions
    scores = [questions.scores(evaluation.prediction.margin) for evaluation in (one, other)]
    return paired_difference(scores[0], scores[1], questions.references[questions.positions], questions.rows)


if __name__ == "__main__":
    main()
