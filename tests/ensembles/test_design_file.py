"""Designs as files: exactly what was exported comes back, and what is no design is refused in words."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlab.ensembles import RULE_KINDS, Design, Region, one_model, uniform_mean_of
from simlab.ensembles.design_file import (
    FORMAT,
    FORMAT_VERSION,
    MAX_BYTES,
    DesignFile,
    MapOrigin,
    read_design_file,
)
from simlab.ensembles.design_seen import MOST_LOOKS, SeenBefore
from simlab.ensembles.region import MAX_VERTICES
from simlab.errors import DesignError, FormatVersionError, SimLabError
from tests.ensembles.random_designs import regions, rules

SCHEMA = json.loads((Path(__file__).resolve().parents[2] / "docs" / "design-schema.json").read_text(encoding="utf-8"))
ORIGIN = MapOrigin("umap", "look", {"n_neighbors": 15, "min_dist": 0.1, "metric": "cosine", "seed": 0}, "feed")
TRIANGLE = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))


def file_of(design: Design, members: tuple[tuple[str, ...], ...] | None = None, name: str = "night") -> DesignFile:
    ids = members if members is not None else ((),) * len(design.regions)
    return DesignFile(name, design, ORIGIN, {model: f"of-{model}" for model in design.models}, ids)


def plain() -> DesignFile:
    region = Region("ocean", TRIANGLE, one_model("m"), "#0055aa", "deep", id="1")
    file = file_of(Design("map", "0123", uniform_mean_of(["m", "n"]), (region,)), (("r/1", "r/2"),))
    return replace(file, seen=SeenBefore(3, 2, True))


def content(**changes) -> dict:
    return {**json.loads(plain().to_bytes()), **changes}


def region_with(**changes) -> dict:
    return content(regions=[{**content()["regions"][0], **changes}])


def seen_as(**changes) -> dict:
    return content(seen={**content()["seen"], **changes})


def read(value) -> DesignFile:
    return read_design_file(json.dumps(value).encode("utf-8"), "night.json")


def fits(value, schema: dict) -> bool:
    """Whether a value is what a schema says, as far as docs/design-schema.json uses the language."""
    if "$ref" in schema:
        return fits(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]])
    if "const" in schema or "enum" in schema:
        return value in schema.get("enum", [schema.get("const")])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    types = {"integer": int, "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not any(number if kind == "number" else isinstance(value, types[kind]) for kind in kinds):
        return False
    if kinds == ["integer"] and (isinstance(value, bool) or value > schema["maximum"]):
        return False
    if isinstance(value, dict):
        known, others = schema.get("properties", {}), schema["additionalProperties"]
        return set(schema.get("required", ())) <= set(value) and all(
            fits(of, known.get(key, others)) if known.get(key, others) else False for key, of in value.items()
        )
    if isinstance(value, list):
        return schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", math.inf) and all(
            fits(item, schema["items"]) for item in value
        )
    if isinstance(value, str):
        return schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", math.inf)
    return not number or value >= schema.get("minimum", -math.inf)


members = st.lists(st.text(max_size=8), max_size=5, unique=True).map(tuple)
files = st.lists(st.tuples(regions, members), max_size=3, unique_by=lambda pair: pair[0].name).flatmap(
    lambda pairs: st.builds(
        lambda fallback, name: file_of(
            Design("map", "0123", fallback, tuple(region for region, _ in pairs)), tuple(ids for _, ids in pairs), name
        ),
        fallback=rules,
        name=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,79}", fullmatch=True),
    )
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(files)
def test_the_same_file_comes_back_to_the_last_digit(file):
    again = read_design_file(file.to_bytes(), "x.json")
    assert again == file
    assert again.to_bytes() == file.to_bytes()
    assert again.design.fingerprint == file.design.fingerprint
    assert again.seen == file.seen
    assert fits(json.loads(file.to_bytes()), SCHEMA)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_file_is_read_or_refused_in_words(data):
    value = content()
    where = data.draw(st.sampled_from(["file", "map", "region", "rule", "fallback", "vertex", "seen"]))
    region = value["regions"][0]
    part = {"file": value, "map": value["map"], "region": region, "rule": region["rule"], "fallback": value["fallback"]}
    part["seen"] = value["seen"]
    if where == "vertex":
        region["points"][data.draw(st.integers(0, 2))] = data.draw(json_values)
    else:
        part[where][data.draw(st.sampled_from([*part[where], "other"]))] = data.draw(json_values)
    refusal = ""
    try:
        read(value)
    except SimLabError as error:
        refusal = str(error)
    assert refusal.startswith("night.json") if refusal else fits(value, SCHEMA)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=50), json_values.map(lambda value: json.dumps(value).encode("utf-8"))))
def test_other_files_are_refused(raw):
    with pytest.raises(DesignError, match=r"night\.json cannot be imported\. It "):
        read_design_file(raw, "night.json")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (content(extra=1), "The file has 'extra'; its keys are format, .*, fallback, regions, seen"),
        (content(seen=None), "'seen' must be an object; found None"),
        (content(seen={"check_looks": 0}), "'seen' lacks 'test_reveals', 'edited_after_reveal'; its keys are"),
        (seen_as(check_looks=-1), "'seen.check_looks' must be a whole number from 0 to 1000; found -1"),
        (seen_as(test_reveals=True), "'seen.test_reveals' must be a whole number from 0 to 1000; found True"),
        (seen_as(edited_after_reveal=1), "'seen.edited_after_reveal' must be true or false; found 1"),
        (seen_as(test_reveals=0), "edited after a test reveal, and counts no reveal"),
        (region_with(colour="#000000"), "Region 1 has 'colour'; its keys are id, name, color, note, points, rule"),
        ({key: of for key, of in content().items() if key != "fallback"}, "The file lacks 'fallback'"),
        (content(map=7), "'map' must be an object; found 7"),
        (content(map={**content()["map"], "id": "../up"}), r"'\.\./up' cannot be the name of a map"),
        (content(name="a/b"), "'a/b' cannot be the name of a design"),
        (content(regions={}), r"'regions' must be a list; found \{\}"),
        (content(format="other"), 'It is no design of SimLab: it lacks "format": "simlab-design"'),
        (content(format_version=True), "format_version must be a whole number from 1; found True"),
        (content(fallback={"kind": "model", "weights": {"m": "1"}}), "weight of 'm', must be a number; found '1'"),
        (content(fallback={"kind": "magic", "weights": {}}), "'magic' is no rule; the rules are model, weights, vote"),
        (content(models={"m": "of-m"}), r"Its 'models' are m; its rules name m, n\."),
        (content(models={**content()["models"], "z": "0"}), r"Its 'models' are m, n, z; its rules name m, n\."),
        (region_with(points=[[0, 0], [1, 0], [0, True]]), "Region 1, vertex 3, must be a number; found True"),
        (region_with(points=[[0, 0], [1, 0], [0, 10**400]]), "Region 1, vertex 3, is not a finite number"),
        (region_with(points=[[0, 0], [1, 0], [0]]), "Region 1, vertex 3, must have two coordinates; found 1"),
        (region_with(points=[[0, 0], [1, 0]]), "Region 'ocean' has 2 vertices; it needs 3 to 2,000"),
        (region_with(id=""), "Region 1 needs an id of 1 to 80 characters; found ''"),
        (region_with(note="\ud800"), "Region 1, 'note', holds half of a surrogate pair"),
        (region_with(members=["r/1", "r/1"]), "Region 1 names 1 of its members more than once"),
        (region_with(members=[1]), "Region 1, member 1, must be text; found 1"),
        (content(regions=content()["regions"] * 2), "Two regions have the name 'ocean'"),
    ],
)
def test_what_is_wrong_is_said(value, text):
    with pytest.raises(DesignError, match=rf"night\.json cannot be imported\. .*{text}"):
        read(value)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", "no JSON text"),
        (b"\xff\xfe", "no JSON text in UTF-8"),
        (b'{"format": NaN}', "NaN is no number"),
        (b'{"a": 1, "a": 2}', "an object names the key 'a' twice"),
        (b"[" * 100_000, "nested too deeply"),
        (plain().to_bytes().replace(b"1.0", b"1e999", 1), "is not a finite number"),
        (b" " * (MAX_BYTES + 1), "It has 64 MiB; at most 64 are read"),
    ],
)
def test_bytes_that_are_no_json_of_ours(raw, text):
    with pytest.raises(DesignError, match=text):
        read_design_file(raw, "night.json")


def test_a_newer_file_is_refused_as_such():
    text = r"night\.json: The file has format version 2; this SimLab knows versions up to 1\. Update SimLab"
    with pytest.raises(FormatVersionError, match=text):
        read(content(format_version=2, new_key=1))


def test_a_file_that_would_be_too_large_is_not_written():
    design = plain().design
    with pytest.raises(DesignError, match="The file of design 'night' would have 64 MiB; at most 64 are read again"):
        file_of(design, (("x" * MAX_BYTES,),)).to_bytes()


def test_the_published_schema_says_what_is_checked():
    properties, of_region = SCHEMA["properties"], SCHEMA["$defs"]["region"]["properties"]
    assert properties["format"]["const"] == FORMAT
    assert properties["format_version"]["const"] == FORMAT_VERSION
    assert SCHEMA["$defs"]["rule"]["properties"]["kind"]["enum"] == list(RULE_KINDS)
    assert of_region["points"]["maxItems"] == MAX_VERTICES
    for part in (
        SCHEMA,
        properties["map"],
        properties["seen"],
        *(SCHEMA["$defs"][name] for name in ("rule", "region")),
    ):
        assert part["additionalProperties"] is False
        assert part["required"] == [key for key in part["properties"] if key != "seen"]
    assert properties["seen"]["properties"]["check_looks"]["maximum"] == MOST_LOOKS
    assert properties["seen"]["required"] == list(vars(SeenBefore()))
    unsaid = {key: value for key, value in content().items() if key != "seen"}
    assert fits(unsaid, SCHEMA)
    assert read(unsaid).seen is None
    assert [key for key in content() if key not in properties] == []
    assert not fits(region_with(colour="x"), SCHEMA)
    assert not fits(content(map=7), SCHEMA)
