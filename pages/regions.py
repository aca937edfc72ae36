"""Regions: draw where to trust which model, and see what the ensemble gains."""

from simlab.dashboard import state
from simlab.dashboard.badges import show_title
from simlab.dashboard.entry import enter_through_app
from simlab.dashboard.guard import guarded
from simlab.dashboard.regions import regions_page
from simlab.dashboard.tour import hints_on, show_tour, watch_drawing

enter_through_app()
workspace = state.require_workspace()
show_title("Regions", workspace)
show_tour("regions", workspace)
with guarded():
    regions_page(workspace, hints_on("regions", workspace), watch_drawing)
