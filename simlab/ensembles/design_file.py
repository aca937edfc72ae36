"""A design as a file to hand on: regions, rules and what they were drawn on. Its schema: docs/design-schema.json."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simlab.ensembles.design_seen import SeenBefore, seen_from_json
from simlab.ensembles.region import FALLBACK
from simlab.ensembles.region_design import Design, design_from_json
from simlab.ensembles.strict_json import any_object, list_of, number_of, object_of, parse_json, scalar_of, text_of
from simlab.errors import DesignError, FormatVersionError, InputError
from simlab.workspace.manifest import check_name

FORMAT = "simlab-design"
FORMAT_VERSION = 1
MAX_BYTES = 64 * 2**20
_KEYS = ("format", "format_version", "name", "map", "models", "fallback", "regions")
_MAP_KEYS = ("id", "fingerprint", "method", "features", "parameters", "feature_fingerprint")
_REGION_KEYS = ("id", "name", "color", "note", "points", "rule", "members")


@dataclass(frozen=True)
class MapOrigin:
    """How the map of a design was made; what it is, its fingerprint says.

    Attributes:
        method: `pca`, `tsne` or `umap`.
        features: the model whose vectors were laid out.
        parameters: of the method.
        feature_fingerprint: of the vectors.
    """

    method: str
    features: str
    parameters: Mapping[str, str | float | bool | None]
    feature_fingerprint: str


@dataclass(frozen=True)
class DesignFile:
    """The content of a design's file.

    Attributes:
        name: of the design where it was exported.
        design: regions and rules.
        origin: how its map was made.
        models: name of each model that a rule names → fingerprint of its vectors.
        members: per region the ids of the validation references in its polygon, whatever its priority: what is left
            of the region on another map.
        seen: what was seen of it before; None in a file that does not say.
    """

    name: str
    design: Design
    origin: MapOrigin
    models: Mapping[str, str]
    members: tuple[tuple[str, ...], ...]
    seen: SeenBefore | None = None

    def to_bytes(self) -> bytes:
        """The file; `read_design_file` gives an equal one, to the last digit.

        Raises:
            DesignError: it would be larger than what is read.
        """
        text = json.dumps(self._to_json(), indent=1, ensure_ascii=False, allow_nan=False)
        content = (text + "\n").encode("utf-8")
        if len(content) > MAX_BYTES:
            raise DesignError(
                f"The file of design {self.name!r} would have {len(content) / 2**20:,.0f} MiB; at most "
                f"{MAX_BYTES / 2**20:,.0f} are read again. Export it in parts, with fewer regions each."
            )
        return content

    def _to_json(self) -> dict[str, Any]:
        drawn = self.design.to_json()
        return {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "name": self.name,
            "map": {**drawn["map"], **vars(self.origin), "parameters": dict(self.origin.parameters)},
            "models": dict(self.models),
            "fallback": drawn["fallback"],
            "regions": [
                {**region, "members": list(members)}
                for region, members in zip(drawn["regions"], self.members, strict=True)
            ],
            **({} if self.seen is None else {"seen": vars(self.seen)}),
        }


def read_design_file(content: bytes, source: str) -> DesignFile:
    """What a design's file says.

    Args:
        content: its bytes, from anybody.
        source: its name, for messages.

    Raises:
        FormatVersionError: a newer SimLab wrote it.
        DesignError: it is too large, no JSON, or not what the schema says; the message says where.
    """
    try:
        return _from_json(parse_json(content, MAX_BYTES))
    except FormatVersionError as error:
        raise FormatVersionError(f"{source}: {error}") from None
    except InputError as error:
        raise DesignError(f"{source} cannot be imported. {error}") from None


def _from_json(value: Any) -> DesignFile:
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise DesignError(f'It is no design of SimLab: it lacks "format": "{FORMAT}".')
    version = value.get("format_version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise DesignError(f"Its format_version must be a whole number from 1; found {version!r}.")
    if version > FORMAT_VERSION:
        raise FormatVersionError(
            f"The file has format version {version}; this SimLab knows versions up to {FORMAT_VERSION}. "
            "Update SimLab to import it."
        )
    found = object_of(value, "The file", _KEYS, ("seen",))
    of_map = object_of(found["map"], "'map'", _MAP_KEYS)
    regions = [_region(region, f"Region {n}") for n, region in enumerate(list_of(found["regions"], "'regions'"), 1)]
    drawn: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "map": {key: text_of(of_map[key], f"'map.{key}'") for key in ("id", "fingerprint")},
        "fallback": _rule(found["fallback"], "The fallback"),
        "regions": [region for region, _ in regions],
    }
    check_name(drawn["map"]["id"], "map")
    design = design_from_json(drawn)
    models = {name: text_of(of, f"'models.{name}'") for name, of in any_object(found["models"], "'models'").items()}
    if set(models) != set(design.models):
        raise DesignError(
            f"Its 'models' are {', '.join(sorted(models)) or 'none'}; its rules name "
            f"{', '.join(sorted(design.models)) or 'none'}. State the fingerprint of each model that a rule names, "
            "and of no other."
        )
    parameters = any_object(of_map["parameters"], "'map.parameters'")
    origin = MapOrigin(
        **{key: text_of(of_map[key], f"'map.{key}'") for key in ("method", "features", "feature_fingerprint")},
        parameters={key: scalar_of(of, f"'map.parameters.{key}'") for key, of in parameters.items()},
    )
    name = check_name(text_of(found["name"], "'name'"), "design")
    seen = seen_from_json(found["seen"]) if "seen" in found else None
    return DesignFile(name, design, origin, models, tuple(ids for _, ids in regions), seen)


def _region(value: Any, where: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A region as `design_from_json` takes it, and its members."""
    found = object_of(value, where, _REGION_KEYS)
    region: dict[str, Any] = {key: text_of(found[key], f"{where}, {key!r},") for key in ("name", "color", "note", "id")}
    if not 1 <= len(region["id"]) <= 80:
        raise DesignError(f"{where} needs an id of 1 to 80 characters; found {region['id']!r}.")
    if region["id"] == FALLBACK:
        raise DesignError(f"{where} has the id {FALLBACK!r}, which means the fallback. Give it another one.")
    points = list_of(found["points"], f"{where}, 'points',")
    region["points"] = [_point(point, f"{where}, vertex {n},") for n, point in enumerate(points, 1)]
    region["rule"] = _rule(found["rule"], f"{where}, 'rule',")
    members = list_of(found["members"], f"{where}, 'members',")
    ids = tuple(text_of(member, f"{where}, member {n},") for n, member in enumerate(members, 1))
    if len(set(ids)) < len(ids):
        raise DesignError(f"{where} names {len(ids) - len(set(ids))} of its members more than once.")
    return region, ids


def _point(value: Any, where: str) -> tuple[float, float]:
    found = list_of(value, where)
    if len(found) != 2:
        raise DesignError(f"{where} must have two coordinates; found {len(found)}.")
    return number_of(found[0], where), number_of(found[1], where)


def _rule(value: Any, where: str) -> dict[str, Any]:
    found = object_of(value, where, ("kind", "weights"))
    weights = any_object(found["weights"], f"{where} 'weights',")
    return {
        "kind": text_of(found["kind"], f"{where} 'kind',"),
        "weights": {name: number_of(weight, f"{where} weight of {name!r},") for name, weight in weights.items()},
    }
