"""The colours that figures share with the pages."""

import tomllib
from pathlib import Path

from simlab.figures.colours import PAPER


def test_a_saved_picture_lies_on_the_paper_of_the_page():
    config = Path(__file__).parents[2] / ".streamlit" / "config.toml"
    theme = tomllib.loads(config.read_text())["theme"]
    assert {False: theme["light"]["backgroundColor"], True: theme["dark"]["backgroundColor"]} == PAPER
