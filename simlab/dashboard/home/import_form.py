"""Bringing data in from the browser: the same importers as on the command line, as jobs."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from simlab.dashboard import state
from simlab.dashboard.guard import guarded
from simlab.dashboard.uploads import keep_upload
from simlab.errors import ConflictError, InputError
from simlab.jobs import start_job
from simlab.workspace import MODEL_KINDS, Workspace, check_name, new_workspace_folder

_PENDING = state.key("home", "pending")
_SOURCES = {
    "A table of my own": "table",
    "Material appearance (Lagunas et al. 2019)": "material",
    "CoSIS labels (Liao & Chen 2024)": "cosis",
    "Pictures in folders of their classes": "folders",
    "Pairs of pictures, matched by name": "pairs",
    "Vectors for this workspace": "embeddings",
}


def show_import(workspace: Workspace | None) -> None:
    """A form per source; what was imported becomes the current workspace when its job is done."""
    _follow_pending()
    source = st.selectbox("Source", list(_SOURCES), key=state.key("home", "source"))
    kind = _SOURCES[source]
    if kind == "embeddings":
        if workspace is None:
            st.info("Vectors belong to a workspace. Import one first.")
            return
        _embeddings_form(workspace)
        return
    with st.form(state.key("home", f"import-{kind}"), border=False):
        name = st.text_input("Name of the new workspace", key=state.key("home", f"name-{kind}"))
        arguments = {
            "table": _table_fields,
            "material": _material_fields,
            "cosis": _cosis_fields,
            "folders": _folder_fields,
            "pairs": _pair_fields,
        }[kind]()
        if st.form_submit_button("Import", type="primary", icon=":material/upload:"):
            with guarded():
                _start(kind, name.strip(), arguments)


def _start(kind: str, name: str, arguments: Callable[[], list[str]]) -> None:
    out = new_workspace_folder(check_name(name, "workspace"))
    if out.exists() or name in state.known_workspaces():
        raise ConflictError(f"There is a workspace named {name!r} already. Choose another name.")
    start_job(["import", kind, *arguments(), "--out", str(out), "--name", name], f"Import {name}", out)
    st.session_state[_PENDING] = name
    st.rerun()


def _follow_pending() -> None:
    """Open what was imported as soon as it is there."""
    name = st.session_state.get(_PENDING)
    if name in state.known_workspaces():
        del st.session_state[_PENDING]
        state.choose_workspace(name)
        st.rerun()


def _table_fields() -> Callable[[], list[str]]:
    st.caption(
        "CSV or Parquet with the columns **reference**, **a**, **b** and **choice** (A, B or tie) or **votes_a** and "
        "**votes_b**; optional: split, context, annotator, and any metadata. See docs/formats.md."
    )
    table = _file_field("Table", "table", ["csv", "parquet"])
    images = _file_field("Images (optional): a folder, or a .zip of it", "table-images", ["zip"])
    shuffle = st.checkbox(
        "The table lists the nearer candidate first: draw anew which one is A", key=state.key("home", "shuffle")
    )

    def arguments() -> list[str]:
        found = [str(_require(table(), "the table"))]
        folder = images()
        return [*found, *(["--images", str(folder)] if folder else []), *(["--order", "random"] if shuffle else [])]

    return arguments


def _material_fields() -> Callable[[], list[str]]:
    source = _file_field("Folder with ennis/, stpeters/ and the answers, or a .zip of it", "material", ["zip"])
    share = st.slider("Share of each reference's training answers for validation", 0.05, 0.5, 0.2, 0.05)
    return lambda: [str(_require(source(), "the folder")), "--validation-share", str(share)]


def _cosis_fields() -> Callable[[], list[str]]:
    source = _file_field("Folder with txt_labels/ and npy_labels/, or a .zip of it", "cosis", ["zip"])
    images = st.text_input("Folder of BG-20K (optional; without it labels only)", key=state.key("home", "cosis-images"))

    def arguments() -> list[str]:
        folder = images.strip()
        return [str(_require(source(), "the folder")), *(["--images", folder] if folder else [])]

    return arguments


def _folder_fields() -> Callable[[], list[str]]:
    st.caption(
        "A class is a folder of pictures; folders above it are groups of classes: vehicles/bus/1.jpg. Models learn "
        "from the first folder, and are tested on classes that they have never seen in the second. A .zip holds one "
        "folder."
    )
    seen = _file_field("Classes to learn from: a folder, or a .zip of it", "folders-seen", ["zip"])
    unseen = _file_field("Classes to test on (optional): a folder, or a .zip of it", "folders-unseen", ["zip"])

    def arguments() -> list[str]:
        found, tested = [str(_require(seen(), "the classes to learn from"))], unseen()
        return [*found, *([str(tested), "--test", tested.resolve().name] if tested else [])]

    return arguments


def _pair_fields() -> Callable[[], list[str]]:
    st.caption(
        "Two folders that show the same things: a pair has the same file name in both. The pictures of the first ask "
        "for theirs among those of the second. Models learn from a third folder, whose pictures need no pairs."
    )
    source = _file_field("Pictures that ask: a folder, or a .zip of it", "pairs-source", ["zip"])
    target = _file_field("Their counterparts: a folder, or a .zip of it", "pairs-target", ["zip"])
    further = _file_field("Pictures to learn from (optional): a folder, or a .zip of it", "pairs-further", ["zip"])
    share = st.slider("Share of the pairs for the test split, the others are for validation", 0.0, 0.9, 0.0, 0.05)

    def arguments() -> list[str]:
        found = [str(_require(source(), "the pictures that ask")), str(_require(target(), "their counterparts"))]
        folder = further()
        return [*found, *(["--unlabelled", str(folder)] if folder else []), "--test-share", str(share)]

    return arguments


def _embeddings_form(workspace: Workspace) -> None:
    pools = sorted(workspace.images["pool"].unique())
    with st.form(state.key("home", "import-embeddings"), border=False):
        st.caption("Row i of the array is image index i of its pool.")
        file = _file_field("Array", "embeddings", ["npy"])
        left, middle, right = st.columns(3)
        model = left.text_input("Name of the model", key=state.key("home", "model"))
        kind = middle.selectbox("Kind", MODEL_KINDS, index=2, key=state.key("home", "kind"))
        pool = right.selectbox("Pool", pools, key=state.key("home", "pool"))
        contexts = ["", *workspace.manifest.contexts]
        context = st.selectbox("Context (of a CS-model)", contexts, key=state.key("home", "context"))
        if st.form_submit_button("Import", type="primary", icon=":material/upload:"):
            with guarded():
                arguments = ["--model", check_name(model.strip(), "model"), "--kind", kind, "--pool", pool]
                arguments += ["--file", str(_require(file(), "the array"))]
                arguments += ["--context", context] if context else []
                path = str(workspace.path)
                start_job(["import", "embeddings", path, *arguments], f"Import vectors of {model}", workspace.path)
                st.rerun()


def _file_field(label: str, name: str, types: list[str]) -> Callable[[], Path | None]:
    """An upload or a path on the server; the path that was meant, when asked for."""
    left, right = st.columns(2)
    path = left.text_input(f"{label}: path", key=state.key("home", f"{name}-path"))
    upload = right.file_uploader("or upload", type=types, key=state.key("home", f"{name}-upload"))

    def chosen() -> Path | None:
        if upload is not None:
            return keep_upload(upload)
        return Path(path.strip()).expanduser() if path.strip() else None

    return chosen


def _require(path: Path | None, what: str) -> Path:
    if path is None:
        raise InputError(f"Give the path of {what}, or upload it.")
    return path
