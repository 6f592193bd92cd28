"""Writes of annual reviews."""
