"""The demo: a procedural world with its whole study, built by the commands that a user runs. Always synthetic."""
