"""Explore: where each model agrees with people, and the triples behind it."""

from simlab.dashboard import state
from simlab.dashboard.badges import show_title
from simlab.dashboard.entry import enter_through_app
from simlab.dashboard.explore import explore_page
from simlab.dashboard.guard import guarded

enter_through_app()
workspace = state.require_workspace()
show_title("Explore", workspace)
with guarded():
    explore_page(workspace, "train" if state.split() == "train" else "validation")
