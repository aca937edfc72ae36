"""Explore: where each model agrees with people, and the triples behind it."""

from simlab.dashboard import state
from simlab.dashboard.badges import show_title
from simlab.dashboard.entry import enter_through_app
from simlab.dashboard.explore import explore_page
from simlab.dashboard.guard import guarded
from simlab.dashboard.tour import hints_on, show_tour

enter_through_app()
workspace = state.require_workspace()
show_title("Explore", workspace)
show_tour("explore", workspace)
with guarded():
    part = "train" if state.split() == "train" else "validation"
    explore_page(workspace, part, hints_on("explore", workspace))
