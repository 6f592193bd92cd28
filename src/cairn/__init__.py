"""Cairn runs a community safety partnership's strategies, from the published promise to the evidence."""

__version__ = "0.1.0"
