"""Designs out of a workspace and into one: as files that say which map and models they are about."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from simlab.ensembles import Design, Membership
from simlab.ensembles.design_file import MAX_BYTES, DesignFile, MapOrigin, read_design_file
from simlab.errors import FingerprintError, NotFoundError, first_few
from simlab.maps import ReferenceMap, list_map_ids, list_maps, load_map, parameters_to_json
from simlab.studies.designs.looks import remember_seen, seen_before
from simlab.studies.designs.named import NamedDesign, map_of, open_design
from simlab.workspace import Workspace
from simlab.workspace.fingerprints import fingerprint

_MOST_TOLD = 12


def design_file(workspace: Workspace, name: str) -> DesignFile:
    """A saved design, as it is now, as a file to hand on.

    Raises:
        NotFoundError: the design, its map, or the vectors of a model that it names are not there.
        FingerprintError: another map has taken the name of its map.
    """
    design = open_design(workspace, name).design
    drawn_on = map_of(workspace, design)
    origin = MapOrigin(
        drawn_on.method, drawn_on.features, parameters_to_json(drawn_on.parameters), drawn_on.feature_fingerprint
    )
    models = {model: model_fingerprint(workspace, model) for model in design.models}
    seen = seen_before(workspace, name, design)
    return DesignFile(name, design, origin, models, members_of(design, drawn_on), seen)


def members_of(design: Design, drawn_on: ReferenceMap) -> tuple[tuple[str, ...], ...]:
    """Per region the ids of the map's validation references in its polygon, whatever its priority."""
    membership = Membership(drawn_on.fitted_coordinates)
    ids = np.array(drawn_on.fitted_ids, dtype=object)
    return tuple(tuple(ids[membership.inside(region)]) for region in design.regions)


def model_fingerprint(workspace: Workspace, model: str) -> str:
    """Of a model's distance and its vectors of the validation references; embedding more images changes nothing.

    Raises:
        NotFoundError: the model or its embedding is missing.
    """
    embedding = workspace.embedding(model)
    references = np.unique(workspace.split("validation")["reference"].to_numpy(np.int32))
    known = references[embedding.has(references)]
    return fingerprint(embedding.sidecar.distance, workspace.ids(known), embedding.take(known))


def read_file(path: Path) -> DesignFile:
    """The design in a file.

    Raises:
        NotFoundError: there is no such file.
        DesignError: it is no design; see `read_design_file`.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (FileNotFoundError, IsADirectoryError):
        raise NotFoundError(f"There is no file {path}. Give the path of a design that was exported.") from None
    return read_design_file(content, path.name)


def map_of_file(workspace: Workspace, file: DesignFile) -> ReferenceMap | None:
    """The map of the workspace with the fingerprint of the design's map, whatever its id; None where there is none."""
    wanted = file.design
    if wanted.map_id in list_map_ids(workspace):
        namesake = load_map(workspace, wanted.map_id)
        if namesake.fingerprint == wanted.map_fingerprint:
            return namesake
    return next((each for each in list_maps(workspace) if each.fingerprint == wanted.map_fingerprint), None)


def model_differences(workspace: Workspace, file: DesignFile) -> tuple[str, ...]:
    """What is other in this workspace about the models that rules name, for people; empty where nothing is."""
    found = (_model_difference(workspace, name, file.models[name]) for name in file.design.models)
    return tuple(difference for difference in found if difference)


def require_models(workspace: Workspace, file: DesignFile) -> None:
    """Refuse a design whose rules name models that are others here.

    Raises:
        FingerprintError: some are; the message says which.
    """
    differences = model_differences(workspace, file)
    if differences:
        raise _refusal(workspace, file, (), differences)


def import_design(workspace: Workspace, file: DesignFile, name: str | None = None) -> NamedDesign:
    """A new design of the workspace, just as in the file.

    Args:
        workspace: has the very map and models.
        file: as read.
        name: of the new design; its name in the file by default.

    Raises:
        FingerprintError: map or models differ; the message says what does, and how to go on.
        ConflictError: the name is taken.
        InputError: the name cannot be used.
    """
    drawn_on = map_of_file(workspace, file)
    if drawn_on is None:
        raise refusal_of(workspace, file)
    require_models(workspace, file)
    return keep_imported(workspace, file, replace(file.design, map_id=drawn_on.id), name, f"imported {file.name}")


def keep_imported(workspace: Workspace, file: DesignFile, design: Design, name: str | None, action: str) -> NamedDesign:
    """A new design made of a file, with the memory of what was seen of it before; raises what `import_design` does."""
    chosen = file.name if name is None else name
    workspace.store.create_design(chosen, design.to_json(), action)
    if file.seen is not None:
        remember_seen(workspace, chosen, file.design, file.seen)
    return open_design(workspace, chosen)


def refusal_of(workspace: Workspace, file: DesignFile) -> FingerprintError:
    """Why a design whose map is not here cannot be imported as it is: what differs, and how to go on."""
    return _refusal(workspace, file, (_map_difference(workspace, file),), model_differences(workspace, file))


def _map_difference(workspace: Workspace, file: DesignFile) -> str:
    design, origin = file.design, file.origin
    what = f"map {design.map_id!r} ({origin.method} of {origin.features}, fingerprint {design.map_fingerprint})"
    if design.map_id not in list_map_ids(workspace):
        return f"{what} is not there, nor a map of another id with this fingerprint"
    here = load_map(workspace, design.map_id)
    pairs = (
        ("method", origin.method, here.method),
        ("features", origin.features, here.features),
        ("parameters", dict(origin.parameters), parameters_to_json(here.parameters)),
        ("fingerprint of the features", origin.feature_fingerprint, here.feature_fingerprint),
    )
    differing = [f"{name} {of_file} in the file, {own} here" for name, of_file, own in pairs if of_file != own]
    reason = "; ".join(differing) or "made of the same features in the same way, but references lie elsewhere"
    return f"{what} has fingerprint {here.fingerprint} here ({reason})"


def _model_difference(workspace: Workspace, name: str, wanted: str) -> str:
    """What is other about one model; empty where nothing is."""
    entry = next((each for each in workspace.models() if each.name == name), None)
    if entry is None:
        return f"model {name!r}, which a rule names, is not there"
    if entry.kind == "features":
        return f"model {name!r}, which a rule names, only serves features here"
    try:
        found = model_fingerprint(workspace, name)
    except NotFoundError:
        return f"model {name!r}, which a rule names, has no vectors here"
    if found == wanted:
        return ""
    return f"model {name!r} has other vectors of the validation references (fingerprint {found} here, {wanted} there)"


def _refusal(
    workspace: Workspace, file: DesignFile, of_map: tuple[str, ...], of_models: tuple[str, ...]
) -> FingerprintError:
    differences = (*of_map, *of_models)
    if of_models:
        remedy = "Import it where the models are the same, or bring these models here first."
    else:
        remedy = (
            "The same members can be drawn on another map, as hulls marked approximate (`simlab design import … "
            f"--remap MAP`). Maps here: {first_few(list_map_ids(workspace), 12) or 'none yet'}."
        )
    return FingerprintError(
        f"Design {file.name!r} is not imported: {len(differences)} thing{'s' * (len(differences) > 1)} of it "
        f"{'differ' if len(differences) > 1 else 'differs'} in workspace {workspace.manifest.name!r}. "
        f"{'; '.join(differences[:_MOST_TOLD])}{'; …' if len(differences) > _MOST_TOLD else ''}. {remedy}"
    )
