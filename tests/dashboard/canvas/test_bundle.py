"""The JavaScript as it reaches the browser."""

import gzip
import re

import pytest

from simlab.dashboard.canvas import bundle


def sources():
    folder = bundle.files("simlab.dashboard.canvas")
    return {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".js")}


def test_every_source_is_in_the_module_once():
    names = {name.removesuffix(".js") for name in sources()} - {"loader", "picture_loader"}
    assert sorted(bundle._MODULES) == sorted(names)


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
    order = {module: position for position, module in enumerate(bundle._MODULES)}
    for imported, module in re.findall(r'^import \{([^}]*)\} from "\./([a-z_]+)\.js";', sources()[name], re.MULTILINE):
        assert order[module] < order[name.removesuffix(".js")], f"{name} imports {module}"
        for item in imported.split(","):
            assert re.search(
                rf"^export (async )?(function|class|const) {item.strip()}\b", sources()[f"{module}.js"], re.M
            )


def test_user_text_never_becomes_markup():
    for name, text in sources().items():
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", text), name


def test_what_streamlit_sends_with_every_edit_is_short():
    assert len(bundle.loader().encode()) < 1_500
    assert len(bundle.loader("picture_loader").encode()) < 300


def test_plotly_is_the_installed_one():
    assert b"plotly.js v" in gzip.decompress(bundle.plotly_gzip())[:200]
