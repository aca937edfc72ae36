"""Compare: every model, strategy and design on the same triples, and the triples behind each figure."""

from simlab.dashboard import state
from simlab.dashboard.badges import show_title
from simlab.dashboard.compare import compare_page
from simlab.dashboard.entry import enter_through_app
from simlab.dashboard.guard import guarded

enter_through_app()
workspace = state.require_workspace()
show_title("Compare", workspace)
with guarded():
    compare_page(workspace)
