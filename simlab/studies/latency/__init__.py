"""How long the models of a workspace take, and what one query of an ensemble costs."""
