"""Training: start runs, follow them, compare them, and add what they trained to the workspace."""

from simlab.dashboard import state
from simlab.dashboard.badges import show_title
from simlab.dashboard.entry import enter_through_app
from simlab.dashboard.guard import guarded
from simlab.dashboard.training import training_page

enter_through_app()
workspace = state.require_workspace()
show_title("Training", workspace)
with guarded():
    training_page(workspace)
