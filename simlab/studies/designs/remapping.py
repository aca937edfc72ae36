"""A design on another map: the same members, in hulls around where they lie there."""

from dataclasses import dataclass, replace

import numpy as np

from simlab.ensembles import Design, Region
from simlab.ensembles.design_file import DesignFile
from simlab.ensembles.member_hulls import member_hull
from simlab.errors import InputError
from simlab.maps import ReferenceMap
from simlab.studies.designs.exchange import import_design, keep_imported, require_models
from simlab.studies.designs.named import NamedDesign
from simlab.workspace import Workspace


@dataclass(frozen=True)
class RemappedRegion:
    """What became of one region.

    Attributes:
        name: its name.
        n_members: validation references in it on the map that it was drawn on.
        n_placed: those of them that lie on the other map; 0 means that the region is left out.
        n_kept: those of them that lie in the hull.
        n_added: validation references in the hull that were not members.
    """

    name: str
    n_members: int
    n_placed: int
    n_kept: int
    n_added: int


@dataclass(frozen=True)
class Remapped:
    """A design on another map.

    Attributes:
        design: its regions are hulls, and the note of each says so.
        regions: what became of each region of the old design, in priority order.
    """

    design: Design
    regions: tuple[RemappedRegion, ...]


def remap_design(file: DesignFile, target: ReferenceMap) -> Remapped:
    """The design's regions as hulls of their members on another map, with their rules and in their order.

    A region without a member on that map is left out.

    Args:
        file: the design, with the members of its regions; `exchange.design_file` makes one of a saved design.
        target: the map to draw on.

    Raises:
        InputError: there are regions, and none has a member on the map.
    """
    position = {image_id: index for index, image_id in enumerate(target.fitted_ids)}
    regions, reports = [], []
    for region, ids in zip(file.design.regions, file.members, strict=True):
        members = np.zeros(len(position), dtype=bool)
        members[[position[image_id] for image_id in ids if image_id in position]] = True
        n_placed = int(np.count_nonzero(members))
        if not n_placed:
            reports.append(RemappedRegion(region.name, len(ids), 0, 0, 0))
            continue
        hull = member_hull(target.fitted_coordinates, members)
        reports.append(RemappedRegion(region.name, len(ids), n_placed, hull.n_kept, hull.n_added))
        regions.append(replace(region, points=hull.points, note=_note(file, region, reports[-1])))
    if reports and not regions:
        raise InputError(
            f"None of the {len(reports)} regions of design {file.name!r} has a member among the {len(position):,} "
            f"validation references of map {target.id!r}. Draw the design again there."
        )
    design = replace(file.design, map_id=target.id, map_fingerprint=target.fingerprint, regions=tuple(regions))
    return Remapped(design, tuple(reports))


def import_on_map(
    workspace: Workspace, file: DesignFile, target: ReferenceMap, name: str | None = None
) -> tuple[NamedDesign, tuple[RemappedRegion, ...]]:
    """A new design of the workspace on a map that it was not drawn on; on the very map it is imported as it is.

    Args:
        workspace: has the very models.
        file: as read.
        target: a map of the workspace.
        name: of the new design; its name in the file by default.

    Returns:
        the design, and what became of its regions: nothing to tell where the map is the design's own.

    Raises:
        FingerprintError: models that rules name are others here.
        InputError: no region has a member on the map, or the name cannot be used.
        ConflictError: the name is taken.
    """
    if target.fingerprint == file.design.map_fingerprint:
        return import_design(workspace, file, name), ()
    require_models(workspace, file)
    remapped = remap_design(file, target)
    action = f"imported {file.name}, re-mapped from map {file.design.map_id} (approximate)"
    return keep_imported(workspace, file, remapped.design, name, action), remapped.regions


def _note(file: DesignFile, region: Region, report: RemappedRegion) -> str:
    mark = (
        f"Approximate: hull of the region's members on map {file.design.map_id}. It keeps {report.n_kept:,} of "
        f"{report.n_members:,} and adds {report.n_added:,} others."
    )
    return f"{mark} {region.note}".rstrip()
