"""Where on a map another model beats the current ensemble, and what regions a credibility map amounts to."""

from simlab.ensembles.suggestions.local_gains import LocalGains
from simlab.ensembles.suggestions.outlines import MOST_VERTICES
from simlab.ensembles.suggestions.proposals import FEWEST_PLACED, Proposal, Suggestions, suggest_regions
from simlab.ensembles.suggestions.region_leaders import FEWEST_JUDGING, Leader, Standing, clear_leader, leader_of
from simlab.ensembles.suggestions.search import MIN_REFERENCES
from simlab.ensembles.suggestions.winner_areas import WinnerArea, winner_areas

__all__ = [
    "FEWEST_JUDGING",
    "FEWEST_PLACED",
    "MIN_REFERENCES",
    "MOST_VERTICES",
    "Leader",
    "LocalGains",
    "Proposal",
    "Standing",
    "Suggestions",
    "WinnerArea",
    "clear_leader",
    "leader_of",
    "suggest_regions",
    "winner_areas",
]
