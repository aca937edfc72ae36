"""Losses, one per file. Those on answered triples take votes as weights and do not change when A and B are swapped."""
