"""Losses on answered triples, one per file; all take votes as weights, and none changes when A and B are swapped."""
