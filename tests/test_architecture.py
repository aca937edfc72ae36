"""The walls of docs/architecture.md: which layer may import which, and where torch, Streamlit and pickle may be."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
LAYERS = (
    *(
        "errors",
        "child_process",
        "images",
        "progress",
        "landscapes",
        "workspace",
        "jobs",
        "sources",
        "evaluation",
        "encoders",
        "maps",
        "training",
    ),
    *("ensembles", "retrieval", "figures", "studies", "dashboard", "cli"),
)
SIDE_BY_SIDE = {"dashboard", "cli"}
TORCH = {"torch", "timm", "torchvision", "open_clip", "peft", "pytorch_metric_learning"}
PICKLES = {"pickle", "joblib", "cloudpickle", "dill", "shelve"}
PAGE_LINES = 80


def imports(source: str, module: str) -> Iterator[tuple[str, int, bool]]:
    """Every name that a source imports, absolute, with its line and whether that happens on import of the module."""
    package = module.split(".")[:-1]
    pending: list[tuple[ast.AST, bool]] = [(ast.parse(source), True)]
    while pending:
        node, at_once = pending.pop()
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno, at_once) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])
            origin = start if node.level else str(node.module)
            yield from ((f"{origin}.{alias.name}", node.lineno, at_once) for alias in node.names)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            pending += [(child, False) for child in node.body] + [(child, at_once) for child in node.orelse]
            continue
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        pending += [(child, at_once and not inside) for child in ast.iter_child_nodes(node)]


def layer_of(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "simlab" and len(parts) > 1 else None


def offences(source: str, module: str) -> list[str]:
    """What a source of SimLab breaks; `module` is its dotted name, `pages.x` and `app` for the thin scripts."""
    found = []
    own = layer_of(module)
    for name, line, at_once in imports(source, module):
        top, layer = name.split(".")[0], layer_of(name)
        where = f"{module}:{line} imports {name}"
        if own in LAYERS and layer in LAYERS and layer != own:
            below = LAYERS.index(layer) > LAYERS.index(own)
            if below or {own, layer} == SIDE_BY_SIDE:
                found.append(f"{where}, which is not above it")
        if top == "streamlit" and own != "dashboard" and module.split(".")[0] not in ("app", "pages"):
            found.append(f"{where}; only app.py, pages/ and simlab/dashboard may")
        if top in TORCH and own not in ("encoders", "training"):
            found.append(f"{where}; only encoders and training may")
        if top in PICKLES:
            found.append(f"{where}; nothing is pickled")
        if own in ("encoders", "training") and at_once and module.endswith("__init__") and top in TORCH:
            found.append(f"{where} before it is used")
    return found


def modules() -> dict[str, Path]:
    files = [*(PROJECT / "simlab").rglob("*.py"), *(PROJECT / "pages").glob("*.py"), *PROJECT.glob("app.py")]
    return {".".join(path.relative_to(PROJECT).with_suffix("").parts): path for path in files}


def all_offences(sources: Iterable[tuple[str, str]]) -> list[str]:
    return [offence for module, source in sources for offence in offences(source, module)]


def test_the_walls_stand():
    found = all_offences((module, path.read_text(encoding="utf-8")) for module, path in modules().items())
    assert not found, "\n".join(found)


def test_every_part_of_the_package_is_a_known_layer():
    known = {*LAYERS, "__init__", "__main__"}
    unknown = {path.stem for path in (PROJECT / "simlab").iterdir() if path.suffix == ".py" or path.is_dir()} - known
    assert unknown <= {"__pycache__"}


@pytest.mark.parametrize(
    ("module", "source", "what"),
    [
        ("simlab.errors", "import simlab.images", "which is not above it"),
        ("simlab.workspace.store", "from simlab.jobs import Job", "which is not above it"),
        ("simlab.workspace.store", "from ..jobs.job import Job", "imports simlab.jobs.job.Job, which is not above it"),
        ("simlab.maps.pca", "def f():\n    from simlab.ensembles import Design", "maps.pca:2 imports simlab.ensembles"),
        ("simlab.maps.pca", "from simlab import training", "imports simlab.training, which is not above it"),
        ("simlab.cli.x", "from simlab.dashboard import state", "which is not above it"),
        ("simlab.dashboard.x", "import simlab.cli.application", "which is not above it"),
        ("simlab.figures.map", "import streamlit as st", "only app.py, pages/ and simlab/dashboard may"),
        ("simlab.maps.tsne", "import torch.nn as nn", "only encoders and training may"),
        ("simlab.maps.tsne", "def f():\n    from timm import create_model", "only encoders and training may"),
        ("simlab.encoders.__init__", "import torch", "before it is used"),
        ("simlab.workspace.atomic", "from joblib import dump", "nothing is pickled"),
        ("pages.explore", "import pickle", "nothing is pickled"),
        ("app", "if True:\n    import torch", "app:2 imports torch; only encoders and training may"),
    ],
)
def test_a_breach_is_seen(module, source, what):
    found = offences(source, module)
    assert len(found) == 1
    assert what in found[0]


def test_what_is_allowed_is_allowed():
    assert offences("from simlab.workspace import Workspace\nfrom simlab.maps.pca import fit", "simlab.maps.tsne") == []
    assert offences("import streamlit\nfrom simlab.studies.reveal import is_revealed", "pages.regions") == []
    assert offences("def f():\n    import torch", "simlab.encoders.__init__") == []


def test_a_planted_source_in_the_tree_would_be_found(tmp_path):
    (tmp_path / "planted.py").write_text("from simlab.studies import reveal\n", encoding="utf-8")
    source = (tmp_path / "planted.py").read_text(encoding="utf-8")
    assert all_offences([("simlab.ensembles.planted", source)]) == [
        "simlab.ensembles.planted:1 imports simlab.studies.reveal, which is not above it"
    ]


def test_pages_are_thin():
    long = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (PROJECT / "pages").glob("*.py")}
    assert {name: lines for name, lines in long.items() if lines > PAGE_LINES} == {}


def fresh(code: str) -> str:
    """Standard output of a new Python that knows nothing yet."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_importing_simlab_is_quick_and_loads_nothing_heavy():
    code = """
import sys, time
before = time.perf_counter()
import simlab
print(time.perf_counter() - before, sorted({name.split(".")[0] for name in sys.modules} & {HEAVY}))
""".replace("{HEAVY}", str({"numpy", "pandas", "sklearn", "scipy", "torch", "timm", "umap", "streamlit", "plotly"}))
    seconds, heavy = fresh(code).split(maxsplit=1)
    assert float(seconds) < 0.5
    assert heavy == "[]"


@pytest.mark.parametrize(
    "module", ["simlab.cli", "simlab.studies.ensemble_evaluation", "simlab.encoders", "simlab.training"]
)
def test_torch_and_the_projections_wait_until_they_are_used(module):
    heavy = {"torch", "timm", "torchvision", "umap", "openTSNE", "sklearn", "streamlit"}
    code = f"import sys, {module}; print(sorted({{name.split('.')[0] for name in sys.modules}} & {heavy}))"
    assert fresh(code) == "[]"
