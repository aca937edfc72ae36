"""References of one split on one map, as both Explore and Regions show them."""
