"""The demo study on pages: is this it, the best that any model could reach there, and putting it back as it came."""

from pathlib import Path

import streamlit as st

from simlab.dashboard.opened import forget_everything, open_workspace, part_key, triples_of
from simlab.evaluation import Estimate
from simlab.evaluation.wording import accuracy_text
from simlab.jobs import require_idle
from simlab.studies.demo.ceiling import noise_ceiling
from simlab.studies.demo.world import read_world
from simlab.studies.split_questions import Part
from simlab.workspace import Workspace
from simlab.workspace.locations import reset_working_copy, shipped_original

_PART: Part = "validation"


def is_demo_world(workspace: Workspace) -> bool:
    """Whether the images are painted and the answers given by SimLab's own world."""
    return read_world(workspace.path) is not None


def can_be_reset(workspace: Workspace) -> bool:
    """Whether it is a working copy of a workspace that comes with SimLab."""
    return shipped_original(workspace.path) is not None


def ceiling_text(workspace: Workspace) -> str:
    """What the best possible accuracy is on the validation triples of a demo world, as a sentence."""
    best = _ceiling(workspace, part_key(workspace, _PART))
    return (
        f"Noise ceiling: **{accuracy_text(best)}**, the best any model could reach, because the annotator's answers "
        "carry noise that nobody can predict."
    )


def reset(folder: Path) -> None:
    """Put a working copy back as it came, and forget everything that pages keep of it.

    Raises:
        ConflictError: a job works on it.
        NotFoundError: it is no working copy.
    """
    require_idle(folder, "be reset")
    before = open_workspace(folder)
    before.store.close()  # some systems do not move a folder while its database is open
    reset_working_copy(folder)
    before.store.close()  # whoever holds it still must find the new database, not the one that is gone
    forget_everything()


@st.cache_resource(max_entries=8, show_spinner=False)
def _ceiling(_workspace: Workspace, key: str) -> Estimate:
    return noise_ceiling(_workspace, triples_of(_workspace, _PART))
