"""The two designs that come with the demo, drawn by rule from the map and validation answers, never from contexts."""

from collections.abc import Sequence

import numpy as np
import shapely
from jaxtyping import Float64

from simlab.ensembles import BEST, CrossFitting, Design, DesignStrategy, Region, Rule, one_model, uniform_mean_of
from simlab.ensembles.cross_fitting import FOLDS
from simlab.ensembles.design_strategy import MembershipOf
from simlab.errors import InputError
from simlab.figures.colours import REGIONS
from simlab.maps import ReferenceMap, load_map
from simlab.progress import SILENT, Progress
from simlab.studies.designs.named import create_design
from simlab.studies.map_places import MapPlaces
from simlab.studies.split_questions import SplitQuestions, ensemble_members, split_questions
from simlab.workspace import Workspace

GOOD, NAIVE = "drawn-well", "four-quadrants"
CELL_COUNTS = (6, 8, 12, 16, 24, 32)
_MARGIN = 0.25


def create_demo_designs(workspace: Workspace, good_map: str, naive_map: str, progress: Progress = SILENT) -> None:
    """Draw and save both designs; one that exists is left as it is.

    The good one: k-means cells of the references on the map, the member that is right most often on the validation
    triples of each, neighbouring cells of one member joined; the number of cells is the one of CELL_COUNTS whose
    cross-fitted validation accuracy is highest. The naive one: the map cut in four at its median, the best member in
    each. Neither looks at the context of any image, nor at the test split.

    Args:
        workspace: with CS-models and maps.
        good_map, naive_map: ids of maps.
        progress: hears of the stages.

    Raises:
        NotFoundError: a map or the models are missing.
        InputError: there are fewer validation references than folds of the cross-validation.
    """
    members = ensemble_members(workspace)
    asked = split_questions(workspace, "validation", members)
    if len(asked.questions.references) < FOLDS:
        raise InputError(f"The demo's designs need at least {FOLDS} validation references.")
    existing = {*workspace.store.design_names(), *workspace.store.archived_design_names()}
    progress.stage("drawing designs", 2)
    if GOOD not in existing:
        create_design(workspace, GOOD, load_map(workspace, good_map), _drawn_well(workspace, asked, good_map))
    progress.advance()
    if NAIVE not in existing:
        reference_map = load_map(workspace, naive_map)
        cells = _quadrants(reference_map.coordinates(asked.questions.references))
        create_design(workspace, NAIVE, reference_map, _settled(workspace, asked, reference_map, cells))
    progress.advance()


def _drawn_well(workspace: Workspace, asked: SplitQuestions, map_id: str) -> Design:
    reference_map = load_map(workspace, map_id)
    membership = MapPlaces(workspace, reference_map).membership
    places = reference_map.coordinates(asked.questions.references)
    folds = CrossFitting.of(asked.questions)
    cut = {count: _cells(places, count) for count in CELL_COUNTS if count < len(places) // 4}
    accuracy = {}
    for count, cells in cut.items():
        strategy = DesignStrategy(_open_design(asked, reference_map, cells), membership, asked.questions.models)
        accuracy[count] = np.nanmean(asked.questions.scores(folds.margin(strategy)))
    return _settled(workspace, asked, reference_map, cut[max(accuracy, key=lambda count: accuracy[count])])


def _open_design(asked: SplitQuestions, reference_map: ReferenceMap, cells: Sequence[shapely.Polygon]) -> Design:
    """Every cell with the rule `best`, which chooses from whatever answers the design is fitted on."""
    fallback = uniform_mean_of(asked.questions.models)
    regions = [_region(number, f"cell {number + 1}", cell, BEST) for number, cell in enumerate(cells)]
    return Design(reference_map.id, reference_map.fingerprint, fallback, tuple(regions))


def _settled(
    workspace: Workspace, asked: SplitQuestions, reference_map: ReferenceMap, cells: Sequence[shapely.Polygon]
) -> Design:
    """The design whose cells name the member that `best` chooses on all validation triples, neighbours joined."""
    membership: MembershipOf = MapPlaces(workspace, reference_map).membership
    design = _open_design(asked, reference_map, cells)
    weights = DesignStrategy(design, membership, asked.questions.models).fit(asked.questions).weights
    chosen = [asked.questions.models[int(row.argmax())] for row in weights[: len(cells)]]
    joined = []
    for model in dict.fromkeys(chosen):
        union = shapely.union_all([cell for cell, name in zip(cells, chosen, strict=True) if name == model])
        joined += [(model, part) for part in shapely.get_parts(union)]
    # What lies in another region's hole comes first, and the first region that contains a reference has it.
    joined.sort(key=lambda pair: shapely.Polygon(pair[1].exterior).area)
    seen: dict[str, int] = {}
    regions = []
    for number, (model, shape) in enumerate(joined):
        seen[model] = seen.get(model, 0) + 1
        name = model if seen[model] == 1 else f"{model} {seen[model]}"
        regions.append(_region(number, name, shape, one_model(model)))
    return Design(reference_map.id, reference_map.fingerprint, design.fallback, tuple(regions))


def _cells(places: Float64[np.ndarray, "references 2"], count: int) -> list[shapely.Polygon]:
    """Voronoi cells of k-means centres, out to a frame about all references."""
    from sklearn.cluster import KMeans

    centres = KMeans(n_clusters=count, n_init=10, random_state=0).fit(places).cluster_centers_
    frame = _frame(places)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(centres), extend_to=frame))
    return [shapely.intersection(cell, frame) for cell in cells]


def _quadrants(places: Float64[np.ndarray, "references 2"]) -> list[shapely.Polygon]:
    left, bottom, right, top = _frame(places).bounds
    x, y = np.median(places, axis=0)
    corners = [(left, bottom, x, y), (x, bottom, right, y), (left, y, x, top), (x, y, right, top)]
    return [shapely.box(*corner) for corner in corners]


def _frame(places: Float64[np.ndarray, "references 2"]) -> shapely.Polygon:
    """A box about all references, with room for those that are placed later."""
    low, high = places.min(axis=0), places.max(axis=0)
    room = _MARGIN * (high - low)
    frame: shapely.Polygon = shapely.box(*(low - room), *(high + room))
    return frame


def _region(number: int, name: str, shape: shapely.Polygon, rule: Rule) -> Region:
    points = tuple((float(x), float(y)) for x, y in shape.exterior.coords[:-1])
    colour = REGIONS[number % len(REGIONS)]
    return Region(name=name, points=points, rule=rule, color=colour, id=f"demo{number:02d}")
