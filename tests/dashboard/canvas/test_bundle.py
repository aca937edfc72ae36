"""The JavaScript as it reaches the browser."""

import gzip
import re
from importlib.resources import files

import pytest

from simlab.dashboard.canvas import bundle
from simlab.dashboard.component.modules import IMPORT, loader_text


def sources():
    entries = [*bundle.SOURCES.iterdir(), *files("simlab.dashboard.component").iterdir()]
    return {entry.name: entry.read_text(encoding="utf-8") for entry in entries if entry.name.endswith(".js")}


def test_every_source_is_in_the_module_once():
    names = {name.removesuffix(".js") for name in sources()} - {"loader", "picture_loader"}
    assert sorted(bundle.MODULES) == sorted(names)


def test_the_module_imports_nothing_and_exports_what_the_loaders_call():
    module = bundle.canvas_module().decode()
    assert not re.search(r"^import\b", module, re.MULTILINE)
    assert re.findall(r"^export .*", module, re.MULTILINE) == [
        "export function mount(root, data, setStateValue) {",
        "export function answerPictures({ desk: name, pictures }, ask) {",
    ]


def test_no_two_sources_declare_the_same_name():
    declared = re.findall(
        r"^(?:async )?(?:export )?(?:function|class|const|let) (\w+)", bundle.canvas_module().decode(), re.M
    )
    assert sorted(declared) == sorted(set(declared))


@pytest.mark.parametrize("name", sorted(sources()))
def test_a_source_imports_only_what_stands_before_it(name):
    order = {module: position for position, module in enumerate(bundle.MODULES)}
    for imported, _, module in IMPORT.findall(sources()[name]):
        assert order[module] < order[name.removesuffix(".js")], f"{name} imports {module}"
        for item in imported.split(","):
            assert re.search(
                rf"^export (async )?(function|class|const) {item.strip()}\b", sources()[f"{module}.js"], re.M
            )


def test_user_text_never_becomes_markup():
    for name, text in sources().items():
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", text), name


def test_what_streamlit_sends_with_every_edit_is_short():
    assert len(loader_text().encode()) < 700
    assert len(bundle.picture_loader().encode()) < 300


def test_plotly_is_the_installed_one():
    assert b"plotly.js v" in gzip.decompress(bundle.plotly_gzip())[:200]
