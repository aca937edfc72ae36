"""What every test stands on: a home of its own, checked shapes, and small studies to work with."""

import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


def _load(name: str) -> object:
    """A module of this folder, importable by that name: `tests` is no package."""
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name.removeprefix('simlab_tests_')}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


_load("simlab_tests_typechecking").install("simlab_tests_typechecking")
toy_study = _load("simlab_tests_toy_study")

# Before any test runs too: nothing may ever reach the user's own folder.
os.environ["SIMLAB_HOME"] = tempfile.mkdtemp(prefix="simlab-tests-")
if os.environ.get("SIMLAB_REAL_DATA"):
    os.environ["SIMLAB_REAL_DATA"] = str(Path(os.environ["SIMLAB_REAL_DATA"]).resolve())


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty user folder, which is also where relative paths lead."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("SIMLAB_HOME", str(folder))
    for name in ("SIMLAB_WORKSPACES", "SIMLAB_DATABASE_URL", "SIMLAB_JOB"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(HERE.parent), os.environ.get("PYTHONPATH")])))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def toy_workspace(tmp_path: Path) -> Callable[..., object]:
    """Makes small synthetic studies; see `toy_study.make` for what can be asked for."""

    def make(name: str = "toy", **wishes: object) -> object:
        return toy_study.make(tmp_path / name, **wishes)

    return make


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data sets; tests that read them are skipped where there are none."""
    folder = os.environ.get("SIMLAB_REAL_DATA")
    if not folder:
        pytest.skip("SIMLAB_REAL_DATA is not set")
    return Path(folder)
