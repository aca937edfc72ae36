"""Designs in a workspace: opened, saved, judged, compared, proposed, exported and presented."""
